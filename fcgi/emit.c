/* See emit.h. */
#include "emit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 16 << 20, VALUE_MAX = 4096, NEVER = 1 << 30 };

void
emit_init(struct emit *e)
{
	*e = (struct emit) { .flat_from = NEVER, .fresh = true };
	buf_init(&e->text, TEXT_MAX);
}

int
emit_finish(struct emit *e)
{
	bool whole = !e->text.over;

	buf_putc(&e->text, '\n');
	if (whole)
		fwrite(e->text.data, 1, e->text.len, stdout);
	else
		fprintf(stderr, "foyer: the text passes %d MiB\n",
		    TEXT_MAX >> 20);
	buf_free(&e->text);
	return whole ? 0 : 1;
}

/* What stands before a value: comma, line end and key. */
static void
lead(struct emit *e, const char *key)
{
	bool flat = e->depth > e->flat_from;

	if (!e->fresh)
		buf_puts(&e->text, flat ? ", " : ",");
	if (!flat && e->depth > 0) {
		buf_putc(&e->text, '\n');
		for (int i = 0; i < e->depth; i++)
			buf_puts(&e->text, "  ");
	}
	if (key != NULL) {
		buf_json(&e->text, key, strlen(key));
		buf_puts(&e->text, ": ");
	}
	e->fresh = false;
}

void
emit_open(struct emit *e, const char *key, char bracket)
{
	lead(e, key);
	buf_putc(&e->text, bracket);
	e->depth++;
	e->fresh = true;
}

void
emit_flat(struct emit *e, const char *key, char bracket)
{
	int level = e->depth;

	emit_open(e, key, bracket);
	if (e->flat_from == NEVER)
		e->flat_from = level;
}

void
emit_close(struct emit *e, char bracket)
{
	e->depth--;
	if (!e->fresh && e->depth < e->flat_from) {
		buf_putc(&e->text, '\n');
		for (int i = 0; i < e->depth; i++)
			buf_puts(&e->text, "  ");
	}
	if (e->depth == e->flat_from)
		e->flat_from = NEVER;
	buf_putc(&e->text, bracket);
	e->fresh = false;
}

void
emit_str(struct emit *e, const char *key, const char *value)
{
	if (value == NULL)
		return;
	lead(e, key);
	buf_json(&e->text, value, strlen(value));
}

void
emit_fmt(struct emit *e, const char *key, const char *fmt, ...)
{
	char value[VALUE_MAX];
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(value, sizeof value, fmt, ap) >= (int)sizeof value)
		e->text.over = true;
	va_end(ap);
	emit_str(e, key, value);
}

void
emit_int(struct emit *e, const char *key, int64_t value)
{
	lead(e, key);
	buf_int(&e->text, value);
}

void
emit_bool(struct emit *e, const char *key, bool value)
{
	lead(e, key);
	buf_puts(&e->text, value ? "true" : "false");
}

void
emit_null(struct emit *e, const char *key)
{
	lead(e, key);
	buf_puts(&e->text, "null");
}
