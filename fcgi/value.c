/*
 * See value.h.  What each type of api.h accepts, and in which words it
 * refuses the rest.
 */
#include "value.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const struct refusal fine;

static struct refusal
refuse(const char *code, const char *detail)
{
	return (struct refusal) { code, detail };
}

static struct refusal
check_text(struct req *req, const struct field *f, struct value *v)
{
	size_t chars;

	if (!v->is_text)
		return refuse("type", "must be a string");
	if (f->flags & TRIM) {
		text_trim(&v->text, &v->len);
		v->text = arena_strndup(req->arena, v->text, v->len);
	}
	chars = text_chars(v->text, v->len);
	if (f->min > 0 &&
	    (chars == 0 ||
		((f->flags & TRIM) && !text_is_visible(v->text, v->len))))
		return refuse(f->blank_code != NULL ? f->blank_code
						    : "required",
		    "must not be empty");
	if (chars < (size_t)f->min)
		return refuse("too_short",
		    arena_printf(req->arena,
			"must have at least %" PRId64 " characters", f->min));
	if (f->max != 0 && chars > (size_t)f->max)
		return refuse(f->long_code != NULL ? f->long_code : "too_long",
		    arena_printf(req->arena,
			"must have at most %" PRId64 " characters", f->max));
	return fine;
}

static struct refusal
check_int(struct req *req, const struct field *f, struct value *v)
{
	int64_t min = f->type == T_ID ? 1 : f->min;
	int64_t max = f->max != 0 ? f->max : INT64_MAX;
	size_t sign = v->text[0] == '-';
	long long n;

	if (!v->is_number && !v->from_url)
		return refuse("type", "must be a whole number");
	if (v->len == sign ||
	    v->len != sign + strspn(v->text + sign, "0123456789"))
		return refuse("type", "must be a whole number");
	errno = 0;
	n = strtoll(v->text, NULL, 10);
	if (n < min && (f->type == T_ID || f->max != 0 || f->min != 0))
		return refuse("too_small",
		    arena_printf(req->arena, "must be at least %" PRId64, min));
	if (n > max || errno == ERANGE)
		return refuse("too_large",
		    arena_printf(req->arena, "must be at most %" PRId64, max));
	return fine;
}

static struct refusal
check_double(struct req *req, const struct field *f, struct value *v)
{
	char *end;
	double d;

	if (v->len == 0 || strspn(v->text, "0123456789+-.eE") != v->len)
		return refuse("type", "must be a number");
	d = strtod(v->text, &end);
	if (*end != '\0' || !isfinite(d))
		return refuse("type", "must be a number");
	if (f->max != 0 && d < (double)f->min)
		return refuse("too_small",
		    arena_printf(req->arena, "must be at least %" PRId64,
			f->min));
	if (f->max != 0 && d > (double)f->max)
		return refuse("too_large",
		    arena_printf(req->arena, "must be at most %" PRId64,
			f->max));
	/* As any reader takes it: what is too small to be told from 0 is 0. */
	v->text = arena_printf(req->arena, "%.17g", d);
	v->len = strlen(v->text);
	return fine;
}

static struct refusal
check_decimal(struct value *v)
{
	const char *p = v->text + (v->text[0] == '-');
	size_t whole = strspn(p, "0123456789"), part = 0;

	if (!v->is_text && !v->is_number && !v->from_url)
		return refuse("type", "must be a decimal number");
	p += whole;
	if (*p == '.')
		part = strspn(p + 1, "0123456789") + 1;
	if (whole == 0 || whole > 100 || part == 1 || part > 1001 ||
	    p[part] != '\0')
		return refuse("format", "must be a decimal number");
	return fine;
}

static struct refusal
check_enum(struct req *req, const struct field *f, const struct value *v)
{
	const char *const *s, *all = "";

	for (s = f->oneof; v->is_text && *s != NULL; s++)
		if (strcmp(*s, v->text) == 0)
			return fine;
	for (s = f->oneof; *s != NULL; s++)
		all = arena_printf(req->arena, "%s%s\"%s\"", all,
		    s == f->oneof ? "" : ", ", *s);
	return refuse("one_of",
	    arena_printf(req->arena, "must be one of %s", all));
}

/* Types whose text has a form of its own. */
static struct refusal
check_form(struct req *req, const struct field *f, struct value *v)
{
	bool ok = false;
	char *low;
	size_t i;

	if (!v->is_text)
		return refuse("type", "must be a string");
	text_trim(&v->text, &v->len);
	v->text = low = arena_strndup(req->arena, v->text, v->len);
	if (v->len == 0 && f->type != T_DATE && f->type != T_TIME)
		return refuse(f->blank_code != NULL ? f->blank_code
						    : "required",
		    "must not be empty");
	switch (f->type) {
	case T_HANDLE:
		for (i = 0; i < v->len; i++)
			if (low[i] >= 'A' && low[i] <= 'Z')
				low[i] += 'a' - 'A';
		ok = text_is_handle(v->text, v->len);
		return ok ? fine
			  : refuse("format",
				"must be 3 to 30 of the "
				"letters a to z, digits and _");
	case T_EMAIL:
		ok = text_is_email(v->text, v->len);
		return ok ? fine : refuse("format", "must be a mail address");
	case T_UUID:
		ok = text_is_uuid(v->text, v->len);
		return ok ? fine : refuse("format", "must be a UUID");
	case T_DATE:
		ok = text_is_date(v->text, v->len);
		return ok ? fine
			  : refuse("format", "must be a day like 2026-11-21");
	default:
		ok = text_is_time(v->text, v->len);
		if (!ok && (f->flags & ZONELESS)) {
			v->text = arena_printf(req->arena, "%sZ", v->text);
			ok = text_is_time(v->text, ++v->len);
		}
		return ok ? fine
			  : refuse("format",
				"must be a time like 2026-11-21T09:30:00Z");
	}
}

struct refusal
value_check(struct req *req, const struct field *f, struct value *v)
{
	switch (f->type) {
	case T_ID:
	case T_INT:
		return check_int(req, f, v);
	case T_DOUBLE:
		return check_double(req, f, v);
	case T_BOOL:
		return v->from_url && strcmp(v->text, "true") != 0 &&
			strcmp(v->text, "false") != 0
		    ? refuse("type", "must be true or false")
		    : fine;
	case T_STRING:
		return check_text(req, f, v);
	case T_ENUM:
		return check_enum(req, f, v);
	case T_DECIMAL:
		return check_decimal(v);
	case T_HANDLE:
	case T_EMAIL:
	case T_UUID:
	case T_DATE:
	case T_TIME:
		return check_form(req, f, v);
	case T_JSON:	/* schema.c passes it on; in an address check-sql
			   refuses it */
	case T_STRINGS: /* schema.c asks for each of them */
	case T_OBJECT:
		break;
	}
	abort();
}
