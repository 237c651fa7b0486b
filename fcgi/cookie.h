/* Reading the Cookie header (RFC 6265).  Writing cookies is reply.c's. */
#ifndef COOKIE_H
#define COOKIE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is the cookie `name' in the header?  Then *ret_value points at its value
 * there, without the blanks around it, and *ret_len is its length.  Of several
 * it is the first: browsers put the one with the longest path there.
 */
bool cookie_find(const char *header, const char *name, const char **ret_value,
    size_t *ret_len);

#endif
