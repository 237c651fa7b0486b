/*
 * The path and the query of a request, decoded once (RFC 3986).  Every part
 * is UTF-8 without control characters afterwards.
 */
#ifndef URL_H
#define URL_H

#include <stddef.h>

#include "arena.h"
#include "errors.h"

enum {
	URL_MAX_BYTES = 16 << 10,	/* before decoding; nginx takes 8 KiB */
	URL_MAX_SEGMENTS = 12,
	URL_MAX_PAIRS = 32,
};

struct url_pair {
	const char	*name, *value;
	size_t		 name_len, value_len;
};

struct url {
	const char	*segment[URL_MAX_SEGMENTS];	/* NUL-terminated */
	int		 n_segments;	/* "/api/tasks/5" has 3 */
	struct url_pair	 pair[URL_MAX_PAIRS];
	int		 n_pairs;
};

/*
 * Splits `uri' ("/path?query") into *ret, decoded, in memory of the arena;
 * every part ends with a NUL.  E_malformed, *ret_why a constant sentence that
 * goes on after "the address: " and *ret untouched for: no leading slash, a
 * bad escape, a control character (also U+0080 to U+009F), `#', bad UTF-8; in
 * the path an escaped slash, a backslash, an empty, `.' or `..' segment (one
 * slash at the end is allowed and means nothing); in the query a name given
 * twice; more parts or bytes than the ceilings.  `+' in a query is a blank.
 */
enum err url_parse(const char *uri, struct arena *, struct url *ret,
    const char **ret_why) MUST_CHECK;

#endif
