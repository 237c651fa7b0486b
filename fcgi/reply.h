/*
 * The one place where an answer is written.  A body is JSON put straight into
 * the buffer from the rows; a header is one of those here, and its value can
 * hold nothing but visible ASCII, so that no data can end a line of it.
 */
#ifndef REPLY_H
#define REPLY_H

#include "req.h"

/* Replaces whatever was begun by problem+json (RFC 9457) for the error. */
void reply_problem(struct req *, enum err);

/* Writes reply.head from all that is known.  The answer is then head and
 * body; nothing may change afterwards. */
void reply_finish(struct req *);

/* Does the answer have a body on the wire? */
bool reply_has_body(const struct req *);

#endif
