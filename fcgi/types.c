/*
 * `foyer types': the interface as TypeScript, from the tables.  The web
 * application's client (web/src/api/client.ts) takes a request apart by the
 * one interface `Api', whose members are named "METHOD /path".
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "route.h"

/* clang-format off */
static const char *const types[] = {
	[T_ID]     = "number",  [T_INT]     = "number", [T_BOOL]   = "boolean",
	[T_STRING] = "string",  [T_HANDLE]  = "string", [T_EMAIL]  = "string",
	[T_UUID]   = "string",  [T_DATE]    = "string", [T_TIME]   = "string",
	[T_DOUBLE] = "number",  [T_DECIMAL] = "string",
	[T_JSON]   = "unknown",
	[T_STRINGS] = "string[]", [T_OBJECT] = NULL,
};
/* clang-format on */

/* As a string of TypeScript; no name or word holds a quote or backslash. */
static void
put_type(const struct field *f)
{
	if (f->type == T_ENUM)
		for (const char *const *s = f->oneof; *s != NULL; s++)
			printf("%s\"%s\"", s == f->oneof ? "" : " | ", *s);
	else
		fputs(f->type == T_OBJECT ? f->schema : types[f->type], stdout);
	if (f->flags & NULLABLE)
		fputs(" | null", stdout);
}

static void
put_doc(const char *indent, const char *doc)
{
	if (doc != NULL)
		printf("%s/** %s */\n", indent, doc);
}

/* "{ name: type; … }" over several lines. */
static void
put_members(const char *indent, const struct field *f, enum view view)
{
	for (; f->name != NULL; f++) {
		if (!describe_stands(f, view))
			continue;
		put_doc(indent, f->doc);
		printf("%s%s%s: ", indent, f->name,
		    describe_required(f, view) ? "" : "?");
		put_type(f);
		fputs(";\n", stdout);
	}
}

static void
put_shape(const struct shape *shape, bool many)
{
	if (shape->fields == NULL)
		fputs("null", stdout);
	else if (shape->name != NULL)
		printf("%s%s%s", shape->name, shape->suffix, many ? "[]" : "");
	else {
		fputs("{\n", stdout);
		put_members("      ", shape->fields, shape->view);
		printf("    }%s", many ? "[]" : "");
	}
}

static void
put_reply(const struct resource *res, const struct route *r)
{
	const struct outcome *o = r->others;
	struct shape shape = describe_reply(res, r);

	fputs("    reply: ", stdout);
	if (r->text)
		fputs("string", stdout);
	else
		put_shape(&shape, r->many);
	for (; o != NULL && o->status != 0; o++) {
		shape = describe_other(res, o);
		fputs(" | ", stdout);
		put_shape(&shape, false);
	}
	fputs(";\n", stdout);
}

static void
put_route(const struct resource *res, const struct route *r)
{
	struct shape body = describe_body(res, r);
	struct param params[PARAMS_MAX];
	int n = describe_params(r, params);

	printf("  /** %s%s%s */\n", r->name, r->doc != NULL ? ": " : "",
	    r->doc != NULL ? r->doc : "");
	printf("  \"%s %s\": {\n", method_names[r->method], r->path);
	if (n > 0) {
		fputs("    params: { ", stdout);
		for (int i = 0; i < n; i++) {
			printf("%s%s: ", i > 0 ? "; " : "", params[i].name);
			put_type(&params[i].field);
		}
		fputs(" };\n", stdout);
	}
	if (r->query != NULL) {
		fputs("    query: {\n", stdout);
		put_members("      ", r->query, IN_QUERY);
		fputs("    };\n", stdout);
	}
	if (describe_takes_body(r)) {
		fputs("    body: ", stdout);
		if (r->text)
			fputs("string", stdout);
		else
			put_shape(&body, false);
		if (r->most_rows > 0) {
			fputs(" | ", stdout);
			put_shape(&body, true);
		}
		fputs(";\n", stdout);
	}
	put_reply(res, r);
	fputs("  };\n", stdout);
}

int
cmd_types(int argc, char **argv)
{
	static struct shape shapes[SHAPES_MAX];
	int n = describe_shapes(shapes);

	if (argc > 1)
		return usage(argv[0], "takes no arguments");
	puts("// Derived by `foyer types' from the tables of fcgi/api; not to"
	     " be edited.\n");
	puts("/** What the `type' of a problem ends with. */");
	fputs("export type ProblemType =", stdout);
	for (int i = 1; i < E__MAX; i++)
		printf("\n  | \"%s\"", err_info[i].symbol);
	puts(";");
	for (int i = 0; i < n; i++) {
		printf("\nexport interface %s%s {\n", shapes[i].name,
		    shapes[i].suffix);
		put_members("  ", shapes[i].fields, shapes[i].view);
		puts("}");
	}
	puts("\n/** Every operation, by its method and path. */\n"
	     "export interface Api {");
	EACH_ROUTE(res, r)
	{
		put_route(*res, r);
	}
	puts("}");
	return 0;
}
