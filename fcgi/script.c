/* See script.h. */
#include "script.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"

PGresult *
script_run(PGconn *conn, const char *name, const char *const *values)
{
	const struct stmt *s = stmt_find(name);
	PGresult *res = PQexecParams(conn, s->text, s->n_params, NULL, values,
	    NULL, NULL, 0);

	if (res == NULL)
		abort(); /* out of memory */
	return res;
}

bool
script_succeeded(const PGresult *res)
{
	ExecStatusType s = PQresultStatus(res);

	return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

bool
script_do(PGconn *conn, const char *name, long *ret_rows)
{
	PGresult *res = script_run(conn, name, NULL);
	bool ok = script_succeeded(res);

	if (ok && ret_rows != NULL)
		*ret_rows = strtol(PQcmdTuples(res), NULL, 10);
	PQclear(res);
	return ok;
}

bool
script_holds(PGconn *conn, const char *name)
{
	PGresult *res = script_run(conn, name, NULL);
	bool yes = PQresultStatus(res) == PGRES_TUPLES_OK &&
	    PQntuples(res) == 1 && *PQgetvalue(res, 0, 0) == 't';

	PQclear(res);
	return yes;
}

bool
script_text(PGconn *conn, const char *text)
{
	PGresult *res = PQexec(conn, text);
	bool ok = script_succeeded(res);

	PQclear(res);
	return ok;
}

bool
script_do_all(PGconn *conn, const char *prefix, const char **ret_failed)
{
	const struct stmt *s = NULL;

	while ((s = stmt_next(prefix, s)) != NULL)
		if (!script_do(conn, s->name, NULL)) {
			*ret_failed = s->name;
			return false;
		}
	return true;
}
