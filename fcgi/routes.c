/*
 * `foyer routes': what there is, for people as a table and, with --json, for
 * tests with all that the tables say.  The authorization matrix is made from
 * the latter.
 */
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "emit.h"
#include "route.h"

static const char *const rates[] = {
	[RATE_NORMAL] = "normal",
	[RATE_PASSWORD] = "password",
	[RATE_NONE] = "none",
};

static int
widest_path(void)
{
	size_t width = 0;

	EACH_ROUTE(res, r)
	{
		if (strlen(r->path) > width)
			width = strlen(r->path);
	}
	return (int)width;
}

static int
widest_name(void)
{
	size_t width = 0;

	EACH_ROUTE(res, r)
	{
		if (strlen(r->name) > width)
			width = strlen(r->name);
	}
	return (int)width;
}

static int
put_table(void)
{
	int path = widest_path(), name = widest_name();

	EACH_ROUTE(res, r)
	{
		printf("%-6s %-*s  %-*s  %s\n", method_names[r->method], path,
		    r->path, name, r->name, describe_whos[r->who]);
	}
	return 0;
}

static void
put_flags(struct emit *e, unsigned flags)
{
	/* clang-format off */
	static const struct { unsigned flag; const char *name; } names[] = {
		{ REQUIRED, "required" },   { NULLABLE, "nullable" },
		{ READONLY, "readonly" },   { WRITEONLY, "writeonly" },
		{ TRIM, "trim" },           { SECRET_, "secret" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (flags & names[i].flag)
			emit_bool(e, names[i].name, true);
}

static void
put_field(struct emit *e, const struct field *f)
{
	emit_flat(e, NULL, '{');
	emit_str(e, "name", f->name);
	emit_str(e, "type", describe_types[f->type]);
	put_flags(e, f->flags);
	if (f->min != 0)
		emit_int(e, "min", f->min);
	if (f->max != 0)
		emit_int(e, "max", f->max);
	if (f->most != 0)
		emit_int(e, "most", f->most);
	if (f->oneof != NULL) {
		emit_flat(e, "oneof", '[');
		for (const char *const *s = f->oneof; *s != NULL; s++)
			emit_str(e, NULL, *s);
		emit_close(e, ']');
	}
	if (f->type == T_OBJECT)
		emit_str(e, "schema", f->schema);
	emit_str(e, "blank_code", f->blank_code);
	emit_str(e, "long_code", f->long_code);
	emit_close(e, '}');
}

static void
put_fields(struct emit *e, const char *key, const struct field *f,
    enum view view)
{
	emit_open(e, key, '[');
	for (; f != NULL && f->name != NULL; f++)
		if (describe_stands(f, view))
			put_field(e, f);
	emit_close(e, ']');
}

static void
put_params(struct emit *e, const struct route *r)
{
	struct param params[PARAMS_MAX];
	int n = describe_params(r, params);

	emit_open(e, "params", '[');
	for (int i = 0; i < n; i++)
		put_field(e, &params[i].field);
	emit_close(e, ']');
}

static void
put_errs(struct emit *e, const struct route *r)
{
	bool errs[E__MAX];

	describe_errs(r, errs);
	emit_flat(e, "errors", '[');
	for (int i = 1; i < E__MAX; i++)
		if (errs[i])
			emit_str(e, NULL, err_info[i].symbol);
	emit_close(e, ']');
}

static void
put_route(struct emit *e, const struct resource *res, const struct route *r)
{
	const struct outcome *o = r->others;
	struct shape reply = describe_reply(res, r);

	emit_open(e, NULL, '{');
	emit_str(e, "method", method_names[r->method]);
	emit_str(e, "path", r->path);
	emit_str(e, "name", r->name);
	emit_str(e, "resource", res->name);
	emit_str(e, "who", describe_whos[r->who]);
	emit_str(e, "rate", rates[r->rate]);
	emit_int(e, "status", describe_status(r));
	emit_flat(e, "other_statuses", '[');
	for (; o != NULL && o->status != 0; o++)
		emit_int(e, NULL, o->status);
	emit_close(e, ']');
	emit_bool(e, "many", r->many);
	emit_bool(e, "paged", describe_is_paged(r));
	emit_bool(e, "text", r->text);
	emit_bool(e, "takes_body", describe_takes_body(r));
	emit_bool(e, "etag", describe_has_etag(r));
	emit_bool(e, "if_match", describe_heeds_if_match(r));
	if (describe_takes_body(r))
		emit_int(e, "max_body",
		    (int64_t)(r->max_body != 0 ? r->max_body : BODY_MAX));
	if (r->most_rows > 0)
		emit_int(e, "most_rows", r->most_rows);
	if (r->lenient)
		emit_bool(e, "lenient", true);
	if (r->devices)
		emit_bool(e, "devices", true);
	put_params(e, r);
	put_fields(e, "query", r->query, IN_QUERY);
	put_fields(e, "body", r->body, r->method == PATCH ? IN_PATCH : IN_BODY);
	emit_str(e, "schema", reply.name);
	put_fields(e, "reply", r->reply, IN_REPLY);
	put_errs(e, r);
	emit_close(e, '}');
}

static int
put_json(void)
{
	struct emit e;

	emit_init(&e);
	emit_open(&e, NULL, '[');
	EACH_ROUTE(res, r)
	{
		put_route(&e, *res, r);
	}
	emit_close(&e, ']');
	return emit_finish(&e);
}

int
cmd_routes(int argc, char **argv)
{
	if (argc == 1)
		return put_table();
	if (argc == 2 && strcmp(argv[1], "--json") == 0)
		return put_json();
	return usage(argv[0], "takes --json or nothing");
}
