/*
 * The FastCGI connections of a worker: a table of fixed size.  Who may touch
 * one is told by its state; only ends and beginnings take a lock.
 */
#ifndef CONN_H
#define CONN_H

#include <stdbool.h>
#include <stdint.h>

enum conn_state {
	CONN_FREE,
	CONN_GATE,	/* new, its first record not yet seen: main thread */
	CONN_WAITING,	/* for its next request: the lane */
	CONN_BUSY,	/* a request of it is worked on: whoever works on it */
};

struct conn {
	int		 fd;
	_Atomic enum conn_state state;
	bool		 unwatched;	/* the lane's set does not hold it as it
					   holds those that wait */
	int64_t		 since_us;	/* accepted */
	int64_t		 partial_us;	/* a request has begun to arrive; 0 */
	int		 pieces;	/* that it has come in so far */
	struct conn	*next_free;
};

/* Makes room for `max' of them; once. */
void conn_init(int max);

/* A place in state CONN_GATE, or NULL when all are taken. */
struct conn *conn_new(int fd);

/* Gives the place back; the descriptor is closed unless it is already. */
void conn_end(struct conn *, bool is_closed);

int conn_count(void);
int conn_max(void);
struct conn *conn_at(int index);

#endif
