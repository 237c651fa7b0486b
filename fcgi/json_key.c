/*
 * No name twice in one object.  The names of all open objects lie on one
 * stack; a new one is held against those of the innermost, by hash first.
 * Names are the same when they are so decoded: "a" is "\u0061".
 *
 * The hash begins with a number that nobody outside knows, so that nobody can
 * send names that all collide; and an object has at most JSON_MAX_KEYS.
 */
#include "json_scan.h"

#include <string.h>
#include <sys/random.h>

_Atomic uint32_t json_seed;

uint32_t
scan_key_seed(void)
{
	uint32_t seed = json_seed;

	if (seed != 0)
		return seed;
	/* Early in the machine's life there may be none; then the next text
	 * asks again. */
	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
		return 2166136261u;
	seed |= 1;
	json_seed = seed;
	return seed;
}

/* Reads a name's decoded bytes one by one.  The name has been checked. */
struct reader {
	const unsigned char *at, *end;
	unsigned char rest[3]; /* of an escaped character, last byte first */
	int n_rest;
};

static struct reader
reader_of(const struct scan *s, struct json_key k)
{
	const unsigned char *from = s->text + k.at;

	return (struct reader) { .at = from, .end = from + k.len };
}

/* The character of the \u that is next, and past it. */
static uint32_t
read_point(struct reader *r)
{
	int unit = scan_four_hex(r->at + 2, r->end), low;

	r->at += 6;
	if (!json_is_high_surrogate(unit))
		return (uint32_t)unit;
	low = scan_four_hex(r->at + 2, r->end);
	r->at += 6;
	return 0x10000u + (uint32_t)((unit - 0xd800) << 10 | (low - 0xdc00));
}

/* The first byte of the character in UTF-8; keeps the rest. */
static int
spread(struct reader *r, uint32_t point)
{
	if (point < 0x80)
		return (int)point;
	for (int n = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3; n > 0; n--) {
		r->rest[r->n_rest++] = (unsigned char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	/* as many ones as the character has bytes: 110xxxxx, 1110xxxx, … */
	return (0xff00 >> (r->n_rest + 1) & 0xff) | (int)point;
}

/* The next byte, -1 at the end. */
static int
read_byte(struct reader *r)
{
	static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	const char *name;
	int c;

	if (r->n_rest > 0)
		return r->rest[--r->n_rest];
	if (r->at == r->end)
		return -1;
	if (*r->at != '\\')
		return *r->at++;
	if (r->at[1] == 'u')
		return spread(r, read_point(r));
	c = r->at[1];
	r->at += 2;
	name = memchr(names, c, sizeof names - 1);
	return name != NULL ? bytes[name - names] : c;
}

/* FNV-1a of the decoded name. */
static uint32_t
hash_of(const struct scan *s, struct json_key k)
{
	uint32_t hash = s->seed;

	if (k.escaped) {
		struct reader r = reader_of(s, k);

		for (int c; (c = read_byte(&r)) >= 0;)
			hash = (hash ^ (uint32_t)c) * 16777619u;
		return hash;
	}
	for (uint32_t i = 0; i < k.len; i++)
		hash = (hash ^ s->text[k.at + i]) * 16777619u;
	return hash;
}

static bool
is_same(const struct scan *s, struct json_key a, struct json_key b)
{
	struct reader ra, rb;
	int ca, cb;

	if (!a.escaped && !b.escaped)
		return a.len == b.len &&
		    memcmp(s->text + a.at, s->text + b.at, a.len) == 0;
	ra = reader_of(s, a);
	rb = reader_of(s, b);
	do {
		ca = read_byte(&ra);
		cb = read_byte(&rb);
	} while (ca == cb && ca >= 0);
	return ca == cb;
}

bool
scan_add_key(struct scan *s, const unsigned char *quote, bool escaped)
{
	int first = s->level[s->depth - 1].first_key;
	struct json_key k = {
		.at = (uint32_t)(quote + 1 - s->text),
		.len = (uint32_t)(s->at - quote - 2) & INT32_MAX,
		.escaped = escaped,
	};
	uint32_t hash = hash_of(s, k);

	for (int i = first; i < s->n_keys; i++) {
		if (s->hash[i] == hash && is_same(s, s->key[i], k))
			return scan_refuse(s, quote,
			    "an object has a name twice");
	}
	if (s->n_keys - first == JSON_MAX_KEYS)
		return scan_refuse(s, quote, "an object has too many names");
	s->hash[s->n_keys] = hash;
	s->key[s->n_keys++] = k;
	return true;
}
