/* What a database has of the migrations that are in the program. */
#ifndef MIGRATE_H
#define MIGRATE_H

#include <libpq-fe.h>

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

#endif
