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
	if (strlen(trace) >= 55 && is_hex(trace, 2) && trace[2] == '-' &&
	    is_hex(trace + 3, 32) && trace[35] == '-' &&
	    strspn(trace + 3, "0") < 32) {
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

/* A request that has waited too long is not worth the work: whoever sent it
 * has given up, and working on it would make the next one wait as long. */
static bool
is_too_old(const struct req *req)
{
	struct timespec now;
	double sent, age_ms;

	if (*req->in.msec == '\0')
		return false;
	sent = strtod(req->in.msec, NULL);
	clock_gettime(CLOCK_REALTIME, &now);
	age_ms = ((double)now.tv_sec + (double)now.tv_nsec / 1e9 - sent) * 1e3;
	return age_ms > (double)setting_number(settings.request_max_age) &&
	    age_ms < 3600e3; /* more than that is a clock that jumped */
}

/* One bucket a credential, or an address that has none; what is dear has
 * another one besides, by address. */
static enum err MUST_CHECK
take_limits(struct req *req)
{
	const char *who = req->in.address, *policy = "anonymous", *key;
	const char *quota = settings.rate_limit_anonymous;
	bool granted;
	long n;

	if (req->route->rate == RATE_NONE)
		return OK;
	if (req->signed_in) {
		policy = req->principal.by_token ? "token" : "session";
		who = arena_printf(req->arena, "%lld",
		    (long long)req->principal.credential);
		quota = settings.rate_limit;
	}
	key = arena_printf(req->arena, "%s:%s", policy, who);
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
run_statement(struct req *req, const struct route_entry *entry)
{
	const struct route *route = req->route;
	const char *id;
	struct rows *rows;
	enum err err;

	if ((err = req_run(req, entry->stmt, &rows)) != OK)
		return err;
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

/* The route's work, in a transaction where it asks for one or where the
 * client's key must be kept together with it. */
static enum err MUST_CHECK
run(struct req *req)
{
	const struct route_entry *entry = route_at(req->route_index);
	bool keep = req->method == POST && *req->in.idempotency_key != '\0';
	bool replayed = false;
	enum err err = OK;

	req->reply.status = req->route->status != 0 ? req->route->status : 200;
	if (keep)
		err = idempotency_open(req, &replayed);
	if (err == OK && !replayed) {
		err = req->route->handler != NULL ? req->route->handler(req)
						  : run_statement(req, entry);
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

static enum err MUST_CHECK
answer(struct req *req)
{
	enum err err, limited;
	const char *why;

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
	if ((err = route_find(req)) != OK)
		return err;
	/* A probe is nobody, so that it needs no database to be known. */
	err = req->route->rate == RATE_NONE ? OK : auth_identify(req);
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
	return run(req);
}

void
handle(struct req *req)
{
	req->started_us = clock_us();
	req->route_index = -1;
	take_ids(req);
	shared->in_flight++;
	req->err = answer(req);
	if (req->err != OK)
		reply_problem(req, req->err);
	reply_finish(req);
	shared->in_flight--;
	req->took_us = clock_us() - req->started_us;
}

void
handle_done(const struct req *req, bool was_sent)
{
	enum log_level level = req->reply.status >= 500 ? LOG_ERROR : LOG_INFO;
	struct log_line line;

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
