/*
 * Rows as JSON, straight into the answer's buffer: no tree is built.  The rest
 * of an answer is reply.c's.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reply.h"

enum {
	COLUMNS_MAX = 48,
	NAME_ROOM = 24, /* a member's name, with what stands around it, is
			   mostly shorter: so much is copied at once */
};

/* "2026-11-21 09:30:00.5+00" as Postgres has it, as RFC 3339 has it. */
static void
put_time(struct buf *b, const char *s, size_t len)
{
	char text[48] __attribute__((uninitialized));

	if (len > 13 && len < sizeof text &&
	    memcmp(s + len - 3, "+00", 3) == 0) {
		memcpy(text, s, len - 3);
		text[10] = 'T';
		text[len - 3] = 'Z';
		s = text;
		len -= 2;
	}
	buf_put(b, s, len);
}

static void
put_value(struct buf *b, enum type type, const char *s, size_t len)
{
	switch (type) {
	case T_ID:
	case T_INT:
	case T_DOUBLE:
	case T_JSON:
	case T_STRINGS: /* Postgres writes it as JSON */
	case T_OBJECT:
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

/* A field that is answered: where it stands in the rows, and what is written
 * before its value. */
struct column {
	int index;
	enum type type;
	const char *before; /* ,"name": */
	size_t before_len;
	bool ends; /* it is the last of an object in the object */
};

/* The number of a column, which most often is the one after the last that was
 * asked for. */
static int
find_column(const PGresult *res, const char *name, int after)
{
	return after + 1 < PQnfields(res) &&
		strcmp(PQfname(res, after + 1), name) == 0
	    ? after + 1
	    : PQfnumber(res, name);
}

/* What is being found, for all rows of an answer at once. */
struct finding {
	struct req *req;
	const PGresult *res;
	struct column *columns;
	int n, last;
};

static char *
joined(struct req *req, const char *a, const char *b, const char *c,
    size_t *ret_len)
{
	size_t la = strlen(a), lb = strlen(b), lc = strlen(c);
	size_t len = la + lb + lc;
	char *s = arena_alloc(req->arena,
	    len > NAME_ROOM ? len + 1 : NAME_ROOM + 1);

	memcpy(s, a, la);
	memcpy(s + la, b, lb);
	memcpy(s + la + lb, c, lc);
	*ret_len = len;
	return s;
}

/* The members of one object; `open' is what stands before the first, and
 * `prefix' what their columns' names begin with. */
static void
find_members(struct finding *w, const struct field *f, const char *prefix,
    const char *open)
{
	struct column *c;
	const char *name;
	size_t len;

	for (; f->name != NULL; f++) {
		if (f->flags & WRITEONLY)
			continue;
		if (f->type == T_OBJECT) {
			open = joined(w->req, open, f->name, "\":{\"", &len);
			name = joined(w->req, prefix, f->name, "_", &len);
			find_members(w, f->members, name, open);
			w->columns[w->n - 1].ends = true;
			open = ",\"";
			continue;
		}
		name = *prefix != '\0'
		    ? joined(w->req, prefix, f->name, "", &len)
		    : f->name;
		c = &w->columns[w->n++];
		c->index = w->last = find_column(w->res, name, w->last);
		if (c->index == -1 || w->n > COLUMNS_MAX) {
			fprintf(stderr, "foyer: no place for column %s\n",
			    name);
			abort();
		}
		c->type = f->type;
		c->ends = false;
		c->before = joined(w->req, open, f->name,
		    "\":", &c->before_len);
		open = ",\"";
	}
}

/* Returns how many there are. */
static int
find_columns(struct req *req, const struct field *f, const struct rows *rows,
    struct column *columns)
{
	struct finding w = { req, rows->res, columns, 0, -1 };

	find_members(&w, f, "", "{\"");
	return w.n;
}

static void
put_row(struct buf *b, const struct column *c, int n, const PGresult *res,
    int row)
{
	size_t len;

	for (; n > 0; n--, c++) {
		if (c->before_len <= NAME_ROOM && buf_has_room(b, NAME_ROOM)) {
			memcpy(b->data + b->len, c->before, NAME_ROOM);
			b->len += c->before_len;
		} else
			buf_put(b, c->before, c->before_len);
		len = (size_t)PQgetlength(res, row, c->index);
		if (len == 0 && PQgetisnull(res, row, c->index))
			buf_put(b, "null", 4);
		else
			put_value(b, c->type, PQgetvalue(res, row, c->index),
			    len);
		if (c->ends)
			buf_putc(b, '}');
	}
	buf_putc(b, '}');
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
	struct column columns[COLUMNS_MAX + 1] __attribute__((uninitialized));
	int n = find_columns(req, fields, rows, columns);

	req->reply.content_type = "application/json";
	put_row(&req->reply.body, columns, n, rows->res, row);
	set_etag(req, rows, row);
}

/* Percent-encodes what RFC 3986 does not call unreserved. */
static void
put_encoded(struct buf *b, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((s[i] >= 'a' && s[i] <= 'z') ||
		    (s[i] >= 'A' && s[i] <= 'Z') ||
		    (s[i] >= '0' && s[i] <= '9') || s[i] == '-' ||
		    s[i] == '.' || s[i] == '_' || s[i] == '~')
			buf_putc(b, s[i]);
		else
			buf_printf(b, "%%%02X", (unsigned char)s[i]);
}

static bool
is_paged(struct req *req, const struct rows *rows)
{
	const char *const *by = req_route(req)->cursor;

	return PQfnumber(rows->res, by[0] != NULL ? by[0] : "cursor") != -1;
}

static const char *
cursor_after(struct req *req, const struct rows *rows, int row)
{
	const char *const *by = req_route(req)->cursor;

	if (by[0] == NULL)
		return rows_text(rows, row, "cursor");
	return req_printf(req, "%s %s", rows_text(rows, row, by[0]),
	    rows_text(rows, row, by[1]));
}

/* The address of the page after the row: this one's, with another cursor. */
static const char *
next_link(struct req *req, const struct rows *rows, int last)
{
	const char *cursor = cursor_after(req, rows, last);
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
	buf_init(&b, (8 << 10) + 32);
	buf_putc(&b, '<');
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
	buf_puts(&b, ">; rel=\"next\"");
	link = arena_strndup(req->arena, b.data, b.len);
	buf_free(&b);
	return link;
}

void
reply_rows(struct req *req, const struct field *fields, const struct rows *rows)
{
	struct column columns[COLUMNS_MAX + 1] __attribute__((uninitialized));
	struct buf *b = &req->reply.body;
	int i, n, count, limit;

	if (rows == NULL) {
		req->reply.content_type = "application/json";
		buf_put(b, "[]", 2);
		return;
	}
	n = find_columns(req, fields, rows, columns);
	count = limit = rows_count(rows);
	if (is_paged(req, rows)) {
		limit = (int)strtol(arg(req, "limit"), NULL, 10) - 1;
		if (count > limit)
			req->reply.link = next_link(req, rows, limit - 1);
	}
	req->reply.content_type = "application/json";
	buf_putc(b, '[');
	for (i = 0; i < count && i < limit; i++) {
		if (i > 0)
			buf_putc(b, ',');
		put_row(b, columns, n, rows->res, i);
	}
	buf_putc(b, ']');
}
