/*
 * Memory that lives as long as one request.  Nothing is given back singly;
 * arena_reset() gives back all of it.  Under AddressSanitizer every piece is
 * a malloc of its own, so that an overrun or a late use is caught.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena;

/* A new arena that may hold `max' bytes.  This function can't fail. */
struct arena *arena_new(size_t max);

/* `size' zeroed bytes, aligned for any type.  This function can't fail: the
 * process ends when memory is out or the arena is full (see ARCHITECTURE). */
void *arena_alloc(struct arena *, size_t size);

/* A copy of `len' bytes with a NUL behind them. */
char *arena_strndup(struct arena *, const char *, size_t len);

/* A formatted string. */
char *arena_printf(struct arena *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *);

/* Everything handed out is gone; one block stays for the next request. */
void arena_reset(struct arena *);
void arena_free(struct arena *);

#endif
