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
