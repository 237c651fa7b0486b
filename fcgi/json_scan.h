/*
 * What json.c and its parts share: where the reading stands, and what is
 * known of the values that are still open.  For json*.c alone.
 *
 * Each scan_x() reads one x from where the reading stands and goes past it.
 * False: the text is refused, `at' is where and `why' says why.
 *
 * lint: long, it is what one module would keep to itself in one file.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"

/* A name in an object, as written between its quotes.  Small, for there is
 * room for JSON_MAX_OPEN of them on the stack. */
struct json_key {
	uint32_t at;			/* its first byte in the text */
	uint32_t len : 31, escaped : 1;	/* bytes; has it a backslash? */
};

struct json_level {
	bool	object;
	int	first_key;		/* its first in scan.key */
};

enum {
	JSON_MAX_OPEN = JSON_MAX_DEPTH * JSON_MAX_KEYS,
	JSON_MAX_BYTES = INT32_MAX,	/* what a json_key can point into */
};

struct scan {
	const unsigned char	*text, *end;
	const unsigned char	*at;	/* what is read next */
	const char		*why;
	uint32_t		 seed;	/* of hash[] */
	int			 most, n_values, depth, n_keys;
	struct json_level	 level[JSON_MAX_DEPTH];
	uint32_t		 hash[JSON_MAX_OPEN];	/* of key[i] */
	struct json_key		 key[JSON_MAX_OPEN];
};

bool scan_string(struct scan *, bool *ret_escaped); /* at the opening quote */
bool scan_number(struct scan *);	/* at the minus or the first digit */

/* What the hashes of names begin with, different in each process.  0: not yet
 * asked for. */
extern _Atomic uint32_t json_seed;
uint32_t scan_key_seed(void);

/* Notes the name whose opening quote is at `quote' and that the reading has
 * just passed; false when the innermost object has it already. */
bool scan_add_key(struct scan *, const unsigned char *quote, bool escaped);

/* The number that four hex digits spell, -1 when they are none. */
int scan_four_hex(const unsigned char *, const unsigned char *end);

static inline bool
scan_refuse(struct scan *s, const unsigned char *at, const char *why)
{
	s->at = at;
	s->why = why;
	return false;
}

/* The byte that is next, -1 at the end. */
static inline int
scan_peek(const struct scan *s)
{
	return s->at < s->end ? *s->at : -1;
}

static inline bool
json_is_high_surrogate(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static inline bool
json_is_low_surrogate(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

#endif
