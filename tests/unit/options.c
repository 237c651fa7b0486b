/* options.h: what a command line may say, in words where it may not. */
#include "options.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct option known[] = {
	{ "flag", no_argument, NULL, 'f' },
	{ "value", required_argument, NULL, 'v' },
	{ 0 },
};

/* The letters that options_next() gives for this command line. */
static const char *
letters(int argc, const char *const *argv)
{
	static char got[16];
	char *copy[16];
	int c, n = 0;

	for (int i = 0; i < argc; i++)
		copy[i] = strdup(argv[i]);
	optind = 0; /* glibc: begin anew */
	while ((c = options_next(argc, copy, known)) != -1 && n < 15) {
		got[n++] = (char)c;
		if (c == '?')
			break;
	}
	got[n] = '\0';
	for (int i = 0; i < argc; i++)
		free(copy[i]);
	return got;
}

#define LETTERS(...) \
	letters(sizeof((const char *[]) { __VA_ARGS__ }) / sizeof(char *), \
	    (const char *[]) { __VA_ARGS__ })

Test(options, what_is_known)
{
	cr_expect_str_eq(LETTERS("x"), "");
	cr_expect_str_eq(LETTERS("x", "--flag"), "f");
	cr_expect_str_eq(LETTERS("x", "--value", "1", "a", "--flag"), "vf");
	cr_expect_str_eq(LETTERS("x", "--value=1", "--", "--flag"), "v");
}

Test(options, what_is_not)
{
	cr_expect_str_eq(LETTERS("x", "--other"), "?");
	cr_expect_str_eq(options_fault(), "--other is no option of it");
	cr_expect_str_eq(LETTERS("x", "--value"), "?");
	cr_expect_str_eq(options_fault(), "--value needs a value");
	cr_expect_str_eq(LETTERS("x", "-f"), "?");
	cr_expect_str_eq(LETTERS("x", "--flag=1"), "?");
}

Test(options, numbers)
{
	static const char *const bad[] = { "", "x", "1x", "0", "11", "1.5",
		"99999999999999999999" };
	long n = 7;

	cr_expect(options_number("1", 1, 10, &n));
	cr_expect_eq(n, 1);
	cr_expect(options_number("10", 1, 10, &n));
	cr_expect_eq(n, 10);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_not(options_number(bad[i], 1, 10, &n), "%s", bad[i]);
	cr_expect_eq(n, 10);
	cr_expect(strstr(options_fault(), "from 1 to 10") != NULL);
}
