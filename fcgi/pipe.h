/*
 * Postgres for a thread that must not wait: one connection that carries many
 * statements at once (libpq's pipeline mode).  Only for statements that may
 * be run again: when one of a batch fails, those behind it were not run, and
 * all come back without a result.
 */
#ifndef PIPE_H
#define PIPE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "db.h"

enum { PIPE_MAX = 64 };		/* statements under way */

struct pipe;

struct pipe *pipe_new(const char *conninfo);	/* makes no connection yet */
void pipe_free(struct pipe *);

/* The socket to wait for, or -1 when there is no connection; and which
 * connection it is of, for a number is soon used again. */
int pipe_fd(const struct pipe *);
unsigned pipe_generation(const struct pipe *);

/* How many are under way; with `oldest', since when in clock_us(). */
int pipe_length(const struct pipe *);
int64_t pipe_oldest_us(const struct pipe *);

/* Puts a statement in; false when there is no connection or no room.  Makes a
 * connection when there is none and the database was not away just now. */
bool pipe_send(struct pipe *, const struct stmt *, const char *const *values,
    void *tag);

/* Sends what was put in since the last time. */
void pipe_push(struct pipe *);

/*
 * The next one that is done: its tag, and its rows for PQclear() or NULL when
 * it failed, or was not run, or the connection was lost.  False when none is
 * done yet.
 */
bool pipe_next(struct pipe *, void **ret_tag, PGresult **ret_rows);

/* Takes in what the server sent; call it when the socket is readable. */
void pipe_read(struct pipe *);

/* Gives the connection up; pipe_next() then tells of all that were under
 * way. */
void pipe_drop(struct pipe *);

#endif
