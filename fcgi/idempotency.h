/*
 * A POST that is sent again with its Idempotency-Key is not done again: the
 * first answer is kept 24 hours, in the transaction of the work itself.  It
 * may hold what is said only once (a token, a session's cookie), so it is
 * sealed under a key made from the client's own key and body, which are not
 * kept.
 */
#ifndef IDEMPOTENCY_H
#define IDEMPOTENCY_H

#include "req.h"

/*
 * Begins the transaction.  OK and *ret_replayed: the reply is the kept one.
 * E_in_progress while the same is being worked on, E_key_reused when the key
 * stands for another request, E_malformed for no valid key.
 */
enum err idempotency_open(struct req *, bool *ret_replayed) MUST_CHECK;

/* Keeps the reply as it now is; for a request that was not replayed. */
enum err idempotency_keep(struct req *) MUST_CHECK;

#endif
