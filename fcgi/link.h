/*
 * One connection to Postgres that is made when it is needed and made again
 * when it was lost.  What is asked over it is db.c's.
 */
#ifndef LINK_H
#define LINK_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "errors.h"

struct link {
	const char	*conninfo;
	PGconn		*conn;		/* NULL: there is none now */
	unsigned	 generation;	/* counts the connections made */
	char		 message[256];	/* why it failed, for the log */
};

/*
 * A connection stands afterwards, or E_unavailable.  One that the server
 * closed while it was idle is replaced without the caller noticing, where a
 * statement sent into it would be lost; not within a transaction.
 */
enum err link_up(struct link *, bool in_transaction) MUST_CHECK;

/* The one result of what was just sent, for PQclear(), or NULL when the
 * connection was lost or the answer did not come in time; then it is
 * dropped. */
PGresult *link_await(struct link *);

void link_drop(struct link *);

/* Keeps the first line of what the server said. */
void link_note(struct link *, const char *message);

#endif
