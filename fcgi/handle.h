/* The life of a request between its bytes and the bytes of its answer. */
#ifndef HANDLE_H
#define HANDLE_H

#include "req.h"

/*
 * Takes a request whose parameters and body are set, and leaves the whole
 * answer in req->reply.  This function can't fail: what goes wrong is the
 * answer.  req->db is the thread's.
 */
void handle(struct req *);

enum handle_step {
	HANDLE_DONE,		/* the answer is there */
	HANDLE_STATEMENT,	/* the statement of the route is to be run; its
				   rows go to handle_rows() */
	HANDLE_THREAD,		/* handle() must begin anew where it may wait */
	HANDLE_GATHER,		/* handle_group() or handle_admitted() goes on
				   where it may wait */
};

/* As handle(), but never waits.  req->db is NULL.  With `sample' it may ask for
 * a thread only to measure there how long the route's statement takes. */
enum handle_step handle_quickly(struct req *, bool sample);

/* The rest of what was HANDLE_GATHER, by itself.  req->db is the thread's. */
void handle_admitted(struct req *);

/*
 * The rest of `n' (up to GROUP_MAX) such requests of one route, together.
 * Those that are answered are marked in `ret_done'; for the others nothing has
 * been done, and handle_admitted() goes on.
 */
void handle_group(struct req *const *, int n, struct db *, bool ret_done[]);

/* The answer from the rows of the statement, which it adopts. */
void handle_rows(struct req *, PGresult *rows);

/* The answer is that too many wait already. */
void handle_busy(struct req *);

/* The answer is this error. */
void handle_failed(struct req *, enum err, const char *why);

/* Counts and logs it, after the client has its answer or, when `was_sent' is
 * false, has gone away. */
void handle_done(const struct req *, bool was_sent);

#endif
