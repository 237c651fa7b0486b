/* What nginx says of a request before anything is known of it. */
#ifndef ARRIVAL_H
#define ARRIVAL_H

#include "req.h"

/* nginx's request id, and W3C's trace id if the client brought one: else the
 * request id serves as that too, so that both logs meet. */
void arrival_ids(struct req *);

/* An unknown method stays 0, which fits no route. */
void arrival_method(struct req *);

/* A request that has waited too long is not worth the work: whoever sent it
 * has given up, and working on it would make the next one wait as long. */
bool arrival_is_too_old(const struct req *);

#endif
