/*
 * RFC 8259 in one pass: an explicit stack for the nesting, and the keys of
 * the objects that are open for finding duplicates.  Says whether, not what:
 * the values are json-c's to read afterwards.
 */
#include "json.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "utf8.h"

/* A key of an open object. */
struct key {
	const unsigned char *text; /* behind its opening quote */
	size_t len; /* as written, without the quotes */
	bool escaped; /* has a backslash */
};

struct level {
	bool object;
	int first; /* of its keys in scan.key */
};

enum { MAX_OPEN_KEYS = JSON_MAX_DEPTH * JSON_MAX_KEYS };

struct scan {
	const unsigned char *p, *end; /* on failure p is where */
	const char *why;
	int values, depth, n_keys;
	struct level level[JSON_MAX_DEPTH];
	uint32_t hash[MAX_OPEN_KEYS]; /* of key[i], decoded */
	struct key key[MAX_OPEN_KEYS];
};

static bool
refuse(struct scan *s, const unsigned char *at, const char *why)
{
	s->p = at;
	s->why = why;
	return false;
}

/* The byte that is next, -1 at the end. */
static int
peek(const struct scan *s)
{
	return s->p < s->end ? *s->p : -1;
}

static void
skip_blanks(struct scan *s)
{
	while (s->p < s->end &&
	    (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
		s->p++;
}

static bool
count_value(struct scan *s)
{
	if (s->values++ == JSON_MAX_VALUES)
		return refuse(s, s->p, "there are too many values");
	return true;
}

/* The number that four hex digits spell, -1 when they are none. */
static int
four_hex(const unsigned char *p, const unsigned char *end)
{
	int value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		unsigned c = p[i] | 0x20u; /* folds the letters */

		if (p[i] >= '0' && p[i] <= '9')
			value = value << 4 | (p[i] - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (int)(c - 'a' + 10);
		else
			return -1;
	}
	return value;
}

static bool
is_high_surrogate(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool
is_low_surrogate(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* \uXXXX, or two of them that are one character; p is at the backslash. */
static bool
unicode_escape(struct scan *s)
{
	const unsigned char *p = s->p;
	int unit = four_hex(p + 2, s->end);

	if (unit < 0)
		return refuse(s, p, "\\u is not followed by four hex digits");
	if (unit == 0)
		return refuse(s, p, "a string has a NUL");
	if (is_low_surrogate(unit))
		return refuse(s, p, "half of a surrogate pair");
	s->p += 6;
	if (!is_high_surrogate(unit))
		return true;
	if (s->end - s->p < 2 || s->p[0] != '\\' || s->p[1] != 'u' ||
	    !is_low_surrogate(four_hex(s->p + 2, s->end)))
		return refuse(s, p, "half of a surrogate pair");
	s->p += 6;
	return true;
}

static bool
escape(struct scan *s)
{
	if (s->end - s->p < 2)
		return refuse(s, s->end, "a string has no end");
	switch (s->p[1]) {
	case '"': case '\\': case '/': case 'b':
	case 'f': case 'n': case 'r': case 't':
		s->p += 2;
		return true;
	case 'u':
		return unicode_escape(s);
	default:
		return refuse(s, s->p, "there is no such escape");
	}
}

/* What stands for itself in a string; stops at what does not. */
static void
skip_plain(struct scan *s)
{
	const unsigned char *p = s->p, *end = s->end;

	while (end - p >= 8) {
		uint64_t w = eight_at(p);

		if ((any_high(w) | any_special(w)) != 0)
			break;
		p += 8;
	}
	while (p < end && *p >= ' ' && *p < 0x80 && *p != '"' && *p != '\\')
		p++;
	s->p = p;
}

/* From behind the opening quote to behind the closing one. */
static bool
string(struct scan *s, bool *ret_escaped)
{
	bool escaped = false;
	size_t n;

	for (;;) {
		skip_plain(s);
		switch (peek(s)) {
		case -1:
			return refuse(s, s->p, "a string has no end");
		case '"':
			s->p++;
			*ret_escaped = escaped;
			return true;
		case '\\':
			escaped = true;
			if (!escape(s))
				return false;
			break;
		default:
			if (*s->p < ' ')
				return refuse(s, s->p,
				    "a string has a control character");
			n = utf8_len(s->p, (size_t)(s->end - s->p));
			if (n == 0)
				return refuse(s, s->p, "it is not UTF-8");
			s->p += n;
		}
	}
}

/* Reads a key's decoded bytes one by one.  The key has been checked. */
struct reader {
	const unsigned char *p, *end;
	unsigned char rest[4]; /* of an escaped character, */
	int n_rest; /* the last byte first */
};

static struct reader
reader_of(const struct key *k)
{
	return (struct reader) { .p = k->text, .end = k->text + k->len };
}

/* The code point of the \u at r->p, and past it. */
static uint32_t
read_point(struct reader *r)
{
	uint32_t unit = (uint32_t)four_hex(r->p + 2, r->end), low;

	r->p += 6;
	if (!is_high_surrogate((int)unit))
		return unit;
	low = (uint32_t)four_hex(r->p + 2, r->end);
	r->p += 6;
	return 0x10000 + ((unit - 0xd800) << 10 | (low - 0xdc00));
}

/* Keeps all but the first byte of the character, and returns that. */
static int
spread(struct reader *r, uint32_t point)
{
	static const unsigned char lead[] = { 0, 0xc0, 0xe0, 0xf0 };

	r->n_rest = 0;
	if (point < 0x80)
		return (int)point;
	do {
		r->rest[r->n_rest++] = (unsigned char)(0x80 | (point & 0x3f));
		point >>= 6;
	} while (point >= (r->n_rest == 1 ? 0x20u : 0x10u));
	return lead[r->n_rest] | (int)point;
}

/* The next byte, -1 at the end. */
static int
read_byte(struct reader *r)
{
	static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	const char *name;
	unsigned char c;

	if (r->n_rest > 0)
		return r->rest[--r->n_rest];
	if (r->p == r->end)
		return -1;
	if (*r->p != '\\')
		return *r->p++;
	if (r->p[1] == 'u')
		return spread(r, read_point(r));
	c = r->p[1];
	r->p += 2;
	name = memchr(names, c, sizeof names - 1);
	return name != NULL ? bytes[name - names] : c;
}

/* FNV-1a of the decoded key. */
static uint32_t
hash_of(const struct key *k)
{
	uint32_t hash = 2166136261u;

	if (!k->escaped) {
		for (size_t i = 0; i < k->len; i++)
			hash = (hash ^ k->text[i]) * 16777619u;
	} else {
		struct reader r = reader_of(k);

		for (int c; (c = read_byte(&r)) >= 0;)
			hash = (hash ^ (uint32_t)c) * 16777619u;
	}
	return hash;
}

static bool
same_key(const struct key *a, const struct key *b)
{
	struct reader ra, rb;
	int ca, cb;

	if (!a->escaped && !b->escaped)
		return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
	ra = reader_of(a);
	rb = reader_of(b);
	do {
		ca = read_byte(&ra);
		cb = read_byte(&rb);
	} while (ca == cb && ca >= 0);
	return ca == cb;
}

/* Notes the key unless the innermost object has it already. */
static bool
add_key(struct scan *s, const struct key *k)
{
	int first = s->level[s->depth - 1].first;
	uint32_t hash = hash_of(k);

	for (int i = first; i < s->n_keys; i++) {
		if (s->hash[i] == hash && same_key(&s->key[i], k))
			return refuse(s, k->text - 1,
			    "an object has a name twice");
	}
	if (s->n_keys - first == JSON_MAX_KEYS)
		return refuse(s, k->text - 1, "an object has too many names");
	s->hash[s->n_keys] = hash;
	s->key[s->n_keys++] = *k;
	return true;
}

/* A name and the colon behind it. */
static bool
key(struct scan *s)
{
	struct key k;

	if (peek(s) != '"')
		return refuse(s, s->p, "a name in quotes is missing");
	if (!count_value(s))
		return false;
	k.text = ++s->p;
	if (!string(s, &k.escaped))
		return false;
	k.len = (size_t)(s->p - 1 - k.text);
	if (!add_key(s, &k))
		return false;
	skip_blanks(s);
	if (peek(s) != ':')
		return refuse(s, s->p, "a colon is missing");
	s->p++;
	return true;
}

static bool
word(struct scan *s, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(s->end - s->p) < len || memcmp(s->p, text, len) != 0)
		return refuse(s, s->p, "a value is missing");
	s->p += len;
	return true;
}

/* What one digit after the other says of a number's size. */
struct magnitude {
	uint64_t lead; /* the first LEAD_DIGITS significant digits */
	int n_lead;
	int64_t point; /* where the point stands, from the first of them */
};

enum { LEAD_DIGITS = 19 };

static size_t
skip_digits(struct scan *s, struct magnitude *m, bool whole)
{
	const unsigned char *from = s->p;

	for (; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++) {
		bool significant = m->n_lead > 0 || *s->p != '0';

		if (significant && m->n_lead < LEAD_DIGITS) {
			m->lead = m->lead * 10 + (uint64_t)(*s->p - '0');
			m->n_lead++;
		}
		if (whole && significant)
			m->point++;
		if (!whole && !significant)
			m->point--;
	}
	return (size_t)(s->p - from);
}

/* The exponent behind an e, held within what no number's length undoes. */
static bool
exponent(struct scan *s, struct magnitude *m)
{
	const int64_t most = INT64_MAX / 100;
	bool negative = peek(s) == '-';
	const unsigned char *from;
	int64_t value = 0;

	if (negative || peek(s) == '+')
		s->p++;
	from = s->p;
	for (; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++) {
		if (value < most)
			value = value * 10 + (*s->p - '0');
	}
	if (s->p == from)
		return refuse(s, s->p, "a digit is missing");
	m->point += negative ? -value : value;
	return true;
}

/* At most 1.7976931348623157e308, compared by its 17 digits. */
static bool
fits_double(const struct magnitude *m)
{
	uint64_t lead = m->lead;

	if (m->n_lead == 0 || m->point < 309)
		return true;
	if (m->point > 309)
		return false;
	for (int n = m->n_lead; n < LEAD_DIGITS; n++)
		lead *= 10;
	return lead / 100 <= 17976931348623157u;
}

static bool
fits_int64(const struct magnitude *m, bool negative)
{
	return m->point <= LEAD_DIGITS &&
	    m->lead <= (uint64_t)INT64_MAX + negative;
}

static bool
number(struct scan *s)
{
	const unsigned char *from = s->p;
	struct magnitude m = { 0 };
	bool negative = *s->p == '-', whole = true;

	if (negative)
		s->p++;
	if (peek(s) == '0')
		s->p++; /* no digit may follow; that shows as a value's end */
	else if (skip_digits(s, &m, true) == 0)
		return refuse(s, s->p, "a digit is missing");
	if (peek(s) == '.') {
		whole = false;
		s->p++;
		if (skip_digits(s, &m, false) == 0)
			return refuse(s, s->p, "a digit is missing");
	}
	if (peek(s) == 'e' || peek(s) == 'E') {
		whole = false;
		s->p++;
		if (!exponent(s, &m))
			return false;
	}
	if (whole ? !fits_int64(&m, negative) : !fits_double(&m))
		return refuse(s, from, "a number is too large");
	return true;
}

static bool
open_level(struct scan *s)
{
	if (s->depth == JSON_MAX_DEPTH)
		return refuse(s, s->p, "it is nested too deeply");
	s->level[s->depth++] = (struct level) {
		.object = *s->p++ == '{',
		.first = s->n_keys,
	};
	return true;
}

static void
close_level(struct scan *s)
{
	s->p++;
	s->n_keys = s->level[--s->depth].first;
}

/* A scalar, or the opening of an array or object. */
static bool
value(struct scan *s, bool *ret_opened)
{
	bool escaped;

	*ret_opened = false;
	if (!count_value(s))
		return false;
	switch (peek(s)) {
	case '{':
	case '[':
		*ret_opened = true;
		return open_level(s);
	case '"':
		s->p++;
		return string(s, &escaped);
	case 't':
		return word(s, "true");
	case 'f':
		return word(s, "false");
	case 'n':
		return word(s, "null");
	case '-':
	case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return number(s);
	default:
		return refuse(s, s->p, "a value is missing");
	}
}

/* After a value: closes what ends here, and goes past the comma where
 * another value follows; *ret_done when the outermost has ended. */
static bool
after_value(struct scan *s, bool *ret_done)
{
	for (;;) {
		struct level *l;

		skip_blanks(s);
		*ret_done = s->depth == 0;
		if (*ret_done)
			return true;
		l = &s->level[s->depth - 1];
		if (peek(s) == ',') {
			s->p++;
			skip_blanks(s);
			return true;
		}
		if (peek(s) != (l->object ? '}' : ']'))
			return refuse(s, s->p, l->object ?
			        "a comma or } is missing" :
			        "a comma or ] is missing");
		close_level(s);
	}
}

static bool
document(struct scan *s)
{
	bool opened, done = false;

	skip_blanks(s);
	while (!done) {
		if (s->depth > 0 && s->level[s->depth - 1].object) {
			if (!key(s))
				return false;
			skip_blanks(s);
		}
		if (!value(s, &opened))
			return false;
		skip_blanks(s);
		if (opened) {
			bool object = s->level[s->depth - 1].object;

			if (peek(s) != (object ? '}' : ']'))
				continue;
			close_level(s);
		}
		if (!after_value(s, &done))
			return false;
	}
	if (s->p < s->end)
		return refuse(s, s->p, "something follows the value");
	return true;
}

enum err
json_check(const char *text, size_t len, size_t *ret_at, const char **ret_why)
{
	/* The keys are a hundred KiB that need no clearing. */
	struct scan s __attribute__((uninitialized));
	const unsigned char *bytes = (const unsigned char *)text;

	s.p = bytes;
	s.end = bytes + len;
	s.values = s.depth = s.n_keys = 0;
	if (document(&s))
		return OK;
	*ret_at = (size_t)(s.p - bytes);
	*ret_why = s.why;
	return E_malformed;
}
