/*
 * A body of many objects: an array, NDJSON (one on each line), or one object
 * that stands alone.  Each is read, held against the fields and put behind
 * the others before the next one is read, so no tree is built of them all:
 * what is bound is, for each field, an array as Postgres reads it.
 */
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "schema.h"

enum {
	FIELDS_MAX = 16,
	VALUES_MAX = 20, /* of a row, names too, with what is unknown */
};

struct taking {
	struct req *req;
	struct json_tokener *tok;
	struct buf column[FIELDS_MAX]; /* of the body's fields that are not
					  READONLY, in their order */
	int n_args;		       /* those that were there before */
	int n_rows;
};

static void
keep_row(struct taking *t)
{
	const struct field *f = t->req->route->body;
	int i = 0;

	for (; f->name != NULL; f++)
		if (!(f->flags & READONLY))
			db_put_element(&t->column[i++], t->n_rows == 0,
			    arg(t->req, f->name));
	t->req->n_args = t->n_args;
	t->n_rows++;
}

/* One object, whose text our own check has passed. */
static enum err MUST_CHECK
take_row(struct taking *t, const char *text, size_t len)
{
	struct json_object *json;

	json_tokener_reset(t->tok);
	json = json_tokener_parse_ex(t->tok, text, (int)len);
	if (json_tokener_get_error(t->tok) == json_tokener_continue)
		json = json_tokener_parse_ex(t->tok, "", 1); /* a number */
	if (json_tokener_get_error(t->tok) != json_tokener_success) {
		t->req->detail = "The body is not JSON.";
		return E_malformed;
	}
	if (json_object_get_type(json) == json_type_object)
		schema_object(t->req, json);
	else
		fault(t->req, t->req->at, "type", "must be an object");
	keep_row(t);
	json_object_put(json);
	return OK;
}

/* Where the value ends that begins at `s'; the text is known to be JSON. */
static const char *
value_end(const char *s)
{
	int depth = 0;

	for (;; s++) {
		if (*s == '"')
			for (s++; *s != '"'; s++)
				s += *s == '\\';
		else if (*s == '{' || *s == '[')
			depth++;
		else if ((*s == '}' || *s == ']') && depth-- == 0)
			return s;
		else if (*s == ',' && depth == 0)
			return s;
	}
}

static bool
is_full(struct taking *t)
{
	int most = t->req->route->most_rows;

	if (t->n_rows < most)
		return false;
	t->req->n_faults = 0;
	fault(t->req, "", "too_long",
	    arena_printf(t->req->arena, "must have at most %d entries", most));
	return true;
}

static void
set_at(struct taking *t)
{
	t->req->at = arena_printf(t->req->arena, "/%d", t->n_rows);
}

static enum err MUST_CHECK
take_array(struct taking *t, const char *s)
{
	const char *end;
	enum err err = OK;

	s++;
	s += strspn(s, " \t\r\n");
	while (*s != ']' && err == OK && !is_full(t)) {
		end = value_end(s);
		set_at(t);
		err = take_row(t, s, (size_t)(end - s));
		s = end + (*end == ',');
		s += strspn(s, " \t\r\n");
	}
	return err;
}

static enum err MUST_CHECK
not_json(struct req *req, size_t at, const char *why)
{
	req->detail = arena_printf(req->arena,
	    "The body is not JSON at byte %zu: %s.", at, why);
	return E_malformed;
}

static enum err MUST_CHECK
take_lines(struct taking *t, const char *s, const char *body_end)
{
	const char *body = s, *end, *why;
	enum err err = OK;
	size_t at;

	for (; s < body_end && err == OK; s = end + 1) {
		end = memchr(s, '\n', (size_t)(body_end - s));
		if (end == NULL)
			end = body_end;
		if (s + strspn(s, " \t\r") >= end)
			continue; /* an empty line, as the last one is */
		if (is_full(t))
			break;
		if (json_check(s, (size_t)(end - s), &at, &why) != OK)
			return not_json(t->req, (size_t)(s - body) + at, why);
		set_at(t);
		err = take_row(t, s, (size_t)(end - s));
	}
	return err;
}

static enum err MUST_CHECK
take_all(struct taking *t, bool lines)
{
	struct req *req = t->req;
	const char *s = req->body + strspn(req->body, " \t\r\n"), *why;
	size_t at;

	if (lines)
		return take_lines(t, req->body, req->body + req->body_len);
	if (json_check_most(req->body, req->body_len,
		req->route->most_rows * VALUES_MAX, &at, &why) != OK)
		return not_json(req, at, why);
	if (*s == '[')
		return take_array(t, s);
	return take_row(t, s, strlen(s));
}

/* All arrays become arguments. */
static void
bind_columns(struct taking *t, bool many)
{
	const struct field *f = t->req->route->body;
	int i = 0;

	for (; f->name != NULL; f++) {
		if (f->flags & READONLY)
			continue;
		buf_putc(&t->column[i], '}');
		arg_set(t->req, f->name, buf_str(&t->column[i++]));
	}
	arg_set(t->req, "rows",
	    many ? arena_printf(t->req->arena, "%d", t->n_rows) : NULL);
}

enum err
schema_rows(struct req *req, bool lines)
{
	struct taking t = { .req = req, .n_args = req->n_args };
	bool many = lines || req->body[strspn(req->body, " \t\r\n")] == '[';
	enum err err;
	int i;

	if ((t.tok = json_tokener_new_ex(JSON_MAX_DEPTH + 1)) == NULL)
		abort();
	for (i = 0; i < FIELDS_MAX; i++)
		buf_init(&t.column[i], REQ_ARENA);
	err = req->body_len == 0 ? not_json(req, 0, "it is empty")
				 : take_all(&t, lines);
	if (err == OK && t.n_rows == 0)
		fault(req, "", "too_short", "must have an entry");
	req->at = "";
	if (err == OK && !has_faults(req))
		bind_columns(&t, many);
	for (i = 0; i < FIELDS_MAX; i++)
		buf_free(&t.column[i]);
	json_tokener_free(t.tok);
	return err;
}
