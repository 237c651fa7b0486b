/* buf_json(): whatever text goes in is one JSON string, and reads back the
 * same. */
#include "buf.h"

#include <json-c/json.h>
#include <string.h>

#include "fuzz.h"
#include "json.h"
#include "text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *why;
	json_object *value;
	struct buf b;
	size_t at;

	if (!text_is_utf8(text, size))
		return 0;
	buf_init(&b, size * 6 + 2);
	buf_json(&b, text, size);
	MUST(!b.over);
	MUST(json_check(b.data, b.len, &at, &why) == OK);
	value = json_tokener_parse(buf_str(&b));
	MUST((size_t)json_object_get_string_len(value) == size);
	MUST(memcmp(json_object_get_string(value), text, size) == 0);
	json_object_put(value);
	buf_free(&b);
	return 0;
}
