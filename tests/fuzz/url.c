/* url_parse(): what it takes holds all that url.h says of a part. */
#include "url.h"

#include <string.h>

#include "fuzz.h"
#include "text.h"

static void
check_part(const char *part, size_t len)
{
	MUST(strlen(part) == len);
	MUST(text_is_utf8(part, len));
	for (size_t i = 0; i < len; i++)
		MUST((unsigned char)part[i] >= ' ' && part[i] != 0x7f);
}

static void
check_url(const struct url *u)
{
	MUST(u->n_segments >= 0 && u->n_segments <= URL_MAX_SEGMENTS);
	MUST(u->n_pairs >= 0 && u->n_pairs <= URL_MAX_PAIRS);
	for (int i = 0; i < u->n_segments; i++) {
		const char *s = u->segment[i];

		check_part(s, strlen(s));
		MUST(*s != '\0' && strpbrk(s, "/\\") == NULL);
		MUST(strcmp(s, ".") != 0 && strcmp(s, "..") != 0);
	}
	for (int i = 0; i < u->n_pairs; i++) {
		check_part(u->pair[i].name, u->pair[i].name_len);
		check_part(u->pair[i].value, u->pair[i].value_len);
		for (int j = 0; j < i; j++)
			MUST(strcmp(u->pair[i].name, u->pair[j].name) != 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(URL_MAX_BYTES + 64);
	char *uri = fuzz_string(data, size);
	const char *why = NULL;
	struct url u;

	if (url_parse(uri, arena, &u, &why) == OK)
		check_url(&u);
	else
		MUST(why != NULL);
	arena_free(arena);
	free(uri);
	return 0;
}
