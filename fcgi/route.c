/* See route.h. */
#include "route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "schema.h"
#include "shared.h"

/* clang-format off */
const char *const method_names[] = {
	[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH",
	[DELETE] = "DELETE",
};
/* clang-format on */

static struct route_entry entries[ROUTES_MAX];
static int n_entries;

static void
die(const struct route *route, const char *why)
{
	fprintf(stderr, "foyer: route %s %s: %s\n", method_names[route->method],
	    route->path, why);
	abort();
}

/* "tasks", "{id}" or "@{handle}", up to the next slash. */
static void
read_segment(struct route_entry *e, const char *text, size_t len)
{
	const char *open = memchr(text, '{', len);
	size_t prefix_len = open != NULL ? (size_t)(open - text) : len;
	char *name;
	int i = e->n_segments++;

	if (i == ROUTE_SEGMENTS)
		die(e->route, "too many segments");
	e->segment[i].prefix = text;
	e->segment[i].prefix_len = prefix_len;
	if (open == NULL)
		return;
	if (text[len - 1] != '}')
		die(e->route, "a parameter must end its segment");
	name = mem_new(len - prefix_len - 1); /* kept as long as the process */
	memcpy(name, open + 1, len - prefix_len - 2);
	name[len - prefix_len - 2] = '\0';
	e->segment[i].param = name;
}

static void
read_route(const struct resource *resource, const struct route *route)
{
	struct route_entry *e = &entries[n_entries];
	const char *p = route->path;
	size_t len;

	if (n_entries == ROUTES_MAX || n_entries == SHARED_ROUTES)
		die(route, "more routes than there is room for");
	e->route = route;
	e->resource = resource;
	while (*p == '/') {
		len = strcspn(++p, "/");
		read_segment(e, p, len);
		p += len;
	}
	if (*p != '\0' || e->n_segments == 0)
		die(route, "the path must begin with a slash");
	e->stmt = stmt_find(route->name);
	if (route->handler == NULL && e->stmt == NULL)
		die(route, "neither a handler nor a statement of its name");
	if (route->handler != NULL)
		e->stmt = NULL;
	if (route->gather != NULL &&
	    (stmt_find(route->gather) == NULL || route->gathered == NULL ||
		route->handler == NULL))
		die(route, "cannot gather what it says");
	n_entries++;
}

void
route_init(void)
{
	const struct resource *const *res;
	const struct route *route;
	int i, j;

	for (res = resources; *res != NULL; res++)
		for (route = (*res)->routes; route->path != NULL; route++)
			read_route(*res, route);
	for (i = 0; i < n_entries; i++)
		for (j = 0; j < n_entries; j++)
			if (entries[j].route->method == GET &&
			    strcmp(entries[i].route->path,
				entries[j].route->path) == 0)
				entries[i].reader = entries[j].stmt;
}

int
route_count(void)
{
	return n_entries;
}

const struct route_entry *
route_at(int index)
{
	return &entries[index];
}

/* Does the decoded path fit?  Its first segment, "api", is known already. */
static bool
fits(const struct route_entry *e, const struct url *url)
{
	int i;

	if (e->n_segments != url->n_segments - 1)
		return false;
	for (i = 0; i < e->n_segments; i++) {
		const char *given = url->segment[i + 1];
		size_t len = e->segment[i].prefix_len;

		if (len > 0 &&
		    (*given != *e->segment[i].prefix ||
			strncmp(given, e->segment[i].prefix, len) != 0))
			return false;
		if ((given[len] == '\0') == (e->segment[i].param != NULL))
			return false;
	}
	return true;
}

/* A path that stands in a table word by word goes before one that fits by a
 * parameter: /tasks/changes is not the task `changes'. */
static int
n_params(const struct route_entry *e)
{
	int i, n = 0;

	for (i = 0; i < e->n_segments; i++)
		n += e->segment[i].param != NULL;
	return n;
}

static void
say_allowed(struct req *req, const struct route_entry *like)
{
	const char *allow = "OPTIONS";
	int i;

	for (i = 0; i < n_entries; i++) {
		if (!fits(&entries[i], &req->url) ||
		    n_params(&entries[i]) != n_params(like))
			continue;
		allow = arena_printf(req->arena, "%s%s, %s",
		    entries[i].route->method == GET ? "HEAD, " : "",
		    method_names[entries[i].route->method], allow);
	}
	req->reply.allow = allow;
}

enum err
route_find(struct req *req)
{
	const struct route_entry *best = NULL, *e;
	bool right_method = false, right;
	int i;

	if (req->url.n_segments == 0 || strcmp(req->url.segment[0], "api") != 0)
		return E_not_found;
	for (i = 0; i < n_entries; i++) {
		e = &entries[i];
		if (!fits(e, &req->url))
			continue;
		right = e->route->method == req->method;
		if (best == NULL || n_params(e) < n_params(best) ||
		    (n_params(e) == n_params(best) && right)) {
			best = e;
			right_method = right;
		}
	}
	if (best == NULL)
		return E_not_found;
	if (!right_method) {
		say_allowed(req, best);
		return E_method;
	}
	req->route = best->route;
	req->resource = best->resource;
	req->route_index = (int)(best - entries);
	for (i = 0; i < best->n_segments; i++)
		if (best->segment[i].param != NULL &&
		    schema_param(req, best->segment[i].param,
			req->url.segment[i + 1] +
			    best->segment[i].prefix_len) != OK)
			return E_not_found;
	return OK;
}

const struct stmt *
route_reader(const struct route *route)
{
	int i;

	for (i = 0; i < n_entries; i++)
		if (entries[i].route == route)
			return entries[i].reader;
	return NULL;
}

const struct constraint *
route_constraint(const char *name)
{
	const struct resource *const *res;
	const struct constraint *c;

	for (res = resources; *res != NULL; res++)
		for (c = (*res)->constraints; c != NULL && c->name != NULL; c++)
			if (strcmp(c->name, name) == 0)
				return c;
	return NULL;
}
