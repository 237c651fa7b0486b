/*
 * What a database has of the migrations that are in the program, and how it
 * gets the others.
 */
#ifndef MIGRATE_H
#define MIGRATE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "errors.h"

struct migrate_state {
	int		 applied;	/* of ours */
	int		 pending;
	int		 newer;		/* highest number there that is above
					   all of ours, or 0 */
	const char	*changed;	/* the first that was applied and has
					   another text now, or NULL */
};

/* E_unavailable when the database does not answer as it should;
 * PQerrorMessage() says why then. */
enum err migrate_look(PGconn *, struct migrate_state *ret) MUST_CHECK;

/* What a row of schema_migration, from elsewhere, is to this program. */
enum migrate_fit {
	MIGRATE_KNOWN,
	MIGRATE_NEWER,	/* above all of ours */
	MIGRATE_OTHER,	/* unknown, or with another text than ours */
};
enum migrate_fit migrate_fits(int number, const char *checksum);

/* A connection without the deadlines of a request, or NULL (said then).  A
 * server that is still starting is waited for. */
PGconn *migrate_connect(long wait_s);

/* PostGIS is there afterwards, or it was said what to do. */
bool migrate_postgis(PGconn *) MUST_CHECK;

/* Applies all that is pending and says so.  Returns the exit status. */
int migrate_run(PGconn *);

#endif
