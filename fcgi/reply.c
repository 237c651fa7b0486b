/* See reply.h and the replies of api.h. */
#include "reply.h"

#include <stdlib.h>
#include <string.h>

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
	size_t n;

	if (value == NULL)
		return;
	buf_puts(b, name);
	buf_put(b, ": ", 2);
	while (*value != '\0') {
		for (n = 0; value[n] >= ' ' && value[n] <= '~'; n++)
			continue;
		buf_put(b, value, n);
		value += n;
		value += *value != '\0';
	}
	buf_put(b, "\r\n", 2);
}

/* The fields of draft-ietf-httpapi-ratelimit-headers. */
static void
limit_headers(struct req *req)
{
	const struct limit_state *l = &req->limit;
	struct buf *b = &req->reply.head;

	if (l->policy == NULL)
		return;
	buf_puts(b, "RateLimit-Policy: \"");
	buf_puts(b, l->policy);
	buf_puts(b, "\";q=");
	buf_int(b, l->quota);
	buf_puts(b, ";w=");
	buf_int(b, l->window);
	buf_puts(b, "\r\nRateLimit: \"");
	buf_puts(b, l->policy);
	buf_puts(b, "\";r=");
	buf_int(b, l->remaining);
	buf_puts(b, ";t=");
	buf_int(b, l->reset);
	buf_puts(b, "\r\n");
}

/* The tag among If-None-Match's makes the answer to a GET a 304. */
static void
be_conditional(struct req *req)
{
	const char *tag = req->reply.etag, *want = req->in.if_none_match;

	if (req->method != GET || req->reply.status != 200 || tag == NULL ||
	    *want == '\0')
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
	buf_puts(b, "Status: ");
	buf_int(b, r->status);
	buf_putc(b, ' ');
	buf_puts(b, reason(r->status));
	buf_puts(b, "\r\n");
	header(req, "X-Request-Id", req->id);
	if (r->status != 204 && r->status != 304 && r->content_type != NULL) {
		header(req, "Content-Type", r->content_type);
		buf_puts(b, "Content-Length: ");
		buf_int(b, (int64_t)r->body.len);
		buf_puts(b, "\r\n");
	}
	if (r->etag != NULL) {
		buf_puts(b, "ETag: \"");
		buf_puts(b, r->etag);
		buf_puts(b, "\"\r\n");
	}
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
	buf_puts(b,
	    "Cache-Control: private, no-cache\r\n"
	    "X-Content-Type-Options: nosniff\r\n\r\n");
}
