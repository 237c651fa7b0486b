/*
 * An import that is under way: import.c opens and ends it, import_rows.c takes
 * the rows of its files.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "buf.h"
#include "csv.h"

enum {
	IMPORT_COLUMNS = 5,
	IMPORT_NAMES = 7,
};

/* A column by its name and what else it may be called. */
struct import_column {
	const char *names[IMPORT_NAMES];
	bool required;
};

/* A file: what its rows are, and who takes one. */
struct import;
struct import_kind {
	struct import_column columns[IMPORT_COLUMNS];
	bool (*take)(struct import *);
};

struct import {
	PGconn *conn;
	const char *path; /* of the file that is being read */
	struct csv csv;
	const struct import_kind *kind;
	int at[IMPORT_COLUMNS];     /* where a column's value is, or -1 */
	const char *sharing; /* "t" or "f" */
	long people, new_people, sightings, new_sightings, swapped;
	struct buf which;   /* the ids of those that were swapped */
	struct buf ignored; /* the names of columns that nobody asked for */
};

extern const struct import_kind import_persons, import_sightings,
	import_attendees;

/* Says what is wrong with the row, or, when it was none, the file.  Always
 * false. */
bool import_failed(const struct import *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Finds the columns of `kind' in the header, and notes the names of those that
 * nobody asks for; false, and said, when they are not as they must be. */
bool import_find_columns(struct import *);

#endif
