/* The life of a request between its bytes and the bytes of its answer. */
#ifndef HANDLE_H
#define HANDLE_H

#include "req.h"

/*
 * Takes a request whose parameters and body are set, and leaves the whole
 * answer in req->reply.  This function can't fail: what goes wrong is the
 * answer.
 */
void handle(struct req *);

/* Counts and logs it, after the client has its answer or, when `was_sent' is
 * false, has gone away. */
void handle_done(const struct req *, bool was_sent);

#endif
