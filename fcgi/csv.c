/* See csv.h.  The file is read whole, and values are cut out of it in place. */
#include "csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"

/* Spaces and tabs, where they separate nothing. */
static char *
skip_blanks(const struct csv *c, char *s)
{
	while (*s == ' ' || (*s == '\t' && c->separator != '\t'))
		s++;
	return s;
}

/* Moves what stands in quotes to its beginning: its end, and in *ret_rest what
 * follows the quote.  NULL when there is no second one. */
static char *
unquote(struct csv *c, char *value, char **ret_rest)
{
	char *to = value, *s = value + 1;

	for (; *s != '\0' && (*s != '"' || s[1] == '"'); s++) {
		if (*s == '"')
			s++;
		c->line += *s == '\n';
		*to++ = *s;
	}
	if (*s != '"') {
		c->why = "a quote has no end";
		return NULL;
	}
	*ret_rest = skip_blanks(c, s + 1);
	return to;
}

/* Without the white space at both ends; `end' is where its NUL may stand. */
static char *
trimmed(char *value, const char *end)
{
	size_t len = (size_t)(end - value);
	const char *from = value;

	text_trim(&from, &len);
	value += from - value;
	value[len] = '\0';
	return value;
}

/* One value; its end becomes a NUL.  *ret_more: another one follows it on the
 * line.  NULL when it is none. */
static char *
cut_value(struct csv *c, bool *ret_more)
{
	char *value = skip_blanks(c, c->at), *end, *s;

	if (*value == '"') {
		if ((end = unquote(c, value, &s)) == NULL)
			return NULL;
	} else {
		for (s = value; *s != '\0' && *s != c->separator &&
		    *s != '\n' && *s != '\r';)
			s++;
		end = s;
	}
	*ret_more = *s == c->separator;
	if (*s == '\r' && s[1] == '\n')
		s++;
	if (*s != c->separator && *s != '\n' && *s != '\0') {
		c->why = "something stands behind the end of a value";
		return NULL;
	}
	c->at = s + (*s != '\0');
	return trimmed(value, end);
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

/* What stands most often in the first line, outside of quotes. */
static char
find_separator(const char *s)
{
	static const char marks[] = ",;\t";
	int count[3] = { 0 }, best = 0;
	bool quoted = false;
	const char *mark;

	for (s += strspn(s, "\r\n"); *s != '\0'; s++) {
		quoted ^= *s == '"';
		if (quoted)
			continue;
		if (*s == '\n' || *s == '\r')
			break;
		if ((mark = strchr(marks, *s)) != NULL)
			count[mark - marks]++;
	}
	for (int i = 1; i < 3; i++)
		if (count[i] > count[best])
			best = i;
	return marks[best];
}

/* "First Name" is first_name. */
static void
fold_name(char *name)
{
	char *to = name;

	for (const char *s = name; *s != '\0'; s++)
		if (strchr(" \t\r\n.-", *s) == NULL)
			*to++ = *s >= 'A' && *s <= 'Z' ? *s - 'A' + 'a' : *s;
		else if (to == name || to[-1] != '_')
			*to++ = '_';
	*to = '\0';
}

/* The whole file; false when it cannot be read, or is no text. */
static bool
read_file(struct csv *c, const char *path)
{
	char piece[16384];
	struct buf b;
	FILE *file;
	size_t n;

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
	return c->why == NULL;
}

bool
csv_open(struct csv *c, const char *path)
{
	memset(c, 0, sizeof *c);
	if (!read_file(c, path))
		return false;
	if (strncmp(c->at, "\xef\xbb\xbf", 3) == 0)
		c->at += 3;
	c->separator = find_separator(c->at);
	c->line = 1;
	c->n_names = cut_line(c, c->names);
	for (int i = 0; i < c->n_names; i++)
		fold_name(c->names[i]);
	return c->n_names > 0;
}

void
csv_close(struct csv *c)
{
	mem_free(c->text);
}

static bool
is_blank(char *const *values, int n)
{
	while (n > 0 && *values[n - 1] == '\0')
		n--;
	return n == 0;
}

bool
csv_next(struct csv *c)
{
	int n;

	do {
		for (c->line++; *c->at == '\n' || *c->at == '\r'; c->at++)
			c->line += *c->at == '\n';
		if (*c->at == '\0' || c->why != NULL)
			return false;
		if ((n = cut_line(c, c->values)) == -1)
			return false;
	} while (is_blank(c->values, n));
	if (n == c->n_names)
		return true;
	c->why = "it has another number of values than the first line";
	return false;
}

int
csv_column(const struct csv *c, const char *name)
{
	for (int i = 0; i < c->n_names; i++)
		if (strcmp(c->names[i], name) == 0)
			return i;
	return -1;
}
