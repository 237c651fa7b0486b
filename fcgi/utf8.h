/*
 * One character of UTF-8 (RFC 3629), for the modules that read bytes: text,
 * url, json, log.  And eight bytes at a time, for those that copy or check
 * long plain runs.
 *
 * lint: long, its functions are inline, for the inner loops of others.
 */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * The length of the well-formed character at `p', 1 to 4, or 0 when there is
 * none: an overlong form, a surrogate, more than U+10FFFF, a stray or missing
 * continuation.  `left' is how many bytes there are, at least 1.
 */
static inline size_t
utf8_len(const unsigned char *p, size_t left)
{
	unsigned char low = 0x80, high = 0xbf; /* of the second byte */
	size_t n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (left < n)
		return 0;
	switch (p[0]) {
	case 0xe0: low = 0xa0; break;	/* less is overlong */
	case 0xed: high = 0x9f; break;	/* more is a surrogate */
	case 0xf0: low = 0x90; break;	/* less is overlong */
	case 0xf4: high = 0x8f; break;	/* more is past U+10FFFF */
	}
	if (p[1] < low || p[1] > high)
		return 0;
	if (n > 2 && (p[2] & 0xc0) != 0x80)
		return 0;
	if (n > 3 && (p[3] & 0xc0) != 0x80)
		return 0;
	return n;
}

/* The code point of a well-formed character of `n' bytes. */
static inline uint32_t
utf8_point(const unsigned char *p, size_t n)
{
	switch (n) {
	case 1:
		return p[0];
	case 2:
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	case 3:
		return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
		    (p[2] & 0x3fu);
	default:
		return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 |
		    (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
	}
}

/*
 * Eight bytes as one number, and tests that say whether any of them has a
 * property.  They never miss; which byte it was is for the caller to find.
 */
#define EACH_BYTE(byte) (0x0101010101010101u * (uint64_t)(byte))

static inline uint64_t
eight_at(const unsigned char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
	return w;
}

static inline uint64_t
any_zero(uint64_t w)
{
	return (w - EACH_BYTE(0x01)) & ~w & EACH_BYTE(0x80);
}

static inline uint64_t
any_high(uint64_t w)
{
	return w & EACH_BYTE(0x80);
}

/* A byte that cannot stand for itself in a JSON string. */
static inline uint64_t
any_special(uint64_t w)
{
	uint64_t below_blank = (w - EACH_BYTE(0x20)) & ~w & EACH_BYTE(0x80);

	return below_blank | any_zero(w ^ EACH_BYTE('"')) |
	    any_zero(w ^ EACH_BYTE('\\'));
}

#endif
