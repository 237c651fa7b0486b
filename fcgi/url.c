/*
 * Path and query, decoded once into one piece of the arena.  Nothing that
 * another decoder on the way might read otherwise gets through: a slash or a
 * backslash in disguise, a control character, a dot segment.
 */
#include "url.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"
#include "utf8.h"

/* Where the reading and the writing stand.  Every part is written with a NUL
 * behind it and was read with a separator before it, so that the writing
 * never needs more bytes than the URI has with its own NUL. */
struct cursor {
	const char *in;
	char *out;
	const char *why;
};

static bool
refuse(struct cursor *c, const char *why)
{
	c->why = why;
	return false;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* No control character of ASCII, nor one of Unicode's C1 (U+0080 to 9F). */
static bool
has_control(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;

	for (size_t i = 0; i < len; i++) {
		if (p[i] < ' ' || p[i] == 0x7f)
			return true;
		if (p[i] == 0xc2 && i + 1 < len && p[i + 1] < 0xa0)
			return true;
	}
	return false;
}

/*
 * Decodes up to one of the `ends' or the end of the URI, writes the part and
 * a NUL, and points *ret_part at it.
 */
static bool
decode_part(struct cursor *c, const char *ends, bool in_path,
    const char **ret_part, size_t *ret_len)
{
	const char *part = c->out;
	size_t len;

	for (; *c->in != '\0' && strchr(ends, *c->in) == NULL; c->in++) {
		int high, low;

		if (*c->in == '#')
			return refuse(c, "it has a fragment");
		if (*c->in != '%') {
			*c->out++ = *c->in == '+' && !in_path ? ' ' : *c->in;
			continue;
		}
		if ((high = hex_digit(c->in[1])) < 0 ||
		    (low = hex_digit(c->in[2])) < 0)
			return refuse(c, "an escape lacks its two hex digits");
		*c->out = (char)(high << 4 | low);
		if (in_path && *c->out == '/')
			return refuse(c, "a slash is escaped in the path");
		c->out++;
		c->in += 2;
	}
	len = (size_t)(c->out - part);
	*c->out++ = '\0';
	if (has_control(part, len))
		return refuse(c, "it has a control character");
	if (!text_is_utf8(part, len))
		return refuse(c, "it is not UTF-8");
	*ret_part = part;
	*ret_len = len;
	return true;
}

static bool
parse_path(struct cursor *c, struct url *u)
{
	const char *part;
	size_t len;

	while (*c->in == '/') {
		c->in++;
		if (!decode_part(c, "/?", true, &part, &len))
			return false;
		if (strchr(part, '\\') != NULL)
			return refuse(c, "the path has a backslash");
		if (strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
			return refuse(c, "the path has a dot segment");
		if (len == 0) {
			if (*c->in == '/')
				return refuse(c,
				    "the path has an empty segment");
			continue; /* the slash was the last */
		}
		if (u->n_segments == URL_MAX_SEGMENTS)
			return refuse(c, "the path has too many segments");
		u->segment[u->n_segments++] = part;
	}
	return true;
}

static bool
is_given(const struct url *u, const struct url_pair *p)
{
	for (int i = 0; i < u->n_pairs; i++) {
		if (u->pair[i].name_len == p->name_len &&
		    memcmp(u->pair[i].name, p->name, p->name_len) == 0)
			return true;
	}
	return false;
}

static bool
parse_pair(struct cursor *c, struct url *u)
{
	struct url_pair p;

	if (u->n_pairs == URL_MAX_PAIRS)
		return refuse(c, "the query has too many names");
	if (!decode_part(c, "=&", false, &p.name, &p.name_len))
		return false;
	p.value = c->out - 1; /* the NUL, where there is no value */
	p.value_len = 0;
	if (*c->in == '=') {
		c->in++;
		if (!decode_part(c, "&", false, &p.value, &p.value_len))
			return false;
	}
	if (is_given(u, &p))
		return refuse(c, "a name is given twice in the query");
	u->pair[u->n_pairs++] = p;
	return true;
}

/* "a=1&&b" has two pairs: nothing between two & is not a name. */
static bool
parse_query(struct cursor *c, struct url *u)
{
	while (*c->in != '\0') {
		c->in++;
		if (*c->in != '&' && *c->in != '\0' && !parse_pair(c, u))
			return false;
	}
	return true;
}

enum err
url_parse(const char *uri, struct arena *arena, struct url *ret,
    const char **ret_why)
{
	struct url u = { .n_segments = 0 };
	struct cursor c = { .in = uri };
	size_t len = strnlen(uri, URL_MAX_BYTES + 1);

	if (len > URL_MAX_BYTES) {
		*ret_why = "it is too long";
		return E_malformed;
	}
	if (*uri != '/') {
		*ret_why = "it does not begin with a slash";
		return E_malformed;
	}
	c.out = arena_alloc(arena, len + 1);
	if (!parse_path(&c, &u) || !parse_query(&c, &u)) {
		*ret_why = c.why;
		return E_malformed;
	}
	*ret = u;
	return OK;
}
