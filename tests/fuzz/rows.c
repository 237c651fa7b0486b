/*
 * A body of many objects, any bytes: an array, lines, or one object.  What is
 * let through is for each field an array as Postgres reads it, all of one
 * length, and nothing of a value can end one.  The same rows as an array and as
 * lines give the same.
 *
 * The first byte says how the body is called.
 */
#include <string.h>

#include "engine.h"
#include "fuzz.h"
#include "route.h"
#include "schema.h"
#include "text.h"

static struct req req;

static void
begin(const char *type)
{
	const char *why;

	engine_clear_params(&req);
	req.in.content_type = type;
	req.method = POST;
	MUST(url_parse("/api/locations", req.arena, &req.url, &why) == OK);
	MUST(route_find(&req) == OK);
}

/* The elements of an array of SQL; -1 when it is none. */
static int
count_elements(const char *s)
{
	int n = 0;

	if (*s++ != '{')
		return -1;
	while (n == 0 || *s == ',') {
		s += n > 0;
		if (*s == '"') {
			for (s++; *s != '"' && *s != '\0'; s++)
				s += *s == '\\' && s[1] != '\0';
			if (*s++ != '"')
				return -1;
		} else if (strncmp(s, "NULL", 4) == 0)
			s += 4;
		else
			return -1;
		n++;
	}
	return strcmp(s, "}") == 0 ? n : -1;
}

/* How many rows are in what was let through. */
static int
check_columns(void)
{
	const struct field *f;
	const char *value;
	int n = 0;

	for (f = req.route->body; f->name != NULL; f++) {
		if (f->flags & READONLY)
			continue;
		value = arg(&req, f->name);
		MUST(value != NULL && text_is_utf8(value, strlen(value)));
		MUST(n == 0 || count_elements(value) == n);
		n = count_elements(value);
		MUST(n > 0 && n <= req.route->most_rows);
	}
	MUST(arg(&req, "rows") == NULL
		? n == 1
		: strtol(arg(&req, "rows"), NULL, 10) == n);
	return n;
}

/* OK and no fault: how many rows there are; else 0. */
static int
take(const char *type, const char *body, size_t len)
{
	enum err err;

	begin(type);
	req.body = body;
	req.body_len = len;
	err = schema_body(&req);
	MUST(err == OK || err == E_too_large ||
	    (err == E_malformed && req.detail != NULL));
	return err == OK && !has_faults(&req) ? check_columns() : 0;
}

/* The lines as an array. */
static void
join(struct buf *out, const char *s)
{
	size_t len;

	for (buf_putc(out, '['); *s != '\0'; s += len + (s[len] != '\0')) {
		len = strcspn(s, "\n");
		if (strspn(s, " \t\r") >= len)
			continue;
		if (out->len > 1)
			buf_putc(out, ',');
		buf_put(out, s, len);
	}
	buf_putc(out, ']');
}

/* All that is bound, as one text. */
static void
put_all(struct buf *out)
{
	int i;

	for (i = 0; i < req.n_args; i++)
		buf_puts(out, req.args[i].value);
}

static void
check_lines(const char *text)
{
	static struct buf array, once, again;
	int n = req.n_args;

	buf_init(&array, REQ_ARENA);
	buf_init(&once, REQ_ARENA);
	buf_init(&again, REQ_ARENA);
	put_all(&once);
	join(&array, text);
	req_reset(&req);
	MUST(take("application/json", buf_str(&array), array.len) > 0);
	MUST(req.n_args == n);
	put_all(&again);
	MUST(strcmp(buf_str(&once), buf_str(&again)) == 0);
	buf_free(&array);
	buf_free(&once);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size == 0)
		return 0;
	text = fuzz_string(data + 1, size - 1);
	engine_set_up(&req);
	if (data[0] % 2 == 0)
		take("application/json", text, size - 1);
	else if (take("application/x-ndjson", text, size - 1) > 0)
		check_lines(text);
	req_reset(&req);
	free(text);
	return 0;
}
