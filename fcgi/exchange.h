/*
 * One request over one kept FastCGI connection: read by libfcgi, answered by
 * handle.c, written in one piece.  Exchanges come from a pool and go back to
 * it; one holds all the memory of its request.
 *
 * lint: long, it is one structure and the steps of its life.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <fcgiapp.h>
#include <stdatomic.h>

#include "conn.h"
#include "req.h"

enum {
	EXCHANGE_MAX = 512,	/* requests that a worker has taken and not yet
				   answered */
	EXCHANGE_WARM = 32,	/* unused ones that keep their memory */
	EXCHANGE_US = 5 * 1000 * 1000,	/* to send a request or take an answer,
					   in all */
};

/* What is to be done next; each includes what follows it. */
enum exchange_stage {
	EXCHANGE_READ,
	EXCHANGE_RUN,
	EXCHANGE_GATHER,	/* admitted, and may go with others */
	EXCHANGE_ALONE,		/* admitted, and may not */
	EXCHANGE_SEND,
};

struct exchange {
	FCGX_Request	 fcgi;
	struct req	 req;
	struct buf	 body;
	struct conn	*conn;
	enum exchange_stage stage;
	_Atomic int64_t	 since_us;	/* waiting for the peer; 0: it is not */
	_Atomic int	 fd;
	int		 place;		/* in the pool's list of those out */
	struct exchange	*next;		/* in the pool or a queue */
};

/* NULL when EXCHANGE_MAX are out. */
struct exchange *exchange_new(struct conn *);
void exchange_free(struct exchange *);

enum exchange_end {
	EXCHANGE_OK,
	EXCHANGE_CLOSE,		/* the connection is of no more use */
	EXCHANGE_CLOSED,	/* and libfcgi has closed it */
};

/* Reads the request that has begun on the connection, waiting for all of it. */
enum exchange_end exchange_read(struct exchange *);

/* Sends the answer.  OK: the connection may carry another request. */
enum exchange_end exchange_send(struct exchange *);

/* This process is about to end: each answer from now on is the last one of its
 * connection, and tells nginx so. */
void exchange_leave(void);

/* Ends the connection of every exchange whose peer has let it wait since
 * before `since_us', so that the wait ends too.  For another thread. */
void exchange_interrupt(int64_t since_us);

/* May these first bytes of a connection begin a request (FastCGI 1.0, 3.3 and
 * 5.1)?  Also for fewer than eight. */
bool exchange_is_begin(const unsigned char *, size_t);

/* Do these bytes hold a whole request, to the end of its body? */
bool exchange_is_whole(const unsigned char *, size_t);

#endif
