/*
 * What the operations of the OpenAPI document refer to: schemas, problems (by
 * errors.def), headers, parameters and the two ways to say who one is.
 */
#include "openapi.h"

#include <stdlib.h>
#include <string.h>

enum { SETS_MAX = 100 };

/* clang-format off */
static const struct {
	const char	*name, *type, *doc;
	bool		 required;
} headers[] = {
	{ "X-Request-Id", "string", "Names this request in our logs.", true },
	{ "ETag", "string", "The object's updated_at, in quotes: what If-Match"
	  " and If-None-Match ask with.", true },
	{ "Link", "string", "Where the next page is, with rel=\"next\", when"
	  " there is one.", false },
	{ "Location", "string", "Where the new object is.", false },
	{ "Idempotency-Replayed", "string", "\"true\" when this is the kept"
	  " answer to an earlier request with the same key.", false },
	{ "RateLimit-Policy", "string", "The limit that counted this request:"
	  " q requests in w seconds.", false },
	{ "RateLimit", "string", "What is left of it: r requests, all of it"
	  " again in t seconds.", false },
	{ "Retry-After", "integer", "Seconds to wait before asking again.",
	  true },
	{ "WWW-Authenticate", "string", "Bearer.", true },
};

static const struct {
	const char	*key, *name, *pattern, *doc;
} parameters[] = {
	{ "if_match", "If-Match", "^(\\*|\"[^\"]*\")$", "The ETag of the object as it was read: when"
	  " it has changed since, nothing is done and the answer is 412." },
	{ "if_none_match", "If-None-Match", NULL, "ETags that are known already: the"
	  " answer to one of them is 304." },
	{ "idempotency_key", "Idempotency-Key", "^[!-~]{1,255}$", "A name for this request, made"
	  " up by the client: sent again with the same, the request is not done"
	  " again but answered again." },
};
/* clang-format on */

enum { N_HEADERS = sizeof headers / sizeof headers[0] };
enum { N_PARAMETERS = sizeof parameters / sizeof parameters[0] };

void
openapi_header(struct emit *e, const char *name)
{
	emit_flat(e, name, '{');
	emit_fmt(e, "$ref", "#/components/headers/%s", name);
	emit_close(e, '}');
}

bool
openapi_problems(const bool errs[E__MAX], int status, struct problem_set *ret)
{
	size_t len = 0;

	*ret = (struct problem_set) { .status = status };
	for (int i = 1; i < E__MAX; i++) {
		if (!errs[i] || err_info[i].status != status)
			continue;
		ret->has[i] = true;
		len += (size_t)snprintf(ret->name + len, sizeof ret->name - len,
		    "%s%s", len > 0 ? "-" : "", err_info[i].symbol);
		if (len >= sizeof ret->name)
			abort(); /* more meanings than a status can have */
	}
	return len > 0;
}

/* "#/components/schemas/Problem", and which types it can have here. */
static void
put_problem_schema(struct emit *e, const struct problem_set *set)
{
	emit_open(e, "schema", '{');
	emit_open(e, "allOf", '[');
	emit_flat(e, NULL, '{');
	emit_str(e, "$ref", "#/components/schemas/Problem");
	emit_close(e, '}');
	emit_flat(e, NULL, '{');
	emit_open(e, "properties", '{');
	emit_open(e, "type", '{');
	emit_open(e, "enum", '[');
	for (int i = 1; i < E__MAX; i++)
		if (set->has[i])
			emit_fmt(e, NULL, "/problems/%s", err_info[i].symbol);
	emit_close(e, ']');
	emit_close(e, '}');
	emit_close(e, '}');
	emit_close(e, '}');
	emit_close(e, ']');
	emit_close(e, '}');
}

static void
put_problem_response(struct emit *e, const struct problem_set *set)
{
	struct buf doc;

	buf_init(&doc, 1024);
	for (int i = 1; i < E__MAX; i++)
		if (set->has[i])
			buf_printf(&doc, "%s%s", doc.len > 0 ? "; or: " : "",
			    err_info[i].title);
	emit_open(e, set->name, '{');
	emit_fmt(e, "description", "%s.", buf_str(&doc));
	buf_free(&doc);
	emit_open(e, "headers", '{');
	openapi_header(e, "X-Request-Id");
	openapi_header(e, "RateLimit-Policy");
	openapi_header(e, "RateLimit");
	if (set->status == 401)
		openapi_header(e, "WWW-Authenticate");
	if (set->status == 429 || set->status == 503)
		openapi_header(e, "Retry-After");
	emit_close(e, '}');
	emit_open(e, "content", '{');
	emit_open(e, "application/problem+json", '{');
	put_problem_schema(e, set);
	emit_close(e, '}');
	emit_close(e, '}');
	emit_close(e, '}');
}

static int
add_sets(struct problem_set sets[SETS_MAX], int n, const bool errs[E__MAX])
{
	struct problem_set set;

	for (int status = 400; status < 600; status++) {
		int i = 0;

		if (!openapi_problems(errs, status, &set))
			continue;
		while (i < n && strcmp(sets[i].name, set.name) != 0)
			i++;
		if (i == SETS_MAX)
			abort();
		if (i == n)
			sets[n++] = set;
	}
	return n;
}

static int
compare_sets(const void *a, const void *b)
{
	const struct problem_set *x = a, *y = b;

	return x->status != y->status ? x->status - y->status
				      : strcmp(x->name, y->name);
}

/* Every set of errors that a route can answer with, and what is no route's
 * own: a wrong method. */
static void
put_responses(struct emit *e)
{
	static struct problem_set sets[SETS_MAX];
	bool errs[E__MAX] = { [E_method] = true };
	int n = add_sets(sets, 0, errs);

	EACH_ROUTE(res, r)
	{
		describe_errs(r, errs);
		n = add_sets(sets, n, errs);
	}
	qsort(sets, (size_t)n, sizeof sets[0], compare_sets);
	emit_open(e, "responses", '{');
	for (int i = 0; i < n; i++)
		put_problem_response(e, &sets[i]);
	emit_close(e, '}');
}

/* A string member of a schema, on one line. */
static void
put_string(struct emit *e, const char *name, const char *pattern,
    const char *doc)
{
	emit_flat(e, name, '{');
	emit_str(e, "type", "string");
	emit_str(e, "pattern", pattern);
	emit_str(e, "description", doc);
	emit_close(e, '}');
}

static void
put_required(struct emit *e, const char *const *names)
{
	emit_flat(e, "required", '[');
	for (; *names != NULL; names++)
		emit_str(e, NULL, *names);
	emit_close(e, ']');
}

static void
put_fault_schema(struct emit *e)
{
	static const char *const required[] = { "pointer", "code", "detail",
		NULL };

	emit_open(e, "Fault", '{');
	emit_str(e, "type", "object");
	emit_open(e, "properties", '{');
	put_string(e, "pointer", NULL,
	    "A JSON pointer into the body (\"/name\"), or \"?name\" for a "
	    "parameter of the query.");
	put_string(e, "code", "^[a-z][a-z0-9_]*$",
	    "What is wrong, for programs: /problems/invalid lists the codes.");
	put_string(e, "detail", NULL, "The same, for people.");
	emit_close(e, '}');
	put_required(e, required);
	emit_close(e, '}');
}

static void
put_problem(struct emit *e)
{
	static const char *const required[] = { "type", "title", "status",
		"detail", "request_id", NULL };

	emit_open(e, "Problem", '{');
	emit_str(e, "type", "object");
	emit_str(e, "description", "Why a request was not done (RFC 9457).");
	emit_open(e, "properties", '{');
	put_string(e, "type", "^/problems/[a-z_]+$",
	    "Which problem it is; also the path of its page.");
	put_string(e, "title", NULL, "The same for every problem of a type.");
	emit_flat(e, "status", '{');
	emit_str(e, "type", "integer");
	emit_str(e, "description", "As the answer's own.");
	emit_close(e, '}');
	put_string(e, "detail", NULL, "What is to be said of this one.");
	put_string(e, "request_id", NULL, "As X-Request-Id.");
	emit_flat(e, "errors", '{');
	emit_str(e, "type", "array");
	emit_open(e, "items", '{');
	emit_str(e, "$ref", "#/components/schemas/Fault");
	emit_close(e, '}');
	emit_str(e, "description", "All faults of the request at once.");
	emit_close(e, '}');
	emit_close(e, '}');
	put_required(e, required);
	emit_close(e, '}');
}

static void
put_schemas(struct emit *e)
{
	static struct shape shapes[SHAPES_MAX];
	int n = describe_shapes(shapes);

	emit_open(e, "schemas", '{');
	for (int i = 0; i < n; i++)
		openapi_object(e, &shapes[i]);
	put_problem(e);
	put_fault_schema(e);
	emit_close(e, '}');
}

static void
put_headers(struct emit *e)
{
	emit_open(e, "headers", '{');
	for (int i = 0; i < N_HEADERS; i++) {
		emit_flat(e, headers[i].name, '{');
		emit_str(e, "description", headers[i].doc);
		if (headers[i].required)
			emit_bool(e, "required", true);
		emit_open(e, "schema", '{');
		emit_str(e, "type", headers[i].type);
		emit_close(e, '}');
		emit_close(e, '}');
	}
	emit_close(e, '}');
}

static void
put_parameters(struct emit *e)
{
	emit_open(e, "parameters", '{');
	for (int i = 0; i < N_PARAMETERS; i++) {
		emit_flat(e, parameters[i].key, '{');
		emit_str(e, "name", parameters[i].name);
		emit_str(e, "in", "header");
		emit_str(e, "description", parameters[i].doc);
		emit_open(e, "schema", '{');
		emit_str(e, "type", "string");
		emit_str(e, "pattern", parameters[i].pattern);
		emit_close(e, '}');
		emit_close(e, '}');
	}
	emit_close(e, '}');
}

static void
put_security(struct emit *e)
{
	emit_open(e, "securitySchemes", '{');
	emit_flat(e, "session", '{');
	emit_str(e, "type", "apiKey");
	emit_str(e, "in", "cookie");
	emit_str(e, "name", "__Host-session");
	emit_str(e, "description",
	    "The browser's session, on the application's own host only.");
	emit_close(e, '}');
	emit_flat(e, "token", '{');
	emit_str(e, "type", "http");
	emit_str(e, "scheme", "bearer");
	emit_str(e, "description",
	    "A personal access token, on either host; what writes needs one of "
	    "scope write.");
	emit_close(e, '}');
	emit_close(e, '}');
}

void
openapi_components(struct emit *e)
{
	emit_open(e, "components", '{');
	put_schemas(e);
	put_responses(e);
	put_headers(e);
	put_parameters(e);
	put_security(e);
	emit_close(e, '}');
}
