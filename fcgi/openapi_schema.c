/* JSON schemas from field tables, for the OpenAPI document. */
#include "openapi.h"

/* clang-format off */
static const struct {
	const char	*json, *format, *pattern;
} types[] = {
	[T_ID]      = { "integer", "int64",     NULL },
	[T_INT]     = { "integer", "int64",     NULL },
	[T_BOOL]    = { "boolean", NULL,        NULL },
	[T_STRING]  = { "string",  NULL,        NULL },
	[T_ENUM]    = { "string",  NULL,        NULL },
	[T_HANDLE]  = { "string",  NULL,        "^[a-z0-9_]{3,30}$" },
	[T_EMAIL]   = { "string",  "email",     NULL },
	[T_UUID]    = { "string",  "uuid",      NULL },
	[T_DATE]    = { "string",  "date",      NULL },
	[T_TIME]    = { "string",  "date-time", NULL },
	[T_DECIMAL] = { "string",  NULL,
			"^-?[0-9]{1,100}(\\.[0-9]{1,1000})?$" },
	[T_DOUBLE]  = { "number",  "double",    NULL },
	[T_JSON]    = { NULL,      NULL,        NULL },
	[T_STRINGS] = { "array",   NULL,        NULL },
	[T_OBJECT]  = { NULL,      NULL,        NULL },
};
/* clang-format on */

static void
put_type(struct emit *e, const struct field *f, enum view view)
{
	/* Coordinates come as text from some devices. */
	bool text_too = f->type == T_DOUBLE && view != IN_REPLY;

	if (types[f->type].json == NULL)
		return; /* anything */
	if (!text_too && !(f->flags & NULLABLE)) {
		emit_str(e, "type", types[f->type].json);
		return;
	}
	emit_flat(e, "type", '[');
	emit_str(e, NULL, types[f->type].json);
	if (text_too)
		emit_str(e, NULL, "string");
	if (f->flags & NULLABLE)
		emit_str(e, NULL, "null");
	emit_close(e, ']');
}

static void
put_bounds(struct emit *e, const struct field *f)
{
	switch (f->type) {
	case T_ID:
		emit_int(e, "minimum", 1);
		break;
	case T_INT:
	case T_DOUBLE:
		if (f->min != 0 || f->max != 0)
			emit_int(e, "minimum", f->min);
		if (f->max != 0)
			emit_int(e, "maximum", f->max);
		break;
	case T_STRING:
		if (f->min != 0)
			emit_int(e, "minLength", f->min);
		if (f->max != 0)
			emit_int(e, "maxLength", f->max);
		break;
	default:
		break;
	}
}

static void
put_words(struct emit *e, const struct field *f)
{
	emit_flat(e, "enum", '[');
	for (const char *const *word = f->oneof; *word != NULL; word++)
		emit_str(e, NULL, *word);
	if (f->flags & NULLABLE)
		emit_null(e, NULL);
	emit_close(e, ']');
}

static void
put_items(struct emit *e, const struct field *f)
{
	struct field each = *f;

	each.type = T_STRING;
	each.flags &= ~(unsigned)NULLABLE;
	each.doc = NULL;
	emit_open(e, "items", '{');
	openapi_field(e, &each, IN_BODY);
	emit_close(e, '}');
	if (f->most != 0)
		emit_int(e, "maxItems", f->most);
}

void
openapi_field(struct emit *e, const struct field *f, enum view view)
{
	const char *format = types[f->type].format;
	const char *pattern = types[f->type].pattern;

	if (f->type == T_OBJECT) {
		emit_fmt(e, "$ref", "#/components/schemas/%s", f->schema);
		return;
	}
	if (f->type == T_HANDLE && view != IN_REPLY)
		pattern = "^[A-Za-z0-9_]{3,30}$"; /* it is folded */
	if (f->type == T_DOUBLE && view != IN_REPLY)
		pattern = "^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$";
	if (f->type == T_STRING && (f->flags & TRIM) && f->min > 0)
		pattern = "\\S";
	if (f->type == T_STRING && (f->flags & SECRET_) && view != IN_REPLY)
		format = "password";
	put_type(e, f, view);
	emit_str(e, "format", format);
	emit_str(e, "pattern", pattern);
	put_bounds(e, f);
	if (f->type == T_ENUM)
		put_words(e, f);
	if (f->type == T_STRINGS)
		put_items(e, f);
	emit_str(e, "description", f->doc);
}

static void
put_object(struct emit *e, const char *key, const struct shape *shape)
{
	const struct field *fields = shape->fields;
	enum view view = shape->view;
	int n = 0;

	emit_open(e, key, '{');
	emit_str(e, "type", "object");
	emit_open(e, "properties", '{');
	for (const struct field *f = fields; f->name != NULL; f++) {
		if (!describe_stands(f, view))
			continue;
		n += describe_required(f, view);
		emit_flat(e, f->name, '{');
		openapi_field(e, f, view);
		emit_close(e, '}');
	}
	emit_close(e, '}');
	if (n > 0) {
		emit_flat(e, "required", '[');
		for (const struct field *f = fields; f->name != NULL; f++)
			if (describe_stands(f, view) &&
			    describe_required(f, view))
				emit_str(e, NULL, f->name);
		emit_close(e, ']');
	}
	if (view != IN_REPLY && !shape->lenient)
		emit_bool(e, "additionalProperties", false);
	emit_close(e, '}');
}

void
openapi_object(struct emit *e, const struct shape *shape)
{
	char name[100];

	snprintf(name, sizeof name, "%s%s", shape->name, shape->suffix);
	put_object(e, name, shape);
}

void
openapi_shape(struct emit *e, const char *key, const struct shape *shape,
    bool many)
{
	if (many) {
		emit_open(e, key, '{');
		emit_str(e, "type", "array");
		key = "items";
	}
	if (shape->name != NULL) {
		emit_flat(e, key, '{');
		emit_fmt(e, "$ref", "#/components/schemas/%s%s", shape->name,
		    shape->suffix);
		emit_close(e, '}');
	} else
		put_object(e, key, shape);
	if (many)
		emit_close(e, '}');
}
