/* What the targets here share.  A target is a file with this one function;
 * how they are run is in build.mk. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Not assert(), which NDEBUG would take away. */
#define MUST(truth)                    \
	do {                           \
		if (!(truth))          \
			__builtin_trap(); \
	} while (0)

/* A string of the bytes, cut at the first NUL; the caller frees it. */
static inline char *
fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	for (size_t i = 0; i < size; i++)
		text[i] = (char)data[i];
	text[size] = '\0';
	return text;
}

#endif
