/* See reply.h and the replies of api.h. */
#include "reply.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 48 };

static const char *
reason(int status)
{
	/* clang-format off */
	static const struct { int status; const char *phrase; } phrases[] = {
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
		{ 204, "No Content" }, { 304, "Not Modified" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 409, "Conflict" },
		{ 410, "Gone" }, { 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" }, { 503, "Service Unavailable" },
	};
	/* clang-format on */
	size_t i;

	for (i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Internal Server Error";
}

/* "2026-11-21 09:30:00.5+00" as Postgres has it, as RFC 3339 has it. */
static void
put_time(struct buf *b, const char *s, size_t len)
{
	if (len > 13 && strcmp(s + len - 3, "+00") == 0) {
		buf_put(b, s, 10);
		buf_putc(b, 'T');
		buf_put(b, s + 11, len - 14);
		buf_putc(b, 'Z');
	} else
		buf_put(b, s, len);
}

static void
put_value(struct buf *b, enum type type, const char *s, size_t len)
{
	switch (type) {
	case T_ID:
	case T_INT:
	case T_DOUBLE:
		buf_put(b, s, len);
		break;
	case T_BOOL:
		buf_puts(b, *s == 't' ? "true" : "false");
		break;
	case T_TIME:
		buf_putc(b, '"');
		put_time(b, s, len);
		buf_putc(b, '"');
		break;
	default:
		buf_json(b, s, len);
	}
}

/* Where each field stands in the rows, looked up once for all of them. */
static int
find_columns(const struct field *fields, const struct rows *rows, int *column)
{
	int i;

	for (i = 0; fields[i].name != NULL; i++) {
		if (i == COLUMNS_MAX)
			abort();
		if (fields[i].flags & WRITEONLY) {
			column[i] = -1;
			continue;
		}
		column[i] = PQfnumber(rows->res, fields[i].name);
		if (column[i] == -1) {
			fprintf(stderr, "foyer: there is no column %s\n",
			    fields[i].name);
			abort();
		}
	}
	return i;
}

static void
put_row(struct buf *b, const struct field *fields, int n, const int *column,
    const struct rows *rows, int row)
{
	char before = '{';
	int i;

	for (i = 0; i < n; i++) {
		if (column[i] == -1)
			continue;
		buf_putc(b, before);
		before = ',';
		buf_putc(b, '"');
		buf_puts(b, fields[i].name);
		buf_put(b, "\":", 2);
		if (PQgetisnull(rows->res, row, column[i]))
			buf_put(b, "null", 4);
		else
			put_value(b, fields[i].type,
			    PQgetvalue(rows->res, row, column[i]),
			    (size_t)PQgetlength(rows->res, row, column[i]));
	}
	buf_putc(b, '}');
}

void
reply_status(struct req *req, int status)
{
	req->reply.status = status;
}

void
reply_cookie(struct req *req, const char *token)
{
	req->reply.cookie = token == NULL
	    ? "__Host-session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"
	    : arena_printf(req->arena,
		  "__Host-session=%s; Path=/; "
		  "Max-Age=7776000; HttpOnly; Secure; SameSite=Lax",
		  token);
}

/* The tag of an object is the time of its last change: see ARCHITECTURE. */
static void
set_etag(struct req *req, const struct rows *rows, int row)
{
	int i = PQfnumber(rows->res, "updated_at");
	struct buf b;

	if (i == -1 || PQgetisnull(rows->res, row, i))
		return;
	buf_init(&b, 64);
	put_time(&b, PQgetvalue(rows->res, row, i),
	    (size_t)PQgetlength(rows->res, row, i));
	req->reply.etag = arena_strndup(req->arena, b.data, b.len);
	buf_free(&b);
}

void
reply_row(struct req *req, const struct field *fields, const struct rows *rows,
    int row)
{
	int column[COLUMNS_MAX], n = find_columns(fields, rows, column);

	req->reply.content_type = "application/json";
	put_row(&req->reply.body, fields, n, column, rows, row);
	set_etag(req, rows, row);
}

/* Percent-encodes what RFC 3986 does not call unreserved. */
static void
put_encoded(struct buf *b, const char *s, size_t len)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	size_t i;

	for (i = 0; i < len; i++)
		if (strchr(plain, s[i]) != NULL && s[i] != '\0')
			buf_putc(b, s[i]);
		else
			buf_printf(b, "%%%02X", (unsigned char)s[i]);
}

/* The address of the page after the row: this one's, with another cursor. */
static const char *
next_link(struct req *req, const struct rows *rows, int last)
{
	const char *cursor = rows_text(rows, last, "cursor");
	size_t len = strlen(cursor), max;
	const char *link;
	struct buf b;
	char *coded;
	int i;

	max = sodium_base64_encoded_len(len,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	coded = arena_alloc(req->arena, max);
	sodium_bin2base64(coded, max, (const unsigned char *)cursor, len,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	buf_init(&b, 8 << 10);
	for (i = 0; i < req->url.n_segments; i++) {
		buf_putc(&b, '/');
		put_encoded(&b, req->url.segment[i],
		    strlen(req->url.segment[i]));
	}
	buf_puts(&b, "?cursor=");
	buf_puts(&b, coded);
	for (i = 0; i < req->url.n_pairs; i++) {
		if (strcmp(req->url.pair[i].name, "cursor") == 0)
			continue;
		buf_putc(&b, '&');
		buf_puts(&b, req->url.pair[i].name);
		buf_putc(&b, '=');
		put_encoded(&b, req->url.pair[i].value,
		    req->url.pair[i].value_len);
	}
	link = arena_printf(req->arena, "<%s>; rel=\"next\"", buf_str(&b));
	buf_free(&b);
	return link;
}

void
reply_rows(struct req *req, const struct field *fields, const struct rows *rows)
{
	int column[COLUMNS_MAX], n = find_columns(fields, rows, column);
	int i, count = rows_count(rows), limit = count;
	struct buf *b = &req->reply.body;

	if (PQfnumber(rows->res, "cursor") != -1) {
		limit = (int)strtol(arg(req, "limit"), NULL, 10) - 1;
		if (count > limit)
			req->reply.link = next_link(req, rows, limit - 1);
	}
	req->reply.content_type = "application/json";
	buf_putc(b, '[');
	for (i = 0; i < count && i < limit; i++) {
		if (i > 0)
			buf_putc(b, ',');
		put_row(b, fields, n, column, rows, i);
	}
	buf_putc(b, ']');
}

void
reply_text(struct req *req, const char *text)
{
	req->reply.content_type = "text/plain; charset=utf-8";
	buf_puts(&req->reply.body, text);
}

void
reply_location(struct req *req, const char *path)
{
	req->reply.location = path;
}

void
reply_changes_cursor(struct req *req, const char *cursor)
{
	req->reply.changes_cursor = cursor;
}

static void
put_faults(struct req *req, struct buf *b)
{
	int i;

	buf_puts(b, ",\"errors\":[");
	for (i = 0; i < req->n_faults; i++) {
		const struct fault *f = &req->faults[i];

		buf_puts(b, i > 0 ? ",{\"pointer\":" : "{\"pointer\":");
		buf_json(b, f->pointer, strlen(f->pointer));
		buf_puts(b, ",\"code\":");
		buf_json(b, f->code, strlen(f->code));
		buf_puts(b, ",\"detail\":");
		buf_json(b, f->detail, strlen(f->detail));
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

void
reply_problem(struct req *req, enum err err)
{
	const struct err_info *info = &err_info[err];
	struct buf *b = &req->reply.body;
	const char *detail = req->detail;

	if (detail == NULL)
		detail = req->n_faults > 0 ? "See errors for each field."
					   : info->title;
	buf_reset(b);
	req->reply.status = info->status;
	req->reply.content_type = "application/problem+json";
	req->reply.etag = req->reply.location = req->reply.link = NULL;
	req->reply.changes_cursor = NULL;
	if (info->status == 503 && req->reply.retry_after == 0)
		req->reply.retry_after = 1;
	buf_printf(b,
	    "{\"type\":\"/problems/%s\",\"title\":\"%s\","
	    "\"status\":%d,\"detail\":",
	    info->symbol, info->title, info->status);
	buf_json(b, detail, strlen(detail));
	buf_printf(b, ",\"request_id\":\"%s\"", req->id);
	if (req->n_faults > 0)
		put_faults(req, b);
	buf_putc(b, '}');
}

bool
reply_has_body(const struct req *req)
{
	return !req->is_head && req->reply.status != 204 &&
	    req->reply.status != 304 && req->reply.content_type != NULL;
}

/* One header line; what is not visible ASCII is left out of the value. */
static void
header(struct req *req, const char *name, const char *value)
{
	struct buf *b = &req->reply.head;

	if (value == NULL)
		return;
	buf_puts(b, name);
	buf_put(b, ": ", 2);
	for (; *value != '\0'; value++)
		if (*value >= ' ' && *value <= '~')
			buf_putc(b, *value);
	buf_put(b, "\r\n", 2);
}

static void
limit_headers(struct req *req)
{
	const struct limit_state *l = &req->limit;

	if (l->policy == NULL)
		return;
	buf_printf(&req->reply.head,
	    "RateLimit-Policy: \"%s\";q=%d;w=%d\r\n"
	    "RateLimit: \"%s\";r=%d;t=%d\r\n",
	    l->policy, l->quota, l->window, l->policy, l->remaining, l->reset);
}

/* The tag among If-None-Match's makes the answer to a GET a 304. */
static void
be_conditional(struct req *req)
{
	const char *tag = req->reply.etag, *want = req->in.if_none_match;

	if (req->method != GET || req->reply.status != 200 || tag == NULL)
		return;
	if (strcmp(want, "*") == 0 ||
	    strstr(want, arena_printf(req->arena, "\"%s\"", tag)) != NULL)
		req->reply.status = 304;
}

void
reply_finish(struct req *req)
{
	struct reply *r = &req->reply;
	struct buf *b = &r->head;

	if (r->body.over) {
		req->log = "the answer passed its ceiling";
		reply_problem(req, E_internal);
	}
	be_conditional(req);
	buf_printf(b, "Status: %d %s\r\n", r->status, reason(r->status));
	header(req, "X-Request-Id", req->id);
	if (r->status != 204 && r->status != 304 && r->content_type != NULL) {
		header(req, "Content-Type", r->content_type);
		buf_printf(b, "Content-Length: %zu\r\n", r->body.len);
	}
	if (r->etag != NULL)
		buf_printf(b, "ETag: \"%s\"\r\n", r->etag);
	header(req, "Location", r->location);
	header(req, "Link", r->link);
	header(req, "X-Changes-Cursor", r->changes_cursor);
	header(req, "Allow", r->allow);
	header(req, "Set-Cookie", r->cookie);
	if (r->status == 401)
		header(req, "WWW-Authenticate", "Bearer");
	if (r->retry_after > 0)
		buf_printf(b, "Retry-After: %d\r\n", r->retry_after);
	if (r->replayed)
		header(req, "Idempotency-Replayed", "true");
	limit_headers(req);
	header(req, "Cache-Control", "private, no-cache");
	header(req, "X-Content-Type-Options", "nosniff");
	buf_put(b, "\r\n", 2);
}
