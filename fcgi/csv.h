/*
 * Comma-separated values (RFC 4180), for imports: a header line, then rows,
 * whose values are asked for by the header's names.  A row ends with LF or
 * CRLF; a value in quotes may hold anything, a quote as two.  Empty lines are
 * passed over, and so is a byte order mark.
 */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stddef.h>

enum {
	CSV_MAX_COLUMNS = 64,
	CSV_MAX_BYTES = 256 << 20,
};

struct csv {
	char	*text, *at;
	char	*names[CSV_MAX_COLUMNS], *values[CSV_MAX_COLUMNS];
	int	 n_names;
	long	 line;			/* where the row began */
	const char *why;		/* what is wrong, for people */
};

/* Reads the file and its header; false with `why' when it cannot.  csv_close()
 * either way. */
bool csv_open(struct csv *, const char *path);
void csv_close(struct csv *);

/* Goes to the next row.  False at the end, or with `why' when the row is none:
 * it has another number of values than the header, or a quote has no end. */
bool csv_next(struct csv *);

/* The row's value by its column's name; NULL when there is no such column. */
const char *csv_value(const struct csv *, const char *name);

#endif
