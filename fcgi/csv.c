/* See csv.h.  The file is read whole, and values are cut out of it in place. */
#include "csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"

/* One value; its end becomes a NUL.  *ret_more: another one follows it on the
 * line.  NULL when it is none. */
static char *
cut_value(struct csv *c, bool *ret_more)
{
	char *value = c->at, *to = c->at, *s = c->at;
	bool quoted = *s == '"';

	if (quoted) {
		for (s++; *s != '\0' && (*s != '"' || s[1] == '"'); s++) {
			if (*s == '"')
				s++;
			c->line += *s == '\n';
			*to++ = *s;
		}
		if (*s++ != '"') {
			c->why = "a quote has no end";
			return NULL;
		}
	} else
		for (; *s != '\0' && *s != ',' && *s != '\n' && *s != '\r'; s++)
			*to++ = *s;
	*ret_more = *s == ',';
	if (*s == '\r' && s[1] == '\n')
		s++;
	if (*s != ',' && *s != '\n' && *s != '\0') {
		c->why = "something stands behind the end of a value";
		return NULL;
	}
	c->at = s + (*s != '\0');
	*to = '\0';
	return value;
}

/* A line's values; how many, or -1. */
static int
cut_line(struct csv *c, char **values)
{
	bool more = true;
	int n = 0;

	for (; *c->at == '\n' || *c->at == '\r'; c->at++)
		c->line += *c->at == '\n';
	while (more) {
		if (n == CSV_MAX_COLUMNS) {
			c->why = "there are more than 64 values";
			return -1;
		}
		if ((values[n++] = cut_value(c, &more)) == NULL)
			return -1;
	}
	return n;
}

bool
csv_open(struct csv *c, const char *path)
{
	char piece[16384];
	struct buf b;
	FILE *file;
	size_t n;

	memset(c, 0, sizeof *c);
	if ((file = fopen(path, "r")) == NULL) {
		c->why = strerror(errno);
		return false;
	}
	buf_init(&b, CSV_MAX_BYTES);
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		buf_put(&b, piece, n);
	if (ferror(file))
		c->why = strerror(errno);
	else if (b.over)
		c->why = "it is longer than 256 MiB";
	else if (!text_is_utf8(b.len > 0 ? b.data : "", b.len))
		c->why = "it is not UTF-8 text";
	fclose(file);
	c->text = c->at = mem_new(b.len + 1);
	if (b.len > 0)
		memcpy(c->text, b.data, b.len);
	c->text[b.len] = '\0';
	buf_free(&b);
	if (c->why != NULL)
		return false;
	if (memcmp(c->at, "\xef\xbb\xbf", strnlen(c->at, 3)) == 0 &&
	    *c->at != '\0')
		c->at += 3;
	c->line = 1;
	c->n_names = cut_line(c, c->names);
	return c->n_names > 0;
}

void
csv_close(struct csv *c)
{
	mem_free(c->text);
}

bool
csv_next(struct csv *c)
{
	int n;

	for (c->line++; *c->at == '\n' || *c->at == '\r'; c->at++)
		c->line += *c->at == '\n';
	if (*c->at == '\0' || c->why != NULL)
		return false;
	if ((n = cut_line(c, c->values)) == -1)
		return false;
	if (n == c->n_names)
		return true;
	c->why = "it has another number of values than the first line";
	return false;
}

const char *
csv_value(const struct csv *c, const char *name)
{
	for (int i = 0; i < c->n_names; i++)
		if (strcmp(c->names[i], name) == 0)
			return c->values[i];
	return NULL;
}
