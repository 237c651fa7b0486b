/*
 * Statements of sql/ on a connection of one's own (db_connect() of db.h):
 * for the commands that need more of Postgres than a request does.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <libpq-fe.h>
#include <stdbool.h>

/* Runs the statement `name'; its values stand in the order of its parameters.
 * The result is the caller's to PQclear(), and never NULL. */
PGresult *script_run(PGconn *, const char *name, const char *const *values);

/* Did it work?  PQerrorMessage() of the connection says why not. */
bool script_succeeded(const PGresult *);

/* Runs a statement without parameters.  *ret_rows, when asked for, is how many
 * it changed. */
bool script_do(PGconn *, const char *name, long *ret_rows);

/* Does a statement that answers one boolean say yes?  No also on failure. */
bool script_holds(PGconn *, const char *name);

/* Runs text that may hold several statements. */
bool script_text(PGconn *, const char *text);

/* Runs each statement whose name begins with `prefix', by name, until one
 * fails; its name is *ret_failed then. */
bool script_do_all(PGconn *, const char *prefix, const char **ret_failed);

#endif
