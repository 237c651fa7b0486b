/*
 * One request over one kept FastCGI connection: read by libfcgi, answered by
 * handle(), written in one piece.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <fcgiapp.h>
#include <stdatomic.h>

#include "req.h"

/* A thread's own; between exchanges it holds no request. */
struct exchange {
	FCGX_Request	 fcgi;
	struct req	 req;
	struct buf	 body;
	_Atomic int64_t	 since_us;	/* waiting for the peer; 0: it is not */
	_Atomic int	 fd;
};

enum exchange_end {
	EXCHANGE_KEEP,		/* the connection may carry another request */
	EXCHANGE_CLOSE,		/* the caller closes it */
	EXCHANGE_CLOSED,	/* libfcgi has closed it */
};

void exchange_init(struct exchange *);
void exchange_free(struct exchange *);

/* Runs the request that is there to be read on `fd'. */
enum exchange_end exchange_run(struct exchange *, int fd);

/* From another thread: if the peer has let it wait since before `since_us',
 * ends the connection, so that the wait ends too. */
void exchange_interrupt(struct exchange *, int64_t since_us);

/* May these first bytes of a connection begin a request (FastCGI 1.0, 3.3 and
 * 5.1)?  Also for fewer than eight. */
bool exchange_is_begin(const unsigned char *, size_t);

#endif
