/* From a method and a path to the route, by the tables of fcgi/api. */
#ifndef ROUTE_H
#define ROUTE_H

#include "req.h"

enum { ROUTES_MAX = 200, ROUTE_SEGMENTS = 8 };

/* A route as it was read from its table at the start. */
struct route_entry {
	const struct route	*route;
	const struct resource	*resource;
	const struct stmt	*stmt;		/* NULL: it has a handler */
	const struct stmt	*reader;	/* GET of the same path */
	int			 n_segments;
	struct {
		const char	*prefix;	/* all of it, or before "{" */
		size_t		 prefix_len;
		const char	*param;		/* NULL: none */
	} segment[ROUTE_SEGMENTS];
};

/* Reads the tables.  A fault in them is a bug of ours and ends the process
 * with a line that names the route. */
void route_init(void);
int route_count(void);
const struct route_entry *route_at(int index);

/*
 * Sets req->route, resource and route_index, and the path's parameters as
 * arguments.  E_not_found, or E_method with reply.allow set; then the route
 * stays NULL.
 */
enum err route_find(struct req *) MUST_CHECK;

/* The statement that reads the object that this route writes, or NULL. */
const struct stmt *route_reader(const struct route *);

/* What any resource says of the constraint, or NULL. */
const struct constraint *route_constraint(const char *name);

extern const char *const method_names[];

#endif
