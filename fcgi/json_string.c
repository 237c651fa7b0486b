/* Strings of JSON: UTF-8, escapes and what may not stand in them.  What a
 * string means is not asked here; json_key.c does for names. */
#include "json_scan.h"
#include "utf8.h"

int
scan_four_hex(const unsigned char *p, const unsigned char *end)
{
	int value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int letter = p[i] | 0x20; /* in lower case */

		if (p[i] >= '0' && p[i] <= '9')
			value = value << 4 | (p[i] - '0');
		else if (letter >= 'a' && letter <= 'f')
			value = value << 4 | (letter - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/* \uXXXX, or two of them that are one character. */
static bool
scan_unicode(struct scan *s)
{
	const unsigned char *from = s->at;
	int unit = scan_four_hex(from + 2, s->end);

	if (unit < 0)
		return scan_refuse(s, from,
		    "\\u is not followed by four hex digits");
	if (unit == 0)
		return scan_refuse(s, from, "a string has a NUL");
	if (json_is_low_surrogate(unit))
		return scan_refuse(s, from, "half of a surrogate pair");
	s->at += 6;
	if (!json_is_high_surrogate(unit))
		return true;
	if (s->end - s->at < 6 || s->at[0] != '\\' || s->at[1] != 'u' ||
	    !json_is_low_surrogate(scan_four_hex(s->at + 2, s->end)))
		return scan_refuse(s, from, "half of a surrogate pair");
	s->at += 6;
	return true;
}

static bool
scan_escape(struct scan *s)
{
	if (s->end - s->at < 2)
		return scan_refuse(s, s->end, "a string has no end");
	if (s->at[1] == 'u')
		return scan_unicode(s);
	/* strchr() would find the NUL */
	if (memchr("\"\\/bfnrt", s->at[1], 8) == NULL)
		return scan_refuse(s, s->at, "there is no such escape");
	s->at += 2;
	return true;
}

/* What stands for itself in a string; stops at what does not. */
static void
skip_plain(struct scan *s)
{
	const unsigned char *p = s->at, *end = s->end;

	while (end - p >= 8) {
		uint64_t w = eight_at(p);

		if ((any_high(w) | any_special(w)) != 0)
			break;
		p += 8;
	}
	while (p < end && *p >= ' ' && *p < 0x80 && *p != '"' && *p != '\\')
		p++;
	s->at = p;
}

/* Characters that are not ASCII, one after the other. */
static bool
scan_wide(struct scan *s)
{
	while (s->at < s->end && *s->at >= 0x80) {
		size_t n = utf8_len(s->at, (size_t)(s->end - s->at));

		if (n == 0)
			return scan_refuse(s, s->at, "it is not UTF-8");
		s->at += n;
	}
	return true;
}

bool
scan_string(struct scan *s, bool *ret_escaped)
{
	bool escaped = false;

	s->at++;
	for (;;) {
		skip_plain(s);
		switch (scan_peek(s)) {
		case -1:
			return scan_refuse(s, s->at, "a string has no end");
		case '"':
			s->at++;
			*ret_escaped = escaped;
			return true;
		case '\\':
			escaped = true;
			if (!scan_escape(s))
				return false;
			break;
		default:
			if (*s->at < ' ')
				return scan_refuse(s, s->at,
				    "a string has a control character");
			if (!scan_wide(s))
				return false;
		}
	}
}
