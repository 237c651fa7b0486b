/*
 * Comma-separated values (RFC 4180), for imports: a header line, then rows,
 * each with as many values.  A row ends with LF or CRLF; a value in quotes may
 * hold anything, a quote as two.  Rows without a value are passed over, and so
 * is a byte order mark.
 *
 * As in the web application's imports, what separates is what stands most often
 * in the header: commas, semicolons (of spreadsheets that write the comma in
 * numbers) or tabs; white space round a value does not count; and names are
 * taken in small letters, with _ between words.
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
	char	 separator;
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

/* Which value is the column's of this name, the first such; -1 when there is no
 * such column. */
int csv_column(const struct csv *, const char *name);

#endif
