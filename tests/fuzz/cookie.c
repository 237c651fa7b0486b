/* cookie_find() in any header: the value lies within, and holds no end of a
 * cookie. */
#include "cookie.h"

#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *header = fuzz_string(data, size);
	const char *value;
	size_t len;

	if (cookie_find(header, "__Host-session", &value, &len)) {
		MUST(value > header);
		MUST(value + len <= header + strlen(header));
		MUST(memchr(value, ';', len) == NULL);
		MUST(strstr(header, "__Host-session=") < value);
	}
	free(header);
	return 0;
}
