/* See schema.h. */
#include "schema.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "text.h"
#include "value.h"

const struct field paging[] = { PAGING, { 0 } };

static void
set_checked(struct req *req, const struct field *f, struct value *v,
    const char *pointer)
{
	struct refusal r = value_check(req, f, v);

	if (r.code != NULL)
		fault(req, pointer, r.code, r.detail);
	arg_set(req, f->name, v->text);
}

enum err
schema_param(struct req *req, const char *name, const char *text)
{
	static const struct field id = { "id", T_ID };
	const struct field *f = req->route->params;
	struct value v = { text, strlen(text), .is_text = true,
		.from_url = true };

	while (f != NULL && f->name != NULL && strcmp(f->name, name) != 0)
		f++;
	if (f == NULL || f->name == NULL)
		f = &id;
	if (value_check(req, f, &v).code != NULL)
		return E_not_found;
	arg_set(req, name, v.text);
	return OK;
}

enum { PAGE = 50 };

/* A page has 50 objects unless the client or the route, by what it allows,
 * says otherwise; one more shows whether there is a next page. */
static void
set_paging(struct req *req, int64_t most)
{
	int64_t page = most != 0 && most < PAGE ? most : PAGE;
	const char *limit = arg(req, "limit"), *cursor = arg(req, "cursor");
	unsigned char raw[1200]; /* a task's place is 1000 digits */
	size_t len;

	if (limit != NULL)
		page = strtol(limit, NULL, 10);
	arg_set(req, "limit", arena_printf(req->arena, "%" PRId64, page + 1));
	if (cursor == NULL)
		return;
	if (sodium_base642bin(raw, sizeof raw, cursor, strlen(cursor), NULL,
		&len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    !text_is_utf8((char *)raw, len))
		fault(req, "?cursor", "format", "is not a cursor of ours");
	else
		arg_set(req, "cursor",
		    arena_strndup(req->arena, (char *)raw, len));
}

/*
 * RFC 9110, 13.1.1.  Our tags are strong and are times; what cannot be one of
 * them cannot match, which -infinity says to the statement.  One tag or `*'.
 */
static void
set_if_match(struct req *req)
{
	const char *tag = req->in.if_match;
	size_t len = strlen(tag);

	if (req->method == GET || len == 0 || strcmp(tag, "*") == 0)
		return;
	if (len > 2 && tag[0] == '"' && tag[len - 1] == '"' &&
	    text_is_time(tag + 1, len - 2))
		arg_set(req, "if_match",
		    arena_strndup(req->arena, tag + 1, len - 2));
	else
		arg_set(req, "if_match", "-infinity");
}

void
schema_query(struct req *req)
{
	const struct field *f, *fields = req->route->query;
	bool paged = false;
	int64_t most = 0;
	int i;

	for (i = 0; i < req->url.n_pairs; i++) {
		const struct url_pair *p = &req->url.pair[i];
		struct value v = { p->value, p->value_len, .is_text = true,
			.from_url = true };

		for (f = fields; f != NULL && f->name != NULL; f++)
			if (strcmp(f->name, p->name) == 0)
				break;
		if (f == NULL || f->name == NULL)
			fault(req, arena_printf(req->arena, "?%s", p->name),
			    "unknown", "is not a parameter of this request");
		else
			set_checked(req, f, &v,
			    arena_printf(req->arena, "?%s", p->name));
	}
	for (f = fields; f != NULL && f->name != NULL; f++) {
		if ((f->flags & REQUIRED) && !arg_given(req, f->name))
			fault(req, arena_printf(req->arena, "?%s", f->name),
			    f->blank_code != NULL ? f->blank_code : "required",
			    "must be given");
		paged |= strcmp(f->name, "cursor") == 0;
		if (strcmp(f->name, "limit") == 0)
			most = f->max;
	}
	if (paged && !has_faults(req))
		set_paging(req, most);
	set_if_match(req);
}

/* An array of texts, each checked as one of its own; what is bound is JSON
 * again, of what the checks have made of them. */
static void
take_strings(struct req *req, const struct field *f, struct json_object *json,
    const char *pointer)
{
	size_t n = json_object_array_length(json), i;
	struct field each = *f;
	struct buf b;

	if (f->most != 0 && n > (size_t)f->most) {
		fault(req, pointer, "too_long",
		    arena_printf(req->arena, "must have at most %d entries",
			f->most));
		return;
	}
	each.type = T_STRING;
	buf_init(&b, REQ_ARENA);
	buf_putc(&b, '[');
	for (i = 0; i < n; i++) {
		struct json_object *one = json_object_array_get_idx(json, i);
		struct value v = { 0 };
		struct refusal r;

		v.is_text = json_object_get_type(one) == json_type_string;
		v.text = v.is_text ? json_object_get_string(one) : "";
		v.len = v.is_text ? (size_t)json_object_get_string_len(one) : 0;
		r = value_check(req, &each, &v);
		if (r.code != NULL)
			fault(req,
			    arena_printf(req->arena, "%s/%zu", pointer, i),
			    r.code, r.detail);
		if (i > 0)
			buf_putc(&b, ',');
		buf_json(&b, v.text, strlen(v.text));
	}
	buf_putc(&b, ']');
	arg_set(req, f->name, buf_str(&b));
	buf_free(&b);
}

/* One member of the body. */
static void
take_member(struct req *req, const struct field *f, struct json_object *json)
{
	const char *pointer = arena_printf(req->arena, "%s/%s", req->at,
	    f->name);
	enum json_type type = json_object_get_type(json);
	struct value v = { 0 };

	if (f->type == T_JSON) {
		arg_set(req, f->name,
		    json != NULL ? json_object_get_string(json) : NULL);
		return;
	}
	if (type == json_type_null) {
		if (f->flags & NULLABLE)
			arg_set(req, f->name, NULL);
		else
			fault(req, pointer, "null", "must not be null");
		return;
	}
	if (f->type == T_BOOL) {
		if (type == json_type_boolean)
			arg_set(req, f->name,
			    json_object_get_boolean(json) ? "t" : "f");
		else
			fault(req, pointer, "type", "must be true or false");
		return;
	}
	if (f->type == T_STRINGS) {
		if (type == json_type_array)
			take_strings(req, f, json, pointer);
		else
			fault(req, pointer, "type",
			    "must be an array of strings");
		return;
	}
	v.is_text = type == json_type_string;
	v.is_number = type == json_type_int || type == json_type_double;
	v.text = json_object_get_string(json);
	v.len = v.is_text ? (size_t)json_object_get_string_len(json)
			  : strlen(v.text);
	set_checked(req, f, &v, pointer);
}

/* The field that a body may set by this name; NULL: none. */
static const struct field *
find_field(const struct route *route, const char *name)
{
	const struct field *f;

	for (f = route->body; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0 && !(f->flags & READONLY))
			return f;
	return NULL;
}

/* "/17/name" with the name escaped (RFC 6901, 3). */
static const char *
pointer_to(struct req *req, const char *name)
{
	const char *p;
	struct buf b;

	buf_init(&b, strlen(req->at) + 2 * strlen(name) + 2);
	buf_puts(&b, req->at);
	buf_putc(&b, '/');
	for (p = name; *p != '\0'; p++)
		if (*p == '~' || *p == '/')
			buf_puts(&b, *p == '~' ? "~0" : "~1");
		else
			buf_putc(&b, *p);
	p = arena_strndup(req->arena, b.data, b.len);
	buf_free(&b);
	return p;
}

void
schema_object(struct req *req, struct json_object *json)
{
	struct json_object_iterator it = json_object_iter_begin(json);
	struct json_object_iterator end = json_object_iter_end(json);
	const struct field *f;
	const char *name;

	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		name = json_object_iter_peek_name(&it);
		f = find_field(req->route, name);
		if (f != NULL)
			take_member(req, f, json_object_iter_peek_value(&it));
		else if (!req->route->lenient)
			fault(req, pointer_to(req, name), "unknown",
			    "is not a field of this request");
	}
	for (f = req->route->body; f->name != NULL; f++)
		if ((f->flags & REQUIRED) && req->method != PATCH &&
		    json_object_object_get_ex(json, f->name, NULL) == 0)
			fault(req,
			    arena_printf(req->arena, "%s/%s", req->at, f->name),
			    f->blank_code != NULL ? f->blank_code : "required",
			    "must be given");
}

static enum err MUST_CHECK
take_json(struct req *req)
{
	struct json_tokener *tok;
	const char *why;
	enum err err;
	size_t at;

	err = json_check(req->body, req->body_len, &at, &why);
	if (err != OK) {
		req->detail = arena_printf(req->arena,
		    "The body is not JSON at byte %zu: %s.", at, why);
		return err;
	}
	/* Not JSON_TOKENER_STRICT: json-c 0.18 (Debian 13) then takes every
	 * byte beyond ASCII for a control character.  What it would let
	 * through without has not passed our own check. */
	tok = json_tokener_new_ex(JSON_MAX_DEPTH + 1);
	if (tok == NULL)
		abort();
	req->json = json_tokener_parse_ex(tok, req->body,
	    (int)req->body_len + 1);
	if (json_tokener_get_error(tok) != json_tokener_success) {
		req->detail = "The body is not JSON.";
		err = E_malformed;
	}
	json_tokener_free(tok);
	if (err != OK)
		return err;
	if (json_object_get_type(req->json) == json_type_object)
		schema_object(req, req->json);
	else
		fault(req, "", "type", "must be an object");
	return OK;
}

static enum err MUST_CHECK
take_text(struct req *req)
{
	static const struct field text = { "text", T_STRING, TRIM, .min = 1 };
	const struct field *f = req->route->body != NULL ? req->route->body
							 : &text;
	struct value v = { req->body, req->body_len, .is_text = true };

	if (!text_is_utf8(req->body, req->body_len)) {
		req->detail = "The body is not UTF-8 without NUL.";
		return E_malformed;
	}
	set_checked(req, f, &v, "");
	return OK;
}

/* Is the media type `want', perhaps with charset=utf-8 behind it? */
static bool
is_media(const char *given, const char *want)
{
	size_t len = strlen(want);

	if (strncasecmp(given, want, len) != 0)
		return false;
	given += len;
	given += strspn(given, " \t");
	if (*given == '\0')
		return true;
	if (*given != ';')
		return false;
	given += 1 + strspn(given + 1, " \t");
	return strcasecmp(given, "charset=utf-8") == 0 ||
	    strcasecmp(given, "charset=\"utf-8\"") == 0;
}

/* A form, as HTML and curl send it when they are told nothing else.  Its text
 * is coded, so for a route that takes text it is not of another type but
 * broken. */
static bool
is_form(const char *given)
{
	return strncasecmp(given, "application/x-www-form-urlencoded", 33) ==
	    0 ||
	    strncasecmp(given, "multipart/form-data", 19) == 0;
}

static bool
is_lines(const struct req *req)
{
	return req->route->most_rows > 0 &&
	    is_media(req->in.content_type, "application/x-ndjson");
}

bool
schema_stands_alone(const struct req *req)
{
	return !is_lines(req) && req->body[strspn(req->body, " \t\r\n")] == '{';
}

enum err
schema_body(struct req *req)
{
	const struct route *route = req->route;
	const char *want = route->text ? "text/plain" : "application/json";
	bool lines = is_lines(req);

	if (route->body == NULL && !(route->text && route->method != GET)) {
		if (req->body_len == 0)
			return OK;
		req->detail = "This request takes no body.";
		return E_malformed;
	}
	if (req->body_too_large ||
	    req->body_len > (route->max_body != 0 ? route->max_body : BODY_MAX))
		return E_too_large;
	if (!lines && !is_media(req->in.content_type, want)) {
		req->detail = arena_printf(req->arena,
		    "The body must be %s%s, in UTF-8.", want,
		    route->most_rows > 0 ? " or application/x-ndjson" : "");
		return route->text && is_form(req->in.content_type)
		    ? E_malformed
		    : E_media_type;
	}
	if (route->most_rows > 0)
		return schema_rows(req, lines);
	return route->text ? take_text(req) : take_json(req);
}
