/*
 * Writes JSON that people read in a diff: two blanks a level, and what was
 * opened `flat' on one line.  The comma and the key are its business.  `key'
 * is NULL in an array.
 */
#ifndef EMIT_H
#define EMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct emit {
	struct buf	 text;
	int		 depth, flat_from;
	bool		 fresh;		/* nothing stands in it yet */
};

void emit_init(struct emit *);

/* On standard output, and frees it.  Returns the exit status. */
int emit_finish(struct emit *);

void emit_open(struct emit *, const char *key, char bracket);
void emit_flat(struct emit *, const char *key, char bracket);
void emit_close(struct emit *, char bracket);

/* A value of NULL is left out, key and all. */
void emit_str(struct emit *, const char *key, const char *value);
void emit_fmt(struct emit *, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void emit_int(struct emit *, const char *key, int64_t value);
void emit_bool(struct emit *, const char *key, bool value);
void emit_null(struct emit *, const char *key);

#endif
