/*
 * The vocabulary of a resource: all that a file in fcgi/api may include.
 *
 * A route is data.  What can be said of a request is said once, in the tables
 * below; input checking, OpenAPI, the web application's types, metric labels,
 * `foyer routes' and the authorization tests are read from them.  What a
 * table cannot say is a handler: straight-line code that runs statements and
 * answers.
 *
 * To add a resource, see fcgi/api/skeleton.c.
 *
 * lint: long, it is the whole vocabulary, to be read in one go.
 * lint: names, they are the words of a language.
 */
#ifndef API_H
#define API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth.h"
#include "errors.h"
#include "settings.h"

enum method { GET = 1, POST, PUT, PATCH, DELETE };

enum type {
	T_ID = 1,	/* bigint, positive */
	T_INT,		/* bigint */
	T_BOOL,
	T_STRING,	/* text; min and max count characters */
	T_ENUM,		/* text, one of `oneof' */
	T_HANDLE,	/* text, [a-z0-9_]{3,30}; capitals are folded */
	T_EMAIL,	/* text, an address; kept as given, compared folded */
	T_UUID,
	T_DATE,		/* RFC 3339 full-date */
	T_TIME,		/* RFC 3339 date-time, answered in UTC with Z */
	T_DECIMAL,	/* numeric of any size; a string in JSON */
	T_DOUBLE,	/* double precision; may come as a numeric string */
	T_JSON,		/* whatever it holds: jsonb in replies; in a body, also
			   null, for the handler to look at: a string is bare */
	T_STRINGS,	/* json in SQL: an array of texts; min and max count
			   the characters of each, `most' how many there are */
	T_OBJECT,	/* in replies only: `members', whose columns have the
			   field's name and _ before their own */
};

enum {
	REQUIRED  = 1 << 0,	/* must stand in a body that is not a PATCH */
	NULLABLE  = 1 << 1,	/* may be null */
	READONLY  = 1 << 2,	/* in replies only; refused in a body */
	WRITEONLY = 1 << 3,	/* in bodies only */
	TRIM      = 1 << 4,	/* white space at the ends does not count */
	SECRET_   = 1 << 5,	/* a password or token: never logged */
	ZONELESS  = 1 << 6,	/* a time may come without a zone: it is UTC */
};

/* One member of a body or reply, one parameter of a query.  A table of
 * them ends with { 0 }. */
struct field {
	const char	*name;
	enum type	 type;
	unsigned	 flags;
	int64_t		 min, max;	/* value or characters; max 0: no
					   bound */
	const char *const *oneof;	/* T_ENUM: ends with NULL */
	const char	*blank_code;	/* errors[].code when empty or missing,
					   NULL: "required" */
	const char	*long_code;	/* when too long, NULL: "too_long" */
	int		 most;		/* T_STRINGS; 0: no bound */
	const struct field *members;	/* T_OBJECT */
	const char	*schema;	/* T_OBJECT: the name of its shape */
	const char	*doc;
};

enum who { ANYONE = 1, MEMBER, ORGANISER };

/* How often the same caller may come (limit.c holds the numbers). */
enum rate { RATE_NORMAL, RATE_PASSWORD, RATE_NONE };

struct req;
struct rows;

/* A success beside a route's usual one. */
struct outcome {
	int		 status;
	const char	*schema;
	const struct field *reply;
	const char	*doc;
};

struct route {
	enum method	 method;
	const char	*path;		/* below /api; "{id}" is a parameter,
					   also behind a prefix: "@{handle}" */
	const char	*name;		/* statement, operationId, TypeScript
					   function, metric label, test */
	enum who	 who;
	enum rate	 rate;
	const struct field *params;	/* of the path; NULL: each is T_ID */
	const struct field *query;
	const struct field *body;	/* a JSON object; with PATCH every
					   member may be left out */
	const struct field *reply;	/* columns of the statement */
	const char	*schema;	/* names a reply that is not the
					   resource's own object */
	bool		 many;		/* an array of them, paged where the
					   query has `cursor' */
	const char	*cursor[2];	/* the columns that say with a space
					   between where a page ends; else
					   it is the column `cursor' */
	bool		 text;		/* body and reply are text/plain: the
					   body is the argument `text', the
					   reply the column `text' */
	bool		 quick;		/* the handler asks nothing of anybody,
					   so it need not have a thread */
	int		 status;	/* on success; 0 is 200 */
	int		 most_rows;	/* the body may be an array of so many
					   objects, or NDJSON; every argument
					   is an array of SQL then, and `rows'
					   says how many, null when it was one
					   object that stood alone */
	bool		 devices;	/* a device's token may come here, also
					   as the password of Basic */
	bool		 lenient;	/* members of the body that are not
					   known are passed over */
	size_t		 max_body;	/* bytes; 0 is 64 KiB */
	const struct field *sends;	/* headers of the answer that the
					   tables do not imply */
	const struct outcome *others;	/* ends with { 0 } */
	const enum err	*fails;		/* beyond what the tables imply;
					   ends with OK */
	void		(*check)(struct req *);	/* notes the faults that take
					   more than one field to see, or
					   code; any may be missing */
	enum err	(*handler)(struct req *); /* NULL: run the statement
						     and answer its rows */
	const char	*gather;	/* names the statement that requests of
					   this route share which wait at the
					   same time; see below */
	void		(*gathered)(struct req *, const struct rows *, int row);
					/* answers one of them by its row, and
					   asks nothing of the database */
	const char	*doc;		/* one sentence */
};

/*
 * What a handler does for one request, `gather' does for many: each parameter
 * (but :setting_…) is an array with an element of each request.  It answers a
 * row for each that it has done, whose column `n' counts from 1; what has none,
 * for whatever reason, goes to the handler alone, and so do all when the
 * statement fails.  It must not wait for a lock that one of them is after.
 */

/* What the name of a violated constraint tells the client. */
struct constraint {
	const char	*name;
	const char	*pointer;	/* "/email" */
	const char	*code, *detail;
};

struct resource {
	const char	*name;		/* the file's, "tasks" */
	const char	*schema;	/* of one object, "Task" */
	const char	*doc;
	const struct field *fields;	/* of one object, as a rule */
	const struct route *routes;	/* ends with { 0 } */
	const struct constraint *constraints; /* ends with { 0 }, or NULL */
};

extern const char version[];	/* of the program */

/* The two rows of a query that pages its list; `paging' has no others. */
#define PAGING \
	{ "limit", T_INT, .min = 1, .max = 100, \
	  .doc = "How many at most; 50 unless given." }, \
	{ "cursor", T_STRING, .max = 1500, \
	  .doc = "Where to go on, as the Link of an answer says it." }
extern const struct field paging[];

/* All of them: build/resources.c, from the names of fcgi/api/(star).c. */
extern const struct resource *const resources[];

/*
 * What a handler is given.  Arguments are the path's parameters, the query,
 * the body and what the handler sets itself, by name, already checked, as the
 * text that Postgres is given.  Strings live as long as the request.
 */
/* The argument's text; NULL when it is absent or null. */
const char *arg(const struct req *, const char *name);
bool arg_given(const struct req *, const char *name);	/* null counts */
void arg_set(struct req *, const char *name, const char *text);

const struct principal *req_me(const struct req *);	/* NULL: nobody */
const char *req_address(const struct req *);	/* "192.0.2.7" */
const char *req_user_agent(const struct req *);	/* "" when unknown */
bool req_on_api_host(const struct req *);
const struct route *req_route(const struct req *);
void *req_alloc(struct req *, size_t);	/* zeroed; lives as long as it */
char *req_printf(struct req *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Notes a fault of the request; the handler then returns E_invalid.
 * `pointer' is a JSON pointer into the body, or "?name" for the query. */
void fault(struct req *, const char *pointer, const char *code,
    const char *detail);
bool has_faults(const struct req *);

/* Notes it when the query's `end_date' is before its `start_date'. */
void check_days(struct req *);

/*
 * Runs the statement `name' of sql/ with the arguments, `:me' and `:if_match'
 * bound by name.  *ret_rows is valid until the request ends.  E_invalid and
 * E_conflict carry their fault already; return what you get.
 */
enum err sql(struct req *, const char *name, struct rows **ret_rows)
	MUST_CHECK;

/* The name of the first statement that begins with `prefix' and stands behind
 * `after' (NULL: of all) in the order of names; NULL when none is left. */
const char *sql_next(const char *prefix, const char *after);

int rows_count(const struct rows *);
const char *rows_text(const struct rows *, int row, const char *column);
	/* NULL when null; a column that is not there ends the process */

/* What a handler returns whose statement touched no row: E_changed when
 * If-Match was given and the object is still there, else E_not_found. */
enum err absent(struct req *) MUST_CHECK;

/* A session or token ended, or what an account may do has changed: when the
 * handler has returned OK and it is committed, nobody is remembered as signed
 * in any more and each is looked up anew. */
void auth_revoked(struct req *);

/* A handler: the statement of the route's own name ends one session or token,
 * or finds none. */
enum err auth_revoke(struct req *) MUST_CHECK;

/* Counts an attempt at `what' (any text): OK or, when there were too many of
 * them, E_too_many with the answer's Retry-After set. */
enum err limit_attempt(struct req *, const char *what, int per_minute,
    int burst) MUST_CHECK;

/* From here to the handler's return the statements are one transaction, which
 * is committed when it returns OK and rolled back when it does not. */
enum err sql_begin(struct req *) MUST_CHECK;

/* Answers.  The route's status is used unless set here. */
void reply_status(struct req *, int status);
void reply_detail(struct req *, const char *);	/* of the error that follows */
void reply_cookie(struct req *, const char *session_token); /* NULL: clear */
void reply_row(struct req *, const struct field *, const struct rows *, int);
void reply_rows(struct req *, const struct field *, const struct rows *);
	/* NULL: an empty list */
void reply_text(struct req *, const char *);
void reply_changes_cursor(struct req *, const char *cursor);
void reply_location(struct req *, const char *path); /* of what was made */

#endif
