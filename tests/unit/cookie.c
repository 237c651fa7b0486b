/* cookie.h: which cookie is found, and what is not taken for it. */
#include "cookie.h"

#include <criterion/criterion.h>
#include <string.h>

Test(cookie, finds_the_value)
{
	static const struct {
		const char *header, *value;
	} cases[] = {
		{ "id=1", "1" },
		{ "id=", "" },
		{ "id=;", "" },
		{ "a=2; id=1", "1" },
		{ "a=2;id=1;b=3", "1" },
		{ "a=2; id=1; b=3", "1" },
		{ "  id=1", "1" },
		{ "\tid=1\t;", "1" },
		{ "id= 1 ; b", "1" },
		{ "id=a b", "a b" },
		{ "id=a=b==", "a=b==" },
		{ "id=\"1\"", "\"1\"" },
		{ "id=1; id=2", "1" },
		{ "a; id=1", "1" },
		{ ";; ;id=1", "1" },
		{ "=; id=1", "1" },
		{ "a=id=2; id=1", "1" },
		{ "a=\"; id=1\"", "1\"" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *value = NULL;
		size_t len = 99;

		cr_assert(cookie_find(cases[i].header, "id", &value, &len),
		    "%s", cases[i].header);
		cr_expect_eq(len, strlen(cases[i].value), "%s",
		    cases[i].header);
		cr_expect_eq(strncmp(value, cases[i].value, len), 0);
	}
}

Test(cookie, takes_nothing_else_for_it)
{
	static const char *const headers[] = { "", ";", " ", "i", "id", "id;",
		"id ; x", "ID=1", "xid=1", "idx=1", "id =1", "__Host-id=1",
		"a=id=1", "a=id; b=1", "=id", "i=d=1", "id\t=1" };

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		const char *value = NULL;
		size_t len = 99;

		cr_expect_not(cookie_find(headers[i], "id", &value, &len), "%s",
		    headers[i]);
		cr_expect_null(value);
		cr_expect_eq(len, 99);
	}
}
