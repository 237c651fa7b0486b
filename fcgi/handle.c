/*
 * See handle.h.  The steps are numbered in ARCHITECTURE, "The way of a
 * request"; each may end it with an error, and the first one that does is the
 * answer.  Reading and writing the bytes is worker.c's.
 */
#include "handle.h"

#include <stdio.h>
#include <string.h>

#include "arrival.h"
#include "group.h"
#include "idempotency.h"
#include "log.h"
#include "metrics.h"
#include "reply.h"
#include "route.h"
#include "schema.h"
#include "settings.h"
#include "shared.h"

/* One bucket a credential, or an address that has none; what is dear has
 * another one besides, by address. */
static enum err MUST_CHECK
take_limits(struct req *req)
{
	const char *policy = "anonymous", *key;
	const char *quota = settings.rate_limit_anonymous;
	bool granted;
	long n;

	if (req->route->rate == RATE_NONE)
		return OK;
	if (req->signed_in) {
		policy = req->principal.device ? "device"
		    : req->principal.by_token  ? "token"
					       : "session";
		key = arena_printf(req->arena, "%s:%lld", policy,
		    (long long)req->principal.credential);
		quota = settings.rate_limit;
	} else
		key = arena_printf(req->arena, "anonymous:%s", req->in.address);
	n = setting_number(quota);
	granted = limit_take(policy, key, (int)n, 60, (int)n, &req->limit);
	if (granted && req->route->rate == RATE_PASSWORD) {
		key = arena_printf(req->arena, "password:%s", req->in.address);
		n = setting_number(settings.rate_limit_password);
		granted = limit_take("password", key, (int)n, 60, (int)n,
		    &req->limit);
	}
	if (granted)
		return OK;
	req->reply.retry_after = req->limit.wait;
	return E_too_many;
}

/* Answers a route by the rows of its statement. */
static enum err MUST_CHECK
answer_rows(struct req *req, const struct rows *rows)
{
	const struct route *route = req->route;
	const char *id;

	if (route->many) {
		reply_rows(req, route->reply, rows);
		return OK;
	}
	if (rows_count(rows) == 0)
		return absent(req);
	if (route->text)
		reply_text(req, rows_text(rows, 0, "text"));
	else if (route->reply != NULL)
		reply_row(req, route->reply, rows, 0);
	if (route->status == 201 &&
	    (id = rows_text(rows, 0, route->reply[0].name)) != NULL)
		reply_location(req,
		    arena_printf(req->arena, "/api%s/%s", route->path, id));
	return OK;
}

static enum err MUST_CHECK
run_statement(struct req *req)
{
	struct rows *rows;
	enum err err;

	err = req_run(req, route_at(req->route_index)->stmt, &rows);
	return err != OK ? err : answer_rows(req, rows);
}

/* The route's work, in a transaction where it asks for one or where the
 * client's key must be kept together with it. */
static enum err MUST_CHECK
run(struct req *req)
{
	bool keep = req->method == POST && *req->in.idempotency_key != '\0';
	bool replayed = false;
	enum err err = OK;

	if (keep)
		err = idempotency_open(req, &replayed);
	if (err == OK && !replayed) {
		err = req->route->handler != NULL ? req->route->handler(req)
						  : run_statement(req);
		if (err == OK && keep)
			err = idempotency_keep(req);
	}
	if (err == OK && db_in_transaction(req->db))
		err = db_commit(req->db);
	else
		db_rollback(req->db);
	if (req->revoked)
		auth_forget_all();
	return err;
}

/* Everything before the route's own work: who, how often, what. */
static enum err MUST_CHECK
admit(struct req *req)
{
	enum err err, limited;

	/* A probe is nobody, so that it needs no database to be known. */
	err = req->route->rate == RATE_NONE ? OK : auth_identify(req);
	if (req->needs_thread)
		return err;
	if ((limited = take_limits(req)) != OK)
		return limited;
	if (err != OK || (err = auth_allow(req)) != OK)
		return err;
	schema_query(req);
	if ((err = schema_body(req)) != OK)
		return err;
	if (req->route->check != NULL)
		req->route->check(req);
	if (has_faults(req))
		return E_invalid;
	req->reply.status = req->route->status != 0 ? req->route->status : 200;
	return OK;
}

static enum err MUST_CHECK
check_age(struct req *req)
{
	if (!arrival_is_too_old(req))
		return OK;
	shared->refused_age++;
	req->detail = "The service is busy: the request has waited too long.";
	return E_unavailable;
}

/* From the bytes to the route. */
static enum err MUST_CHECK
find(struct req *req)
{
	const char *why;
	enum err err;

	arrival_ids(req);
	arrival_method(req);
	if ((err = check_age(req)) != OK)
		return err;
	err = url_parse(req->in.uri, req->arena, &req->url, &why);
	if (err != OK) {
		req->detail = arena_printf(req->arena,
		    "The address cannot be read: %s.", why);
		return err;
	}
	return route_find(req);
}

static void
finish(struct req *req, enum err err)
{
	req->err = err;
	if (err != OK)
		reply_problem(req, err);
	reply_finish(req);
	req->took_us = clock_us() - req->started_us;
}

void
handle(struct req *req)
{
	enum err err;

	req_restart(req);
	if ((err = find(req)) == OK && (err = admit(req)) == OK)
		err = run(req);
	finish(req, err);
}

void
handle_admitted(struct req *req)
{
	enum err err = check_age(req);

	finish(req, err != OK ? err : run(req));
}

void
handle_group(struct req *const *reqs, int n, struct db *db, bool ret_done[])
{
	struct group g = { .n = 0 };
	enum err err;
	int i;

	for (i = 0; i < n; i++) {
		err = check_age(reqs[i]);
		ret_done[i] = err != OK;
		if (err == OK)
			group_add(&g, reqs[i], &ret_done[i]);
		else
			finish(reqs[i], err);
	}
	err = group_run(&g, db);
	for (i = 0; i < g.n; i++)
		if (*g.done[i])
			finish(g.reqs[i], err);
}

void
handle_busy(struct req *req)
{
	shared->refused_busy++;
	req->detail = "The service is busy: too many requests wait already.";
	finish(req, E_unavailable);
}

void
handle_failed(struct req *req, enum err err, const char *why)
{
	req->log = why;
	finish(req, err);
}

/*
 * The cost of a route's statement, as measured where it runs alone: one that
 * takes long would hold up all that is behind it in the pipe.  Each 64th
 * request goes to a thread to be measured; a race of two loses a sample.
 */
static struct {
	_Atomic unsigned count;
	_Atomic int64_t us;
} cost[ROUTES_MAX];
enum { COST_MAX_US = 2000, COST_SAMPLE = 64 };

static bool
is_cheap(int route_index, bool sample)
{
	return (++cost[route_index].count % COST_SAMPLE != 0 || !sample) &&
	    cost[route_index].us <= COST_MAX_US;
}

/* Idempotency-Key asks for a transaction of one's own. */
static bool
may_gather(const struct req *req)
{
	return req->route->gather != NULL && *req->in.idempotency_key == '\0' &&
	    schema_stands_alone(req);
}

enum handle_step
handle_quickly(struct req *req, bool sample)
{
	bool gather;
	enum err err;

	req_restart(req);
	err = find(req);
	gather = err == OK && may_gather(req);
	if (err == OK && !req->route->quick && !gather &&
	    (req->route->handler != NULL || req->method != GET ||
		!is_cheap(req->route_index, sample)))
		return HANDLE_THREAD;
	if (err == OK)
		err = admit(req);
	if (req->needs_thread)
		return HANDLE_THREAD;
	if (err == OK && req->route->quick)
		err = req->route->handler(req);
	else if (err == OK)
		return gather ? HANDLE_GATHER : HANDLE_STATEMENT;
	finish(req, err);
	return HANDLE_DONE;
}

void
handle_rows(struct req *req, PGresult *rows)
{
	finish(req, answer_rows(req, req_adopt(req, rows)));
}

void
handle_done(const struct req *req, bool was_sent)
{
	enum log_level level = req->reply.status >= 500 ? LOG_ERROR : LOG_INFO;
	struct log_line line __attribute__((uninitialized));

	if (req->db != NULL && req->route_index >= 0)
		cost[req->route_index].us = (7 * cost[req->route_index].us +
						req->db_us) /
		    8;
	metrics_count(req->route_index, req->reply.status, req->took_us);
	if (req->err == E_unavailable || !was_sent)
		level = LOG_WARN;
	log_begin(&line, level, "request");
	log_str(&line, "request_id", req->id);
	log_str(&line, "trace_id", req->trace);
	log_str(&line, "method", req->in.method);
	log_str(&line, "route", req->route != NULL ? req->route->path : "-");
	log_int(&line, "status", req->reply.status);
	log_int(&line, "us", req->took_us);
	log_int(&line, "db_us", req->db_us);
	log_int(&line, "bytes", (int64_t)req->reply.body.len);
	log_str(&line, "site", req->in.site);
	if (req->signed_in)
		log_str(&line, "account", req->principal.uuid);
	if (req->err != OK)
		log_str(&line, "error", err_info[req->err].symbol);
	if (req->log != NULL)
		log_str(&line, "why", req->log);
	if (!was_sent)
		log_str(&line, "sent", "no");
	log_end(&line);
}
