/* The one place that calls malloc: see mem.h. */
#include "mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Neither log.c nor stdio: both may be what ran out.  A second thread that
 * dies at the same time writes its line too, which harms nobody.
 */
void
mem_die(const char *line)
{
	ssize_t n = write(STDERR_FILENO, line, strlen(line));

	(void)n; /* there is nobody left to tell */
	abort();
}

static void *
must(void *memory)
{
	if (memory == NULL)
		mem_die("foyer: out of memory, this process ends\n");
	return memory;
}

void *
mem_new(size_t size)
{
	return must(malloc(size > 0 ? size : 1));
}

void *
mem_resize(void *memory, size_t size)
{
	return must(realloc(memory, size > 0 ? size : 1));
}

void
mem_free(void *memory)
{
	free(memory);
}

#ifndef SANITIZED
/*
 * The allocator of the whole process, libraries included: the C library's, but
 * for ending the process where that one would return NULL.  When an allocation
 * fails inside json-c a body is taken for another one, and inside libpq it
 * looks like an error of the server's: from outside neither can be told.
 */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *
malloc(size_t size)
{
	return must(__libc_malloc(size));
}

void *
calloc(size_t n, size_t size)
{
	return must(__libc_calloc(n, size));
}

void *
realloc(void *old, size_t size)
{
	void *new = __libc_realloc(old, size);

	return size == 0 ? new : must(new); /* of size 0 it is free() */
}
#endif
