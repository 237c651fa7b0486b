/* Is a pool of workers alive?  One request, as nginx would send it. */
#ifndef PING_H
#define PING_H

#include <stddef.h>

enum { PING_TIMEOUT_MS = 3000 };

/*
 * GET `path' of the pool at `address' (unix:PATH or HOST:PORT).  Returns the
 * HTTP status, or -1 with the reason in `why' (untouched otherwise) when no
 * whole answer came within PING_TIMEOUT_MS.
 */
int ping(const char *address, const char *path, char *why, size_t why_size);

#endif
