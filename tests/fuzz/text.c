/* Every question of text.h on any bytes: none reads past them, and what they
 * say fits together. */
#include "text.h"

#include <string.h>

#include "fuzz.h"

static void
check_trimmed(const char *text, size_t len)
{
	const char *once = text, *twice;
	size_t once_len = len, twice_len;

	text_trim(&once, &once_len);
	MUST(once >= text && once + once_len <= text + len);
	twice = once;
	twice_len = once_len;
	text_trim(&twice, &twice_len);
	MUST(twice == once && twice_len == once_len);
	if (text_is_utf8(text, len))
		MUST(text_is_utf8(once, once_len));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	bool utf8 = text_is_utf8(text, size);

	MUST(text_chars(text, size) <= size);
	check_trimmed(text, size);
	if (text_is_handle(text, size))
		MUST(utf8 && size >= 3 && size <= 30);
	if (text_is_email(text, size))
		MUST(utf8 && size <= 254 && memchr(text, '@', size) != NULL);
	if (text_is_uuid(text, size))
		MUST(utf8 && size == 36);
	if (text_is_date(text, size))
		MUST(utf8 && size == 10);
	if (text_is_time(text, size))
		MUST(utf8 && size >= 19 && text_is_date(text, 10));
	return 0;
}
