/* log.h: whatever the values, a line is one JSON object on one line.  The
 * bytes are values of fields, with NULs between them. */
#include "log.h"

#include <string.h>

#include "fuzz.h"
#include "json.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *values = fuzz_string(data, size), *end = values + size, *p;
	struct log_line l;
	const char *why;
	size_t at;

	log_begin(&l, LOG_ERROR, "fuzz");
	/* A name twice is the caller's fault, so each has its own. */
	for (p = values; p < end; p += strlen(p) + 1) {
		char key[] = { 'k', (char)('a' + (p - values) % 26),
			(char)('a' + (p - values) / 26 % 26),
			(char)('a' + (p - values) / 676 % 26), '\0' };

		log_str(&l, key, p);
	}
	log_int(&l, "size", (int64_t)size);
	MUST(l.len > 0 && (size_t)l.len <= sizeof l.text - 16);
	MUST(memchr(l.text, '\n', (size_t)l.len) == NULL);
	l.text[l.len] = '}';
	MUST(json_check(l.text, (size_t)l.len + 1, &at, &why) == OK);
	free(values);
	return 0;
}
