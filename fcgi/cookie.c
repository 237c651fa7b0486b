/* See cookie.h. */
#include "cookie.h"

#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
cookie_find(const char *header, const char *name, const char **ret_value,
    size_t *ret_len)
{
	size_t name_len = strlen(name), len;
	const char *p = header;

	for (;; p += len + 1) {
		while (is_blank(*p))
			p++;
		len = strcspn(p, ";");
		if (len > name_len && p[name_len] == '=' &&
		    memcmp(p, name, name_len) == 0)
			break;
		if (p[len] == '\0')
			return false;
	}
	p += name_len + 1;
	len -= name_len + 1;
	while (len > 0 && is_blank(*p)) {
		p++;
		len--;
	}
	while (len > 0 && is_blank(p[len - 1]))
		len--;
	*ret_value = p;
	*ret_len = len;
	return true;
}
