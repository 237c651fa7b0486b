/* See describe.h. */
#include "describe.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"

/* clang-format off */
const char *const describe_types[] = {
	[T_ID]      = "id",      [T_INT]    = "int",    [T_BOOL]   = "bool",
	[T_STRING]  = "string",  [T_ENUM]   = "enum",   [T_HANDLE] = "handle",
	[T_EMAIL]   = "email",   [T_UUID]   = "uuid",   [T_DATE]   = "date",
	[T_TIME]    = "time",    [T_DOUBLE] = "double",
	[T_DECIMAL] = "decimal", [T_JSON] = "json", [T_STRINGS] = "strings",
	[T_OBJECT] = "object",
};

const char *const describe_whos[] = {
	[ANYONE] = "anyone", [MEMBER] = "member", [ORGANISER] = "organiser",
};
/* clang-format on */

bool
describe_stands(const struct field *f, enum view view)
{
	return view == IN_REPLY ? !(f->flags & WRITEONLY)
				: !(f->flags & READONLY);
}

bool
describe_required(const struct field *f, enum view view)
{
	if (view == IN_REPLY)
		return true;
	return view != IN_PATCH && (f->flags & REQUIRED);
}

const struct field *
describe_field(const struct field *f, const char *name, size_t len)
{
	for (; f != NULL && f->name != NULL; f++)
		if (strlen(f->name) == len && memcmp(f->name, name, len) == 0)
			return f;
	return NULL;
}

int
describe_params(const struct route *route, struct param ret[PARAMS_MAX])
{
	static const struct field id = { .type = T_ID };
	const char *p = route->path;
	int n = 0;

	for (; (p = strchr(p, '{')) != NULL; n++) {
		size_t len = strcspn(++p, "}");
		const struct field *f = describe_field(route->params, p, len);

		if (n == PARAMS_MAX || len >= sizeof ret[n].name)
			abort();
		memcpy(ret[n].name, p, len);
		ret[n].name[len] = '\0';
		ret[n].field = f != NULL ? *f : id;
		ret[n].field.name = ret[n].name;
	}
	return n;
}

static struct shape
reply_shape(const struct resource *res, const char *schema,
    const struct field *fields)
{
	if (schema == NULL && fields == res->fields)
		schema = res->schema;
	return (struct shape) { schema, "", fields, IN_REPLY, false };
}

struct shape
describe_reply(const struct resource *res, const struct route *route)
{
	return reply_shape(res, route->schema, route->reply);
}

struct shape
describe_other(const struct resource *res, const struct outcome *other)
{
	return reply_shape(res, other->schema, other->reply);
}

/* A body that makes or changes the object of the reply has a name of it, when
 * no other body could be meant by that: the one on the object's own path. */
static bool
is_about_the_object(const struct resource *res, const struct route *route)
{

	if (res->schema == NULL || route->reply != res->fields)
		return false;
	if (route->body == res->fields)
		return true;
	return route->method == POST && route->path[0] == '/' &&
	    strcmp(route->path + 1, res->name) == 0;
}

struct shape
describe_body(const struct resource *res, const struct route *route)
{
	struct shape shape = { NULL, "", route->body, IN_BODY, route->lenient };

	if (route->method == PATCH)
		shape.view = IN_PATCH;
	if (is_about_the_object(res, route)) {
		shape.name = res->schema;
		shape.suffix = route->method == PATCH ? "Patch" : "New";
	}
	return shape;
}

static int
add_shape(struct shape ret[SHAPES_MAX], int n, struct shape shape)
{
	if (shape.name == NULL || shape.fields == NULL)
		return n;
	for (int i = 0; i < n; i++)
		if (strcmp(ret[i].name, shape.name) == 0 &&
		    strcmp(ret[i].suffix, shape.suffix) == 0)
			return n;
	if (n == SHAPES_MAX)
		abort();
	ret[n++] = shape;
	for (const struct field *f = shape.fields; f->name != NULL; f++)
		if (f->type == T_OBJECT)
			n = add_shape(ret, n,
			    (struct shape) {
				f->schema, "", f->members, IN_REPLY, false });
	return n;
}

int
describe_shapes(struct shape ret[SHAPES_MAX])
{
	int n = 0;

	EACH_ROUTE(res, r)
	{
		const struct outcome *o = r->others;

		n = add_shape(ret, n, describe_reply(*res, r));
		for (; o != NULL && o->status != 0; o++)
			n = add_shape(ret, n, describe_other(*res, o));
		if (!r->text)
			n = add_shape(ret, n, describe_body(*res, r));
	}
	return n;
}

bool
describe_takes_body(const struct route *route)
{
	return route->body != NULL || (route->text && route->method != GET);
}

bool
describe_has_etag(const struct route *route)
{
	return !route->many &&
	    describe_field(route->reply, "updated_at", 10) != NULL;
}

bool
describe_is_paged(const struct route *route)
{
	return route->many && describe_field(route->query, "cursor", 6) != NULL;
}

/* A handler's main statement has its route's name as well. */
bool
describe_heeds_if_match(const struct route *route)
{
	const struct stmt *stmt = stmt_find(route->name);

	for (int i = 0; stmt != NULL && i < stmt->n_params; i++)
		if (strcmp(stmt->params[i], "if_match") == 0)
			return true;
	for (const enum err *e = route->fails; e != NULL && *e != OK; e++)
		if (*e == E_changed)
			return true;
	return false;
}

int
describe_status(const struct route *route)
{
	return route->status != 0 ? route->status : 200;
}

void
describe_errs(const struct route *route, bool ret[E__MAX])
{
	bool writes = route->method != GET, signed_in = route->who != ANYONE;
	bool posts = route->method == POST, body = describe_takes_body(route);
	bool probe = route->rate == RATE_NONE; /* nobody, and as often as
						  it likes */

	for (int i = 0; i < E__MAX; i++)
		ret[i] = false;
	/* An address that cannot be read, a token that does not hold, a query
	 * with more than the tables know, and the state of the house. */
	ret[E_malformed] = ret[E_invalid] = true;
	ret[E_internal] = ret[E_unavailable] = true;
	ret[E_unauthorized] = ret[E_too_many] = !probe;
	ret[E_wrong_origin] = writes && !probe;
	ret[E_scope] = writes && signed_in;
	ret[E_forbidden] = route->who == ORGANISER;
	ret[E_not_found] = strchr(route->path, '{') != NULL;
	ret[E_changed] = describe_heeds_if_match(route);
	ret[E_too_large] = ret[E_media_type] = body;
	ret[E_in_progress] = ret[E_key_reused] = posts;
	for (const enum err *e = route->fails; e != NULL && *e != OK; e++)
		ret[*e] = true;
}
