/* Runs a function in a process of its own, for tests of what ends a process
 * or writes to standard error. */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns the child's wait status, with what it wrote to standard error as a
 * string in ret_text, cut at `size'.  A child that returns exits with 0.
 */
int child_run(void (*body)(void), char *ret_text, size_t size);

/* Did the child abort, and is `said' in what it wrote? */
bool child_aborts(void (*body)(void), const char *said);

#endif
