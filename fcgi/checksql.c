/*
 * `foyer check-sql': asks the database whether the tables tell the truth.
 * Every statement of sql/ is prepared, and what the server infers of its
 * parameters and columns is held against the route that it answers.  Of a
 * statement that a handler runs only the parameters with a field's name are
 * held against it: the handler sets others.
 */
#include "checksql.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "db.h"
#include "describe.h"
#include "settings.h"

static int faults;

/* What is being looked at. */
struct check {
	PGconn *conn;
	const struct resource *resource;
	const struct route *route;
	const struct stmt *stmt;
	PGresult *told; /* what the server says of it */
};

void
check_fault(const char *where, const char *fmt, ...)
{
	va_list ap;

	printf("%s: ", where);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	faults++;
}

/* What the engine supplies to any statement: see bind() in req.c. */
static const struct field *
engine_param(const struct check *c, const char *name)
{
	/* clang-format off */
	static const struct field supplied[] = {
		{ "me",         T_ID },
		{ "credential", T_ID },
		{ "role",       T_STRING },
		{ "if_match",   T_TIME },
		{ 0 }
	};
	static const struct field text = { "text", T_STRING };
	static const struct field has = { "has_", T_BOOL };
	/* clang-format on */

	if (strncmp(name, "has_", 4) == 0 &&
	    describe_field(c->route->body, name + 4, strlen(name + 4)) != NULL)
		return &has;
	if (c->route->text && describe_takes_body(c->route) &&
	    strcmp(name, "text") == 0)
		return &text;
	return describe_field(supplied, name, strlen(name));
}

/* The field that supplies a parameter; *ret is for one of the path. */
static const struct field *
supplier(const struct check *c, const char *name, struct field *ret)
{
	struct param params[PARAMS_MAX];
	size_t len = strlen(name);
	const struct field *f;

	for (int i = describe_params(c->route, params) - 1; i >= 0; i--)
		if (strcmp(params[i].name, name) == 0) {
			*ret = params[i].field;
			ret->name = name;
			return ret;
		}
	if ((f = describe_field(c->route->query, name, len)) != NULL)
		return f;
	f = describe_field(c->route->body, name, len);
	if (f != NULL && describe_stands(f, IN_BODY))
		return f;
	return engine_param(c, name);
}

/* Does the statement itself say that it wants text?  Then any value does. */
static bool
is_cast_to_text(const struct stmt *stmt, int param)
{
	char cast[16];
	const char *at;

	snprintf(cast, sizeof cast, "$%d::text", param + 1);
	at = strstr(stmt->text, cast);
	return at != NULL && at[strlen(cast)] != '[';
}

/* A cursor is text of the statement's own making, which comes back as it was
 * made; anything else the database refuses, and that is a fault of ?cursor. */
static bool
is_cursor(const struct check *c, const char *name)
{
	return describe_is_paged(c->route) && strcmp(name, "cursor") == 0;
}

static void
check_params(const struct check *c)
{
	for (int i = 0; i < c->stmt->n_params; i++) {
		const char *name = c->stmt->params[i];
		struct field path;
		const struct field *f = supplier(c, name, &path);
		Oid type = PQparamtype(c->told, i);
		bool each = f != NULL && c->route->most_rows > 0 &&
		    f == describe_field(c->route->body, name, strlen(name));

		if (f == NULL && c->route->handler == NULL)
			check_fault(c->stmt->name, "nothing supplies :%s",
			    name);
		if (f == NULL || is_cast_to_text(c->stmt, i) ||
		    is_cursor(c, name) || check_takes(c->conn, type, f, each))
			continue;
		check_fault(c->stmt->name,
		    ":%s is %s in SQL, which %s\"%s\" does not fit", name,
		    check_type_name(c->conn, type), each ? "each " : "",
		    describe_types[f->type]);
	}
}

static bool
names(const struct stmt *stmt, const char *param)
{
	for (int i = 0; i < stmt->n_params; i++)
		if (strcmp(stmt->params[i], param) == 0)
			return true;
	return false;
}

/* What comes in must go somewhere. */
static void
check_unused(const struct check *c)
{
	const struct field *f = c->route->query;
	struct param params[PARAMS_MAX];
	int n = describe_params(c->route, params);

	for (int i = 0; i < n; i++)
		if (!names(c->stmt, params[i].name))
			check_fault(c->stmt->name,
			    "does not name :%s of the "
			    "path",
			    params[i].name);
	for (; f != NULL && f->name != NULL; f++)
		if (!names(c->stmt, f->name))
			check_fault(c->stmt->name,
			    "does not name :%s of the "
			    "query",
			    f->name);
	for (f = c->route->body; f != NULL && f->name != NULL; f++)
		if (describe_stands(f, IN_BODY) && !names(c->stmt, f->name))
			check_fault(c->stmt->name,
			    "does not name :%s of the "
			    "body",
			    f->name);
}

/* A PATCH must tell a member that is null from one that was left out. */
static void
check_absent(const struct check *c)
{
	const struct field *f = c->route->body;
	char has[80];

	for (; f != NULL && f->name != NULL; f++) {
		if (!(f->flags & NULLABLE) || !describe_stands(f, IN_BODY) ||
		    !names(c->stmt, f->name))
			continue;
		snprintf(has, sizeof has, "has_%s", f->name);
		if (!names(c->stmt, has))
			check_fault(c->stmt->name,
			    ":%s may be null, and without :%s that is not told "
			    "from absent",
			    f->name, has);
	}
}

/* Can the column be null although the field says that it is not?  Only of a
 * column of a table is that known. */
static bool
may_be_null(const struct check *c, int column)
{
	char table[16], number[16];
	const char *values[] = { table, number };
	PGresult *res;
	bool may;

	if (PQftable(c->told, column) == InvalidOid)
		return false;
	snprintf(table, sizeof table, "%u", PQftable(c->told, column));
	snprintf(number, sizeof number, "%d", PQftablecol(c->told, column));
	res = PQexecParams(c->conn,
	    "select 1 from pg_attribute where attrelid = $1::oid "
	    "and attnum = $2::int and not attnotnull",
	    2, NULL, values, NULL, NULL, 0);
	may = PQntuples(res) > 0;
	PQclear(res);
	return may;
}

static void
check_column(const struct check *c, const struct field *f)
{
	int column = PQfnumber(c->told, f->name);
	Oid type;

	if (column == -1) {
		check_fault(c->stmt->name, "has no column %s", f->name);
		return;
	}
	type = PQftype(c->told, column);
	if (!check_gives(c->conn, type, f))
		check_fault(c->stmt->name,
		    "column %s is %s, which \"%s\" does not fit", f->name,
		    check_type_name(c->conn, type), describe_types[f->type]);
	if (!(f->flags & NULLABLE) && may_be_null(c, column))
		check_fault(c->stmt->name,
		    "column %s can be null, and the table says that it is not",
		    f->name);
}

/* Columns that the engine reads by itself. */
static bool
is_the_engines(const struct check *c, const char *column)
{
	return strcmp(column, "updated_at") == 0 ||
	    (describe_is_paged(c->route) && strcmp(column, "cursor") == 0);
}

static void
check_cursor(const struct check *c)
{
	const char *const *by = c->route->cursor;

	for (int i = 0; i < 2 && (i == 0 || by[i] != NULL); i++) {
		const char *name = by[i] != NULL ? by[i] : "cursor";

		if (PQfnumber(c->told, name) == -1)
			check_fault(c->stmt->name, "has no column %s", name);
	}
}

static void
check_columns(const struct check *c)
{
	static const struct field text[] = { { "text", T_STRING }, { 0 } };
	const struct field *reply = c->route->text ? text : c->route->reply;
	const struct field *f = reply;

	if (!c->route->many && PQnfields(c->told) == 0)
		check_fault(c->stmt->name,
		    "has no row to show what it did: it would always be 404");
	if (describe_is_paged(c->route))
		check_cursor(c);
	for (; f != NULL && f->name != NULL; f++)
		if (describe_stands(f, IN_REPLY))
			check_column(c, f);
	for (int i = 0; reply != NULL && i < PQnfields(c->told); i++) {
		const char *name = PQfname(c->told, i);

		f = describe_field(reply, name, strlen(name));
		if (f == NULL && !is_the_engines(c, name))
			check_fault(c->stmt->name, "column %s answers nothing",
			    name);
	}
}

/* What can be edited by two at once is not overwritten unseen. */
static void
check_if_match(const struct check *c)
{
	const struct route *r = c->route;

	if (r->method == GET || r->method == POST ||
	    strchr(r->path, '{') == NULL || names(c->stmt, "if_match") ||
	    describe_field(c->resource->fields, "updated_at", 10) == NULL)
		return;
	check_fault(c->stmt->name, "does not name :if_match");
}

/* The engine finds a request's row by its number. */
static void
check_gather(const struct check *c)
{
	if (PQfnumber(c->told, "n") == -1)
		check_fault(c->stmt->name, "has no column n");
}

static void
check_route(struct check *c)
{
	check_params(c);
	check_if_match(c);
	if (c->route->method == PATCH)
		check_absent(c);
	if (c->route->handler != NULL)
		return;
	check_unused(c);
	check_columns(c);
}

/* The constraints that the tables explain are in the database. */
static void
check_constraints(PGconn *conn)
{
	static const char query[] =
	    "select 1 from pg_constraint where conname = $1 union all "
	    "select 1 from pg_class where relname = $1 and relkind = 'i'";
	const struct resource *const *res;
	const struct constraint *k;
	PGresult *found;

	for (res = resources; *res != NULL; res++)
		for (k = (*res)->constraints; k != NULL && k->name != NULL;
		    k++) {
			found = PQexecParams(conn, query, 1, NULL, &k->name,
			    NULL, NULL, 0);
			if (PQntuples(found) == 0)
				check_fault((*res)->name,
				    "the database has no constraint %s",
				    k->name);
			PQclear(found);
		}
}

/* Prepares it; what the server says of it, or NULL after saying why not. */
static PGresult *
prepare(PGconn *conn, const struct stmt *stmt)
{
	PGresult *res = PQprepare(conn, stmt->name, stmt->text, 0, NULL);
	bool prepared = PQresultStatus(res) == PGRES_COMMAND_OK;

	if (!prepared) {
		char *why = PQerrorMessage(conn);

		why[strcspn(why, "\n")] = '\0';
		check_fault(stmt->name, "%s", why);
	}
	PQclear(res);
	return prepared ? PQdescribePrepared(conn, stmt->name) : NULL;
}

static void
check_stmt(PGconn *conn, const struct stmt *stmt)
{
	PGresult *told = prepare(conn, stmt);

	EACH_ROUTE(res, r)
	{
		struct check c = { conn, *res, r, stmt, told };

		if (told != NULL && strcmp(r->name, stmt->name) == 0)
			check_route(&c);
		if (told != NULL && r->gather != NULL &&
		    strcmp(r->gather, stmt->name) == 0)
			check_gather(&c);
	}
	PQclear(told);
}

int
cmd_check_sql(int argc, char **argv)
{
	PGconn *conn;
	const char *why;

	if (argc > 1)
		return usage(argv[0], "takes no arguments");
	if ((conn = db_connect(settings.database_url, &why)) == NULL) {
		fprintf(stderr, "foyer check-sql: no database: %s\n", why);
		return 1;
	}
	check_tables();
	EACH_ROUTE(res, r)
	{
		if (r->handler == NULL && stmt_find(r->name) == NULL)
			check_fault(r->name,
			    "has neither a handler nor a statement");
	}
	for (int i = 0; i < n_stmts; i++)
		check_stmt(conn, &stmts[i]);
	check_constraints(conn);
	PQfinish(conn);
	if (faults == 0)
		printf("%d statements hold\n", n_stmts);
	return faults > 0 ? 1 : 0;
}
