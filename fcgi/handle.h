/* The life of a request between its bytes and the bytes of its answer. */
#ifndef HANDLE_H
#define HANDLE_H

#include "req.h"

/*
 * Takes a request whose parameters and body are set, and leaves the whole
 * answer in req->reply.  Logs and counts it.  This function can't fail: what
 * goes wrong is the answer.
 */
void handle(struct req *);

#endif
