/*
 * Where memory comes from, for arena.c, buf.c and what lives as long as the
 * process: everything of a request is taken from those two.  Running out of
 * memory, or over a ceiling that only a mistake of ours can reach, ends the
 * process: the master starts another, and a wrong answer is never given.
 */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

/* As malloc and realloc, but neither can fail. */
void *mem_new(size_t size);
void *mem_resize(void *, size_t size);
void mem_free(void *);

/* Writes `line', which ends with a newline, to standard error and aborts.
 * Touches no memory but the stack. */
_Noreturn void mem_die(const char *line);

#endif
