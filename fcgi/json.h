/*
 * Is this text JSON?  The pass over the raw bytes that comes before json-c,
 * because json-c lets through what RFC 8259 does not: see ARCHITECTURE.
 * It refuses besides: NUL (also as \u0000), lone surrogates, duplicate keys,
 * numbers that do not fit a double or, when whole, 64 bits; and more depth or
 * values than the ceilings below.
 */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>

#include "errors.h"

enum {
	JSON_MAX_DEPTH = 16,
	JSON_MAX_VALUES = 50000,	/* keys count too */
	JSON_MAX_KEYS = 256,		/* in one object */
};

/*
 * OK, or E_malformed with *ret_at the byte where it went wrong and *ret_why a
 * constant sentence; both untouched on OK.  Allocates nothing.
 */
enum err json_check(const char *text, size_t len, size_t *ret_at,
    const char **ret_why) MUST_CHECK;

/* The same with another ceiling in place of JSON_MAX_VALUES. */
enum err json_check_most(const char *text, size_t len, int most,
    size_t *ret_at, const char **ret_why) MUST_CHECK;

#endif
