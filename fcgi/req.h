/*
 * A request as the engine sees it; fcgi/api sees only what api.h shows.
 * Everything in it lives until req_reset(), at the end of the request.
 *
 * lint: long, it is one structure that all of the engine works on.
 * lint: names, clock_us() is the clock of a request's times.
 */
#ifndef REQ_H
#define REQ_H

#include <json-c/json.h>

#include "api.h"
#include "arena.h"
#include "auth.h"
#include "buf.h"
#include "db.h"
#include "limit.h"
#include "url.h"

enum {
	REQ_MAX_ARGS = 64,
	REQ_MAX_FAULTS = 32,
	REQ_MAX_RESULTS = 16,	/* statements that one request may run */
	REQ_ARENA = 32 << 20,
	REPLY_MAX = 16 << 20,
	BODY_MAX = 64 << 10,
};

/* What nginx said, by FastCGI parameter; "" when it did not. */
struct params {
	const char	*method, *uri, *content_type, *content_length;
	const char	*address, *site, *msec, *request_id;
	const char	*cookie, *authorization, *origin, *fetch_site;
	const char	*if_match, *if_none_match, *idempotency_key;
	const char	*user_agent, *traceparent;
};

struct arg {
	const char	*name;
	const char	*value;		/* NULL: null */
};

struct fault {
	const char	*pointer, *code, *detail;
};

struct rows {
	PGresult	*res;
};

struct reply {
	int		 status;
	const char	*content_type;	/* NULL: no body */
	const char	*etag;		/* without its quotes */
	const char	*location, *link;
	const char	*changes_cursor;
	const char	*allow;		/* of 405 */
	const char	*cookie;	/* the whole Set-Cookie value */
	int		 retry_after;	/* seconds; 0: not said */
	bool		 replayed;
	struct buf	 head, body;
};

struct req {
	struct arena	*arena;
	struct db	*db;		/* NULL in the lane, which never
					   waits */
	struct params	 in;
	enum method	 method;
	bool		 is_head;
	struct url	 url;
	const struct route *route;	/* NULL: none was found */
	const struct resource *resource;
	int		 route_index;	/* in all routes; -1 */
	const char	*body;		/* NUL behind it */
	size_t		 body_len;
	bool		 body_too_large;
	struct json_object *json;
	const char	*at;		/* pointer to the object in the body
					   that is being looked at: "/17" */

	struct principal principal;
	bool		 signed_in;
	struct limit_state limit;

	struct arg	 args[REQ_MAX_ARGS];
	int		 n_args;
	struct fault	 faults[REQ_MAX_FAULTS];
	int		 n_faults;
	struct rows	 results[REQ_MAX_RESULTS];
	int		 n_results;
	bool		 needs_thread;	/* it cannot go on without waiting */
	bool		 revoked;	/* auth_revoked() was called */
	const char	*detail;	/* of an error, for the client */
	const char	*log;		/* of an error, for the log */

	char		 id[33], trace[33];
	enum err	 err;		/* how it ended */
	int64_t		 started_us, took_us, db_us;
	struct reply	 reply;
};

/* req_reset() between requests; req_restart() before another try at one. */
void req_init(struct req *);
void req_restart(struct req *);
void req_reset(struct req *);
void req_free(struct req *);

/* E_internal when the name of a statement is unknown is a fault of ours and
 * ends the process; all else as sql() in api.h. */
enum err req_run(struct req *, const struct stmt *, struct rows **) MUST_CHECK;

/* The parameters of a statement, in its order. */
void req_bind(struct req *, const struct stmt *,
    const char *values[STMT_MAX_PARAMS]);

/* Makes rows that were got elsewhere the request's own. */
struct rows *req_adopt(struct req *, PGresult *);

int64_t clock_us(void);	/* monotonic */

#endif
