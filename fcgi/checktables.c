/*
 * What can be wrong in the tables of fcgi/api by themselves; see checksql.h.
 * The compiler has seen to the types, not to the sense.
 */
#include <string.h>

#include "checksql.h"
#include "describe.h"

/* Lower case words joined by `_': what a name may be in SQL, C and JSON. */
static bool
is_name(const char *s)
{
	return *s >= 'a' && *s <= 'z' &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static bool
is_same_field(const struct field *a, const struct field *b)
{
	const char *const *s = a->oneof, *const *t = b->oneof;

	if (strcmp(a->name, b->name) != 0 || a->type != b->type ||
	    a->flags != b->flags || a->min != b->min || a->max != b->max ||
	    a->most != b->most || (s == NULL) != (t == NULL))
		return false;
	if (s != NULL)
		for (; *s != NULL && *t != NULL && strcmp(*s, *t) == 0; s++)
			t++;
	return s == NULL || (*s == NULL && *t == NULL);
}

static bool
is_same_shape(const struct shape *a, const struct shape *b)
{
	const struct field *f = a->fields, *g = b->fields;

	for (; f->name != NULL && g->name != NULL; f++, g++)
		if (!is_same_field(f, g))
			return false;
	return f->name == NULL && g->name == NULL;
}

/* A name of a schema means one thing. */
static void
check_shape(const char *where, struct shape shape)
{
	static struct shape known[SHAPES_MAX];
	static int n = -1;

	if (n == -1)
		n = describe_shapes(known);
	if (shape.name == NULL || shape.fields == NULL)
		return;
	if (strcmp(shape.name, "Problem") == 0 ||
	    strcmp(shape.name, "Fault") == 0)
		check_fault(where, "%s is the name of another schema",
		    shape.name);
	for (int i = 0; i < n; i++)
		if (strcmp(known[i].name, shape.name) == 0 &&
		    strcmp(known[i].suffix, shape.suffix) == 0 &&
		    !is_same_shape(&known[i], &shape))
			check_fault(where, "%s%s is said in two ways",
			    shape.name, shape.suffix);
}

static void
check_fields(const char *where, const struct field *fields)
{
	const struct field *f = fields, *twin;

	for (; f != NULL && f->name != NULL; f++) {
		if (f->type < T_ID || f->type > T_OBJECT)
			check_fault(where, "%s has no type", f->name);
		if ((f->type == T_ENUM) != (f->oneof != NULL))
			check_fault(where,
			    "%s: an enum has words, and nothing else has",
			    f->name);
		if ((f->type == T_OBJECT) !=
		    (f->members != NULL && f->schema != NULL))
			check_fault(where,
			    "%s: an object has members and a "
			    "schema, and nothing else has",
			    f->name);
		if (f->most != 0 && f->type != T_STRINGS)
			check_fault(where, "%s: most of what?", f->name);
		if (f->max != 0 && f->max < f->min)
			check_fault(where, "%s: max is less than min", f->name);
		if ((f->flags & READONLY) && (f->flags & WRITEONLY))
			check_fault(where, "%s can be neither read nor written",
			    f->name);
		twin = describe_field(fields, f->name, strlen(f->name));
		if (twin != f)
			check_fault(where, "%s is there twice", f->name);
	}
}

/* What is JSON alone stands in no address. */
static void
check_address(const char *where, const struct field *f)
{
	for (; f != NULL && f->name != NULL; f++)
		if (f->type == T_JSON || f->type == T_STRINGS ||
		    f->type == T_OBJECT)
			check_fault(where, "%s has no form in an address",
			    f->name);
}

/* A parameter that the path does not have was misspelt. */
static void
check_params(const struct route *r)
{
	const struct field *f = r->params;
	struct param params[PARAMS_MAX];
	int n = describe_params(r, params), i;

	for (; f != NULL && f->name != NULL; f++) {
		for (i = 0; i < n && strcmp(params[i].name, f->name) != 0; i++)
			;
		if (i == n)
			check_fault(r->name, "the path has no {%s}", f->name);
	}
}

static void
check_route(const struct resource *res, const struct route *r)
{
	const struct outcome *o = r->others;

	if (!is_name(r->name))
		check_fault(r->name, "is no name: words of a-z joined by _");
	if (r->who < ANYONE || r->who > ORGANISER)
		check_fault(r->name, "does not say who may");
	if (r->doc == NULL)
		check_fault(r->name, "says nothing of itself (.doc)");
	if (describe_takes_body(r) && r->method == GET)
		check_fault(r->name, "a GET has no body");
	if (describe_status(r) == 204 && (r->reply != NULL || r->text))
		check_fault(r->name, "204 has no body");
	if (describe_status(r) != 204 && r->reply == NULL && !r->text)
		check_fault(r->name, "answers nothing, which is 204");
	if (r->many && r->reply == NULL)
		check_fault(r->name, "many of what? There is no reply");
	check_params(r);
	check_address(r->name, r->params);
	check_address(r->name, r->query);
	check_fields(r->name, r->query);
	check_fields(r->name, r->body);
	check_fields(r->name, r->reply);
	check_shape(r->name, describe_reply(res, r));
	check_shape(r->name, describe_body(res, r));
	for (; o != NULL && o->status != 0; o++)
		check_shape(r->name, describe_other(res, o));
}

/* One name and one meaning for each method of a path. */
static void
check_unique(const struct route *r)
{
	EACH_ROUTE(res, s)
	{
		if (s == r)
			return;
		if (strcmp(s->name, r->name) == 0)
			check_fault(r->name, "two routes have this name");
		if (s->method == r->method && strcmp(s->path, r->path) == 0)
			check_fault(r->name, "%s has its method and path",
			    s->name);
	}
}

void
check_tables(void)
{
	EACH_ROUTE(res, r)
	{
		check_route(*res, r);
		check_unique(r);
	}
}
