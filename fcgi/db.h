/*
 * Postgres, for one thread: a connection that is made when it is first needed
 * and again when it was lost, and the statements of sql/ prepared on it by
 * name.  How an answer is got is this module's secret.
 *
 * lint: long, it is all of Postgres that a thread sees.
 * lint: names, statements are asked for before there is a connection.
 */
#ifndef DB_H
#define DB_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "errors.h"

/* A statement of sql/, see tools/embed-sql: :name became $n. */
enum { STMT_MAX_PARAMS = 24 };
struct stmt {
	const char	*name;
	const char	*text;
	int		 n_params;
	const char	*params[STMT_MAX_PARAMS];
};
extern const struct stmt stmts[];	/* sorted by name */
extern const int n_stmts;

const struct stmt *stmt_find(const char *name);	/* NULL: no such */

/* The next behind `after' (NULL: of all) that `prefix' begins; NULL: none. */
const struct stmt *stmt_next(const char *prefix, const struct stmt *after);

struct buf;

/* Puts an element of an array as Postgres reads it, from its "{" on; the "}" is
 * for the caller.  NULL is null. */
void db_put_element(struct buf *, bool first, const char *);

struct db;

/* Makes no connection yet.  `conninfo' is DATABASE_URL.  Can't fail. */
struct db *db_new(const char *conninfo);
void db_free(struct db *);

/*
 * Runs a statement with `values' in the order of its params (NULL is null).
 * OK: *ret is for the caller to PQclear().  On failure *ret is untouched:
 * E_unavailable (no connection, or lost; the statement may have run),
 * E_conflict, E_invalid (db_constraint() names the constraint, or is ""),
 * E_changed (serialization, deadlock, lock not had), E_internal (logged).
 */
enum err db_run(struct db *, const struct stmt *, const char *const *values,
    PGresult **ret) MUST_CHECK;

enum err db_begin(struct db *) MUST_CHECK;
enum err db_commit(struct db *) MUST_CHECK;
void db_rollback(struct db *);	/* also when nothing was begun */
bool db_in_transaction(const struct db *);

const char *db_constraint(const struct db *);	/* of the last failure */
const char *db_message(const struct db *);	/* its text, for the log only */

/* The raw connection for a program's own commands (migrate, check-sql …):
 * NULL, with *ret_why for the operator, when there is none. */
PGconn *db_connect(const char *conninfo, const char **ret_why);

#endif
