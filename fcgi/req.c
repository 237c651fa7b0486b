/*
 * The request's arguments, faults, statements and transaction: what api.h
 * offers to a handler besides the reply (reply.c).
 */
#include "req.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "route.h"
#include "settings.h"

int64_t
clock_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void
req_init(struct req *req)
{
	memset(req, 0, sizeof *req);
	req->arena = arena_new(REQ_ARENA);
	buf_init(&req->reply.head, 16 << 10);
	buf_init(&req->reply.body, REPLY_MAX);
}

void
req_restart(struct req *req)
{
	struct buf head = req->reply.head, body = req->reply.body;
	int i;

	for (i = 0; i < req->n_results; i++)
		PQclear(req->results[i].res);
	json_object_put(req->json);
	req->json = NULL;
	buf_reset(&head);
	buf_reset(&body);
	req->n_args = req->n_faults = req->n_results = 0;
	req->route = NULL;
	req->resource = NULL;
	req->route_index = -1;
	req->method = 0;
	req->is_head = req->signed_in = req->revoked = false;
	req->needs_thread = false;
	req->detail = req->log = NULL;
	req->at = "";
	req->err = OK;
	req->db_us = 0;
	memset(&req->principal, 0, sizeof req->principal);
	memset(&req->limit, 0, sizeof req->limit);
	memset(&req->reply, 0, sizeof req->reply);
	req->reply.head = head;
	req->reply.body = body;
}

void
req_reset(struct req *req)
{
	req_restart(req);
	memset(&req->in, 0, sizeof req->in);
	req->db = NULL;
	req->body = NULL;
	req->body_len = 0;
	req->body_too_large = false;
	req->id[0] = req->trace[0] = '\0';
	arena_reset(req->arena);
}

void
req_free(struct req *req)
{
	req_reset(req);
	arena_free(req->arena);
	buf_free(&req->reply.head);
	buf_free(&req->reply.body);
}

static const struct arg *
find_arg(const struct req *req, const char *name)
{
	int i;

	for (i = req->n_args - 1; i >= 0; i--)
		if (strcmp(req->args[i].name, name) == 0)
			return &req->args[i];
	return NULL;
}

const char *
arg(const struct req *req, const char *name)
{
	const struct arg *a = find_arg(req, name);

	return a != NULL ? a->value : NULL;
}

bool
arg_given(const struct req *req, const char *name)
{
	return find_arg(req, name) != NULL;
}

void
arg_set(struct req *req, const char *name, const char *text)
{
	int i;

	for (i = 0; i < req->n_args; i++)
		if (strcmp(req->args[i].name, name) == 0)
			break;
	if (i == REQ_MAX_ARGS)
		abort(); /* more names than any route has */
	if (i == req->n_args)
		req->n_args++;
	req->args[i].name = name;
	req->args[i].value = text != NULL
	    ? arena_strndup(req->arena, text, strlen(text))
	    : NULL;
}

const struct principal *
req_me(const struct req *req)
{
	return req->signed_in ? &req->principal : NULL;
}

const char *
req_address(const struct req *req)
{
	return req->in.address;
}

const char *
req_user_agent(const struct req *req)
{
	return req->in.user_agent;
}

bool
req_on_api_host(const struct req *req)
{
	return strcmp(req->in.site, "api") == 0;
}

const struct route *
req_route(const struct req *req)
{
	return req->route;
}

void *
req_alloc(struct req *req, size_t size)
{
	return arena_alloc(req->arena, size);
}

char *
req_printf(struct req *req, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	s = arena_alloc(req->arena, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void
fault(struct req *req, const char *pointer, const char *code,
    const char *detail)
{
	if (req->n_faults < REQ_MAX_FAULTS)
		req->faults[req->n_faults++] = (struct fault) { pointer, code,
			detail };
}

void
reply_detail(struct req *req, const char *detail)
{
	req->detail = detail;
}

bool
has_faults(const struct req *req)
{
	return req->n_faults > 0;
}

void
check_days(struct req *req)
{
	const char *start = arg(req, "start_date"), *end = arg(req, "end_date");

	if (start != NULL && end != NULL && strcmp(end, start) < 0)
		fault(req, "?end_date", "too_small",
		    "must not be before start_date");
}

/* The value of a statement's parameter: an argument, or one of the names
 * that the engine itself supplies. */
static const char *
bind(struct req *req, const char *param)
{
	const struct arg *a = find_arg(req, param);

	if (a != NULL)
		return a->value;
	if (strncmp(param, "has_", 4) == 0)
		return arg_given(req, param + 4) ? "t" : "f";
	if (strncmp(param, "setting_", 8) == 0)
		return setting_find(param + 8);
	if (!req->signed_in)
		return NULL;
	if (strcmp(param, "me") == 0)
		return req->principal.me;
	if (strcmp(param, "credential") == 0)
		return req_printf(req, "%" PRId64, req->principal.credential);
	if (strcmp(param, "role") == 0)
		return req->principal.organiser ? "organiser" : "member";
	return NULL;
}

/* Turns a refused constraint or value into a fault that names its field. */
static enum err
explain(struct req *req)
{
	const char *name = db_constraint(req->db);
	const struct constraint *c;

	c = route_constraint(name);
	if (c != NULL) {
		fault(req, c->pointer, c->code, c->detail);
		return E_invalid;
	}
	if (arg(req, "cursor") != NULL && *name == '\0') {
		fault(req, "?cursor", "format", "is not a cursor of ours");
		return E_invalid;
	}
	/* A rule of the database that no table here foresaw. */
	req->log = arena_strndup(req->arena, db_message(req->db),
	    strlen(db_message(req->db)));
	return E_internal;
}

void
req_bind(struct req *req, const struct stmt *stmt,
    const char *values[STMT_MAX_PARAMS])
{
	int i;

	for (i = 0; i < stmt->n_params; i++)
		values[i] = bind(req, stmt->params[i]);
}

struct rows *
req_adopt(struct req *req, PGresult *res)
{
	if (req->n_results == REQ_MAX_RESULTS)
		abort(); /* a handler that loops over statements */
	req->results[req->n_results].res = res;
	return &req->results[req->n_results++];
}

enum err
req_run(struct req *req, const struct stmt *stmt, struct rows **ret_rows)
{
	const char *values[STMT_MAX_PARAMS];
	int64_t before = clock_us();
	PGresult *res;
	enum err err;

	req_bind(req, stmt, values);
	err = db_run(req->db, stmt, values, &res);
	req->db_us += clock_us() - before;
	if (err == OK) {
		*ret_rows = req_adopt(req, res);
		return OK;
	}
	if (err == E_invalid)
		return explain(req);
	req->log = arena_strndup(req->arena, db_message(req->db),
	    strlen(db_message(req->db)));
	return err;
}

enum err
sql(struct req *req, const char *name, struct rows **ret_rows)
{
	const struct stmt *stmt = stmt_find(name);

	if (stmt == NULL) {
		fprintf(stderr, "foyer: there is no statement %s\n", name);
		abort();
	}
	return req_run(req, stmt, ret_rows);
}

const char *
sql_next(const char *prefix, const char *after)
{
	const struct stmt *s = stmt_next(prefix,
	    after != NULL ? stmt_find(after) : NULL);

	return s != NULL ? s->name : NULL;
}

enum err
sql_begin(struct req *req)
{
	return db_in_transaction(req->db) ? OK : db_begin(req->db);
}

int
rows_count(const struct rows *rows)
{
	return PQntuples(rows->res);
}

const char *
rows_text(const struct rows *rows, int row, const char *column)
{
	int i = PQfnumber(rows->res, column);

	if (i == -1) {
		fprintf(stderr, "foyer: there is no column %s\n", column);
		abort();
	}
	return PQgetisnull(rows->res, row, i) ? NULL
					      : PQgetvalue(rows->res, row, i);
}

enum err
absent(struct req *req)
{
	const struct stmt *get;
	struct rows *rows;
	enum err err;

	if (arg(req, "if_match") == NULL ||
	    (get = route_reader(req->route)) == NULL)
		return E_not_found;
	if ((err = req_run(req, get, &rows)) != OK)
		return err;
	return rows_count(rows) > 0 ? E_changed : E_not_found;
}

void
auth_revoked(struct req *req)
{
	req->revoked = true;
}

enum err
auth_revoke(struct req *req)
{
	struct rows *rows;
	enum err err = sql(req, req->route->name, &rows);

	if (err != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_not_found;
	auth_revoked(req);
	return OK;
}

enum err
limit_attempt(struct req *req, const char *what, int per_minute, int burst)
{
	struct limit_state state;

	if (*settings.rate_limit_password == '0' ||
	    limit_take("attempts", what, per_minute, 60, burst, &state))
		return OK;
	req->reply.retry_after = state.wait;
	return E_too_many;
}
