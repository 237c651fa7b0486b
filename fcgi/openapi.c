/*
 * `foyer openapi': the interface as an OpenAPI 3.1 document, from the tables.
 * docs/openapi.json is its output, and the client library of the tests, the
 * reference page and the property tests read it.
 */
#include "openapi.h"

#include <string.h>

#include "commands.h"
#include "settings.h"

/* clang-format off */
static const char *const methods[] = {
	[GET] = "get", [POST] = "post", [PUT] = "put", [PATCH] = "patch",
	[DELETE] = "delete",
};
/* clang-format on */

static const char about[] =
    "Everything that the web application does is done through this interface, "
    "and programs may do it too. A browser asks the application's host and "
    "is known by its cookie; a program asks the other host with a personal "
    "access token.\n\n"
    "HEAD is answered like GET. A method that a path does not have is "
    "answered 405 with Allow. Every error is application/problem+json. Field "
    "names are snake_case, times are RFC 3339 in UTC, and bodies with fields "
    "that are not described here are refused. Lists are arrays; where there "
    "is more, the header Link says where.";

static void
put_ref(struct emit *e, const char *key, const char *kind, const char *name)
{
	emit_flat(e, key, '{');
	emit_fmt(e, "$ref", "#/components/%s/%s", kind, name);
	emit_close(e, '}');
}

static void
put_parameter(struct emit *e, const char *in, const struct field *f,
    bool required)
{
	struct field schema = *f;

	schema.doc = NULL; /* stands beside it */
	emit_flat(e, NULL, '{');
	emit_str(e, "name", f->name);
	emit_str(e, "in", in);
	emit_str(e, "description", f->doc);
	if (required)
		emit_bool(e, "required", true);
	emit_open(e, "schema", '{');
	openapi_field(e, &schema, IN_QUERY);
	emit_close(e, '}');
	emit_close(e, '}');
}

static void
put_parameters(struct emit *e, const struct route *r)
{
	const struct field *f = r->query;
	struct param params[PARAMS_MAX];
	int n = describe_params(r, params);

	emit_open(e, "parameters", '[');
	for (int i = 0; i < n; i++)
		put_parameter(e, "path", &params[i].field, true);
	for (; f != NULL && f->name != NULL; f++)
		put_parameter(e, "query", f, f->flags & REQUIRED);
	if (describe_heeds_if_match(r))
		put_ref(e, NULL, "parameters", "if_match");
	if (r->method == GET && describe_has_etag(r))
		put_ref(e, NULL, "parameters", "if_none_match");
	if (r->method == POST)
		put_ref(e, NULL, "parameters", "idempotency_key");
	emit_close(e, ']');
}

static void
put_text(struct emit *e, const struct field *f)
{
	static const struct field any = { .type = T_STRING };

	emit_open(e, "content", '{');
	emit_open(e, "text/plain", '{');
	emit_flat(e, "schema", '{');
	openapi_field(e, f != NULL ? f : &any, IN_BODY);
	emit_close(e, '}');
	emit_close(e, '}');
	emit_close(e, '}');
}

static void
put_json(struct emit *e, const struct shape *shape, bool many)
{
	emit_open(e, "content", '{');
	emit_open(e, "application/json", '{');
	openapi_shape(e, "schema", shape, many);
	emit_close(e, '}');
	emit_close(e, '}');
}

/* One object, an array of them, or one on each line. */
static void
put_rows(struct emit *e, const struct shape *shape, int most)
{
	emit_open(e, "content", '{');
	emit_open(e, "application/json", '{');
	emit_open(e, "schema", '{');
	emit_open(e, "oneOf", '[');
	openapi_shape(e, NULL, shape, false);
	emit_open(e, NULL, '{');
	emit_str(e, "type", "array");
	emit_int(e, "minItems", 1);
	emit_int(e, "maxItems", most);
	openapi_shape(e, "items", shape, false);
	emit_close(e, '}');
	emit_close(e, ']');
	emit_close(e, '}');
	emit_close(e, '}');
	emit_open(e, "application/x-ndjson", '{');
	emit_flat(e, "schema", '{');
	emit_str(e, "type", "string");
	emit_close(e, '}');
	emit_close(e, '}');
	emit_close(e, '}');
}

static void
put_body(struct emit *e, const struct resource *res, const struct route *r)
{
	struct shape shape = describe_body(res, r);

	if (!describe_takes_body(r))
		return;
	emit_open(e, "requestBody", '{');
	emit_bool(e, "required", true);
	if (r->text)
		put_text(e, r->body);
	else if (r->most_rows > 0)
		put_rows(e, &shape, r->most_rows);
	else
		put_json(e, &shape, false);
	emit_close(e, '}');
}

static void
put_headers(struct emit *e, const struct route *r, int status)
{
	const struct field *f = r->sends;

	emit_open(e, "headers", '{');
	openapi_header(e, "X-Request-Id");
	openapi_header(e, "RateLimit-Policy");
	openapi_header(e, "RateLimit");
	/* Another success (r->others) is no object of its own. */
	if (describe_has_etag(r) &&
	    (status == describe_status(r) || status == 304))
		openapi_header(e, "ETag");
	if (describe_is_paged(r))
		openapi_header(e, "Link");
	if (status == 201)
		openapi_header(e, "Location");
	if (r->method == POST)
		openapi_header(e, "Idempotency-Replayed");
	for (; f != NULL && f->name != NULL; f++) {
		emit_flat(e, f->name, '{');
		emit_str(e, "description", f->doc);
		emit_bool(e, "required", f->flags & REQUIRED);
		emit_open(e, "schema", '{');
		openapi_field(e, f, IN_REPLY);
		emit_close(e, '}');
		emit_close(e, '}');
	}
	emit_close(e, '}');
}

static const char *
phrase(int status)
{
	return status == 201 ? "Made."
	    : status == 202  ? "Taken on; it will be done."
	    : status == 204  ? "Done; there is no body."
	    : status == 304  ? "Not changed since."
			     : "Done.";
}

static void
put_success(struct emit *e, const struct route *r, int status, const char *doc,
    const struct shape *shape, bool many)
{
	char key[8];

	snprintf(key, sizeof key, "%d", status);
	emit_open(e, key, '{');
	emit_str(e, "description", doc != NULL ? doc : phrase(status));
	put_headers(e, r, status);
	if (status != 204 && status != 304) {
		if (r->text)
			put_text(e, NULL);
		else if (shape->fields != NULL)
			put_json(e, shape, many);
	}
	emit_close(e, '}');
}

static void
put_responses(struct emit *e, const struct resource *res, const struct route *r)
{
	const struct outcome *o = r->others;
	struct shape shape = describe_reply(res, r);
	struct problem_set set;
	bool errs[E__MAX];
	char key[8];

	emit_open(e, "responses", '{');
	put_success(e, r, describe_status(r), NULL, &shape, r->many);
	for (; o != NULL && o->status != 0; o++) {
		shape = describe_other(res, o);
		put_success(e, r, o->status, o->doc, &shape, false);
	}
	if (r->method == GET && describe_has_etag(r))
		put_success(e, r, 304, NULL, NULL, false);
	describe_errs(r, errs);
	for (int status = 400; status < 600; status++) {
		if (!openapi_problems(errs, status, &set))
			continue;
		snprintf(key, sizeof key, "%d", status);
		put_ref(e, key, "responses", set.name);
	}
	emit_close(e, '}');
}

/* Either way to say who one is will do; the words are what the account or the
 * token must be. */
static void
put_security(struct emit *e, const struct route *r)
{
	static const char *const schemes[] = { "session", "token" };

	emit_flat(e, "security", '[');
	for (int i = 0; i < 2 && r->who != ANYONE; i++) {
		emit_open(e, NULL, '{');
		emit_open(e, schemes[i], '[');
		if (i == 1)
			emit_str(e, NULL, r->method == GET ? "read" : "write");
		if (r->who == ORGANISER)
			emit_str(e, NULL, "organiser");
		emit_close(e, ']');
		emit_close(e, '}');
	}
	emit_close(e, ']');
}

static void
put_operation(struct emit *e, const struct resource *res, const struct route *r)
{
	emit_open(e, methods[r->method], '{');
	emit_str(e, "operationId", r->name);
	emit_flat(e, "tags", '[');
	emit_str(e, NULL, res->name);
	emit_close(e, ']');
	emit_str(e, "summary", r->doc);
	put_security(e, r);
	put_parameters(e, r);
	put_body(e, res, r);
	put_responses(e, res, r);
	emit_close(e, '}');
}

/* Was the path there already, with a route before this one? */
static bool
is_later(const struct route *route)
{
	EACH_ROUTE(res, r)
	{
		if (r == route)
			return false;
		if (strcmp(r->path, route->path) == 0)
			return true;
	}
	return false;
}

static void
put_paths(struct emit *e)
{
	emit_open(e, "paths", '{');
	EACH_ROUTE(res, r)
	{
		if (is_later(r))
			continue;
		emit_open(e, r->path, '{');
		EACH_ROUTE(other, s)
		{
			if (strcmp(s->path, r->path) == 0)
				put_operation(e, *other, s);
		}
		emit_close(e, '}');
	}
	emit_close(e, '}');
}

static void
put_server(struct emit *e, const char *url, const char *doc)
{
	emit_flat(e, NULL, '{');
	emit_fmt(e, "url", "%s/api", url);
	emit_str(e, "description", doc);
	emit_close(e, '}');
}

static void
put_about(struct emit *e)
{
	emit_str(e, "openapi", "3.1.0");
	emit_open(e, "info", '{');
	emit_str(e, "title", "Foyer");
	emit_str(e, "version", version);
	emit_str(e, "description", about);
	emit_close(e, '}');
	emit_open(e, "servers", '[');
	put_server(e, settings.api_url, "For programs: by token.");
	put_server(e, settings.app_url, "For browsers: by cookie, or token.");
	emit_close(e, ']');
	emit_open(e, "tags", '[');
	for (const struct resource *const *res = resources; *res != NULL;
	    res++) {
		emit_flat(e, NULL, '{');
		emit_str(e, "name", (*res)->name);
		emit_str(e, "description", (*res)->doc);
		emit_close(e, '}');
	}
	emit_close(e, ']');
}

int
cmd_openapi(int argc, char **argv)
{
	struct emit e;

	if (argc > 1)
		return usage(argv[0], "takes no arguments");
	emit_init(&e);
	emit_open(&e, NULL, '{');
	put_about(&e);
	put_paths(&e);
	openapi_components(&e);
	emit_close(&e, '}');
	return emit_finish(&e);
}
