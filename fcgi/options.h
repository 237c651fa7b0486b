/* The options of a command: getopt_long() with words for what is wrong. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

/* The next option's value, -1 behind the last, '?' for a wrong one. */
int options_next(int argc, char **argv, const struct option *);

/* Is `text' a whole number from `least' to `most'?  *ret_n is untouched when
 * it is not. */
bool options_number(const char *text, long least, long most, long *ret_n);

/* What was wrong in the last call of these two. */
const char *options_fault(void);

#endif
