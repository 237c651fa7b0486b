/* One value that came in, held against its field. */
#ifndef VALUE_H
#define VALUE_H

#include "req.h"

/* A value that came in: text, or a number as it was written. */
struct value {
	const char	*text;		/* NUL behind it */
	size_t		 len;
	bool		 is_text;	/* a JSON string, or from the URL */
	bool		 is_number;	/* a JSON number */
	bool		 from_url;	/* so text may stand for a number */
};

/* Why a value was refused: NULL code is "it was not". */
struct refusal {
	const char	*code, *detail;
};
/*
 * Checks the value and, where its type asks for it, changes it to the form
 * that Postgres is given (trimmed, folded), in the request's memory.
 */
struct refusal value_check(struct req *, const struct field *, struct value *);

#endif
