/*
 * See handle.h.  The steps are numbered in ARCHITECTURE, "The way of a
 * request"; each may end it with an error, and the first one that does is the
 * answer.  Reading and writing the bytes is worker.c's.
 */
#include "handle.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "idempotency.h"
#include "log.h"
#include "metrics.h"
#include "password.h"
#include "reply.h"
#include "route.h"
#include "schema.h"
#include "settings.h"
#include "shared.h"

static bool
is_hex(const char *s, size_t len)
{
	return strspn(s, "0123456789abcdef") >= len;
}

/* W3C's traceparent: VERSION-TRACE-PARENT-FLAGS in small hex digits, where
 * version ff and ids that are all zero are none. */
static bool
is_trace(const char *s)
{
	return strlen(s) >= 55 && is_hex(s, 2) && memcmp(s, "ff", 2) != 0 &&
	    s[2] == '-' && is_hex(s + 3, 32) && strspn(s + 3, "0") < 32 &&
	    s[35] == '-' && is_hex(s + 36, 16) && strspn(s + 36, "0") < 16 &&
	    s[52] == '-' && is_hex(s + 53, 2);
}

/* nginx's request id, and W3C's trace id if the client brought one: else the
 * request id serves as that too, so that both logs meet. */
static void
take_ids(struct req *req)
{
	const char *id = req->in.request_id, *trace = req->in.traceparent;
	char random[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];

	if (strlen(id) == 32 && is_hex(id, 32))
		memcpy(req->id, id, 33);
	else {
		token_make(random);
		token_hash(random, hash);
		memcpy(req->id, hash, 32);
		req->id[32] = '\0';
	}
	memcpy(req->trace, req->id, 33);
	if (is_trace(trace)) {
		memcpy(req->trace, trace + 3, 32);
		req->trace[32] = '\0';
	}
}

/* An unknown method stays 0, which fits no route. */
static void
take_method(struct req *req)
{
	const char *name = req->in.method;
	int m;

	req->is_head = strcmp(name, "HEAD") == 0;
	if (req->is_head)
		name = "GET";
	for (m = GET; m <= DELETE; m++)
		if (strcmp(name, method_names[m]) == 0)
			req->method = (enum method)m;
}

/* The milliseconds of "1763719200.123"; what is no such time gives one that is
 * long ago.  strtod() would be most of what this step costs. */
static int64_t
read_msec(const char *s)
{
	int64_t ms = 0;
	int places = -1;

	for (; places < 3 && ms < INT64_MAX / 100; s++) {
		if (*s == '.' && places == -1)
			places = 0;
		else if (*s >= '0' && *s <= '9') {
			ms = ms * 10 + (*s - '0');
			places += places >= 0;
		} else
			break;
	}
	for (places = places > 0 ? places : 0; places < 3; places++)
		ms = ms < INT64_MAX / 100 ? ms * 10 : ms;
	return ms;
}

/* A request that has waited too long is not worth the work: whoever sent it
 * has given up, and working on it would make the next one wait as long. */
static bool
is_too_old(const struct req *req)
{
	struct timespec now;
	int64_t age_ms;

	if (*req->in.msec == '\0')
		return false;
	clock_gettime(CLOCK_REALTIME, &now);
	age_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 -
	    read_msec(req->in.msec);
	return age_ms > setting_number(settings.request_max_age) &&
	    age_ms < 3600 * 1000; /* more is a clock that jumped */
}

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

/* From the bytes to the route. */
static enum err MUST_CHECK
find(struct req *req)
{
	const char *why;
	enum err err;

	take_ids(req);
	take_method(req);
	if (is_too_old(req)) {
		shared->refused_age++;
		req->detail = "The service is busy: the request has waited "
			      "too long.";
		return E_unavailable;
	}
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

enum handle_step
handle_quickly(struct req *req, bool sample)
{
	enum err err;

	req_restart(req);
	err = find(req);
	if (err == OK && !req->route->quick &&
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
		return HANDLE_STATEMENT;
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
