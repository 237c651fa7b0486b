/*
 * RFC 8259 in one pass, without recursion: what nests is on a stack of
 * JSON_MAX_DEPTH levels.  Says whether, not what: the values are json-c's to
 * read afterwards.  Strings, numbers and names have a file each.
 */
#include "json.h"

#include <string.h>

#include "json_scan.h"

static void
skip_blanks(struct scan *s)
{
	int c;

	while ((c = scan_peek(s)) == ' ' || c == '\n' || c == '\r' || c == '\t')
		s->at++;
}

static bool
count_value(struct scan *s)
{
	if (s->n_values++ == s->most)
		return scan_refuse(s, s->at, "there are too many values");
	return true;
}

/* A name and the colon behind it. */
static bool
scan_name(struct scan *s)
{
	const unsigned char *quote = s->at;
	bool escaped;

	if (scan_peek(s) != '"')
		return scan_refuse(s, s->at, "a name in quotes is missing");
	if (!count_value(s) || !scan_string(s, &escaped) ||
	    !scan_add_key(s, quote, escaped))
		return false;
	skip_blanks(s);
	if (scan_peek(s) != ':')
		return scan_refuse(s, s->at, "a colon is missing");
	s->at++;
	skip_blanks(s);
	return true;
}

static bool
scan_word(struct scan *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return scan_refuse(s, s->at, "a value is missing");
	s->at += len;
	return true;
}

static bool
open_level(struct scan *s)
{
	if (s->depth == JSON_MAX_DEPTH)
		return scan_refuse(s, s->at, "it is nested too deeply");
	s->level[s->depth++] = (struct json_level) {
		.object = *s->at == '{',
		.first_key = s->n_keys,
	};
	s->at++;
	return true;
}

static void
close_level(struct scan *s)
{
	s->n_keys = s->level[--s->depth].first_key;
	s->at++;
}

/* A scalar, or the opening of an array or object. */
static bool
scan_value(struct scan *s)
{
	bool escaped;
	int c = scan_peek(s);

	if (!count_value(s))
		return false;
	switch (c) {
	case '{':
	case '[':
		return open_level(s);
	case '"':
		return scan_string(s, &escaped);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		if (c == '-' || (c >= '0' && c <= '9'))
			return scan_number(s);
		return scan_refuse(s, s->at, "a value is missing");
	}
}

/*
 * What stands between two values: closes the levels that end here and goes
 * past the comma where one follows.  `opened': a level has just been opened,
 * and no comma may stand before its first value.
 */
static bool
scan_between(struct scan *s, bool opened)
{
	for (; s->depth > 0; opened = false) {
		bool object = s->level[s->depth - 1].object;

		skip_blanks(s);
		if (scan_peek(s) == (object ? '}' : ']')) {
			close_level(s);
			continue;
		}
		if (opened)
			return true;
		if (scan_peek(s) != ',')
			return scan_refuse(s, s->at,
			    object ? "a comma or } is missing"
				   : "a comma or ] is missing");
		s->at++;
		break;
	}
	skip_blanks(s);
	return true;
}

static bool
scan_document(struct scan *s)
{
	skip_blanks(s);
	do {
		int depth = s->depth;

		if (depth > 0 && s->level[depth - 1].object && !scan_name(s))
			return false;
		if (!scan_value(s) || !scan_between(s, s->depth > depth))
			return false;
	} while (s->depth > 0);
	if (s->at < s->end)
		return scan_refuse(s, s->at, "something follows the value");
	return true;
}

enum err
json_check(const char *text, size_t len, size_t *ret_at, const char **ret_why)
{
	return json_check_most(text, len, JSON_MAX_VALUES, ret_at, ret_why);
}

enum err
json_check_most(const char *text, size_t len, int most, size_t *ret_at,
    const char **ret_why)
{
	/* 50 KiB, mostly for names, that need no clearing. */
	struct scan s __attribute__((uninitialized));

	if (len > JSON_MAX_BYTES) {
		*ret_at = JSON_MAX_BYTES;
		*ret_why = "it is too long";
		return E_malformed;
	}
	s.text = s.at = (const unsigned char *)(len > 0 ? text : "");
	s.end = s.text + len;
	s.most = most;
	s.n_values = s.depth = s.n_keys = 0;
	s.seed = scan_key_seed();
	if (scan_document(&s))
		return OK;
	*ret_at = (size_t)(s.at - s.text);
	*ret_why = s.why;
	return E_malformed;
}
