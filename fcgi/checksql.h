/*
 * The parts of `foyer check-sql': checktables.c holds the tables against
 * themselves, checktypes.c says which type of Postgres a field fits, and
 * checksql.c holds the statements against both.
 */
#ifndef CHECKSQL_H
#define CHECKSQL_H

#include <libpq-fe.h>

#include "api.h"

/* One line: where it is, and what is wrong.  Counts it. */
void check_fault(const char *where, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

void check_tables(void);

/* Is a value of the field's type, as text, one that the parameter takes, or,
 * with `each', that an element of it does?  And does a column of that type hold
 * nothing that the field cannot say? */
bool check_takes(PGconn *, Oid, const struct field *, bool each);
bool check_gives(PGconn *, Oid, const struct field *);

/* As SQL has it, "timestamp with time zone"; in memory of its own until the
 * next call. */
const char *check_type_name(PGconn *, Oid);

#endif
