/*
 * The path and the query of a request, decoded once (RFC 3986).  Every part
 * is UTF-8 without control characters afterwards.
 */
#ifndef URL_H
#define URL_H

#include <stddef.h>

#include "arena.h"
#include "errors.h"

enum { URL_MAX_SEGMENTS = 12, URL_MAX_PAIRS = 32 };

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
 * Splits `uri' ("/path?query") into *ret, decoded, in memory of the arena.
 * E_malformed, *ret_why a constant sentence and *ret untouched for: no
 * leading slash, a bad or overlong escape, %2f, %5c, %00 or a control
 * character, bad UTF-8, an empty, `.' or `..' segment (one slash at the end
 * is allowed and means nothing), a query name given twice, or more parts than
 * fit.  `+' in a query is a blank.
 */
enum err url_parse(const char *uri, struct arena *, struct url *ret,
    const char **ret_why) MUST_CHECK;

#endif
