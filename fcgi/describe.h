/*
 * What the tables of fcgi/api imply of a route but do not say, for whatever is
 * derived from them or held against them: openapi.c, types.c, routes.c and
 * checksql.c.
 *
 * lint: long, four programs in one read the tables through it.
 */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "api.h"

enum { PARAMS_MAX = 8, SHAPES_MAX = 400 };

#define EACH_ROUTE(res, r) \
	for (const struct resource *const *res = resources; *res != NULL; \
	     res++) \
		for (const struct route *r = (*res)->routes; \
		     r->path != NULL; r++)

extern const char *const describe_types[];	/* T_ID is "id" */
extern const char *const describe_whos[];	/* MEMBER is "member" */

/* Where a field stands; not every field of a table stands everywhere. */
enum view { IN_REPLY, IN_BODY, IN_PATCH, IN_QUERY };

bool describe_stands(const struct field *, enum view);
bool describe_required(const struct field *, enum view);

/* The field of that name (`len' bytes of it); NULL: none, or no table. */
const struct field *describe_field(const struct field *, const char *name,
    size_t len);

/* The parameters of the path, in its order. */
struct param {
	char		 name[32];
	struct field	 field;
};
int describe_params(const struct route *, struct param ret[PARAMS_MAX]);

/* An object as it goes over the wire.  Without a name it is written where it
 * stands; without fields there is none. */
struct shape {
	const char	*name, *suffix;	/* "Task", "Patch" */
	const struct field *fields;
	enum view	 view;
	bool		 lenient;	/* there may be other members */
};
struct shape describe_reply(const struct resource *, const struct route *);
struct shape describe_other(const struct resource *, const struct outcome *);
struct shape describe_body(const struct resource *, const struct route *);

/* All that have a name, each once, in the order of the tables. */
int describe_shapes(struct shape ret[SHAPES_MAX]);

bool describe_takes_body(const struct route *);
bool describe_has_etag(const struct route *);	/* its answer does */
bool describe_is_paged(const struct route *);
bool describe_heeds_if_match(const struct route *);
int describe_status(const struct route *);	/* of the usual success */

/* Which errors it can answer with. */
void describe_errs(const struct route *, bool ret[E__MAX]);

#endif
