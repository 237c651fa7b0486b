/* Which types of Postgres a field of the tables fits; see checksql.h. */
#include "checksql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of pg_type.dat; these never change. */
enum {
	OID_BOOL = 16,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_JSON = 114,
	OID_FLOAT8 = 701,
	OID_VARCHAR = 1043,
	OID_DATE = 1082,
	OID_TIMESTAMPTZ = 1184,
	OID_NUMERIC = 1700,
	OID_UUID = 2950,
	OID_JSONB = 3802,
};

/* clang-format off */
static const Oid natural[] = {
	[T_ID]     = OID_INT8,    [T_INT]     = OID_INT8,
	[T_BOOL]   = OID_BOOL,    [T_STRING]  = OID_TEXT,
	[T_ENUM]   = OID_TEXT,    [T_HANDLE]  = OID_TEXT,
	[T_EMAIL]  = OID_TEXT,    [T_UUID]    = OID_UUID,
	[T_DATE]   = OID_DATE,    [T_TIME]    = OID_TIMESTAMPTZ,
	[T_DOUBLE] = OID_FLOAT8,  [T_DECIMAL] = OID_NUMERIC,
	[T_JSON]   = OID_JSONB,
	[T_STRINGS] = OID_JSON,
};
/* clang-format on */

/* The one value of a query with the type as its parameter, as text. */
static PGresult *
ask(PGconn *conn, const char *query, Oid type)
{
	char text[16];
	const char *values[] = { text };

	snprintf(text, sizeof text, "%u", type);
	return PQexecParams(conn, query, 1, NULL, values, NULL, NULL, 0);
}

const char *
check_type_name(PGconn *conn, Oid type)
{
	static char name[128];
	PGresult *res = ask(conn, "select format_type($1::oid, null)", type);

	snprintf(name, sizeof name, "%s",
	    PQntuples(res) == 1 ? PQgetvalue(res, 0, 0) : "an unknown type");
	PQclear(res);
	return name;
}

static bool
is_word(const char *const *words, const char *word)
{
	for (; words != NULL && *words != NULL; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

static bool
is_label(const PGresult *labels, const char *word)
{
	for (int i = 0; i < PQntuples(labels); i++)
		if (strcmp(PQgetvalue(labels, i, 0), word) == 0)
			return true;
	return false;
}

/* An enum of the database: a parameter must take every word of the field, a
 * column may have no other label. */
static bool
fits_enum(PGconn *conn, Oid type, const struct field *f, bool taken)
{
	PGresult *labels = ask(conn,
	    "select enumlabel from pg_enum where enumtypid = $1::oid", type);
	bool fits = PQntuples(labels) > 0;

	for (const char *const *s = f->oneof; taken && *s != NULL; s++)
		fits &= is_label(labels, *s);
	for (int i = 0; !taken && i < PQntuples(labels); i++)
		fits &= is_word(f->oneof, PQgetvalue(labels, i, 0));
	PQclear(labels);
	return fits;
}

/* The largest value that a smaller integer holds. */
static int64_t
largest(Oid type)
{
	return type == OID_INT2 ? INT16_MAX
	    : type == OID_INT4	? INT32_MAX
				: INT64_MAX;
}

/* The type of an array's elements; 0 of what is no array. */
static Oid
element(PGconn *conn, Oid type)
{
	PGresult *res = ask(conn,
	    "select typelem from pg_type "
	    "where oid = $1::oid and typcategory = 'A'",
	    type);
	Oid ret = PQntuples(res) == 1
	    ? (Oid)strtoul(PQgetvalue(res, 0, 0), NULL, 10)
	    : 0;

	PQclear(res);
	return ret;
}

bool
check_takes(PGconn *conn, Oid type, const struct field *f, bool each)
{
	if (each)
		type = element(conn, type);
	if (type == natural[f->type])
		return true;
	if (natural[f->type] == OID_TEXT && type == OID_VARCHAR)
		return true;
	if (f->type == T_ENUM)
		return fits_enum(conn, type, f, true);
	if (type == OID_INT2 || type == OID_INT4)
		return f->type == T_INT && f->max != 0 &&
		    f->max <= largest(type) && f->min >= -largest(type);
	return false;
}

bool
check_gives(PGconn *conn, Oid type, const struct field *f)
{
	if (type == natural[f->type])
		return true;
	if (natural[f->type] == OID_TEXT && type == OID_VARCHAR)
		return true;
	if (f->type == T_ENUM)
		return fits_enum(conn, type, f, false);
	return natural[f->type] == OID_INT8 &&
	    (type == OID_INT2 || type == OID_INT4);
}
