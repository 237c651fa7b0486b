/* json_check() on any bytes.  What it lets through json-c reads, and its text
 * written by json-c is let through again. */
#include "json.h"

#include <json-c/json.h>
#include <string.h>

#include "fuzz.h"

/* NULL when json-c does not read it. */
static json_object *
read_by_json_c(const char *text, size_t len)
{
	json_tokener *tok = json_tokener_new_ex(JSON_MAX_DEPTH + 1);
	json_object *value;

	value = json_tokener_parse_ex(tok, text, (int)len + 1);
	MUST(json_tokener_get_error(tok) == json_tokener_success);
	json_tokener_free(tok);
	return value;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t at = 0;
	const char *why = NULL, *again;
	json_object *value;
	char *text;

	if (json_check((const char *)data, size, &at, &why) != OK) {
		MUST(at <= size && why != NULL);
		return 0;
	}
	MUST(at == 0 && why == NULL);
	text = fuzz_string(data, size);
	MUST(strlen(text) == size);
	value = read_by_json_c(text, size);
	again = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
	MUST(json_check(again, strlen(again), &at, &why) == OK);
	json_object_put(value);
	free(text);
	return 0;
}
