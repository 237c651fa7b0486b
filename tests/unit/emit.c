/* JSON that people read: emit.h. */
#include "emit.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

static void
check_text(struct emit *e, const char *wanted)
{
	cr_assert_str_eq(buf_str(&e->text), wanted);
	buf_free(&e->text);
}

Test(emit, nothing_in_it)
{
	struct emit e;

	emit_init(&e);
	emit_open(&e, NULL, '{');
	emit_open(&e, "a", '[');
	emit_close(&e, ']');
	emit_close(&e, '}');
	check_text(&e, "{\n  \"a\": []\n}");
}

Test(emit, every_value)
{
	struct emit e;

	emit_init(&e);
	emit_open(&e, NULL, '{');
	emit_str(&e, "s", "say \"hi\"\n");
	emit_str(&e, "absent", NULL);
	emit_fmt(&e, "f", "%d of %s", 3, "x");
	emit_int(&e, "i", INT64_MIN);
	emit_bool(&e, "b", true);
	emit_null(&e, "n");
	emit_close(&e, '}');
	check_text(&e,
	    "{\n  \"s\": \"say \\\"hi\\\"\\n\",\n"
	    "  \"f\": \"3 of x\",\n  \"i\": -9223372036854775808,\n"
	    "  \"b\": true,\n  \"n\": null\n}");
}

Test(emit, flat_stays_on_its_line_with_all_that_is_in_it)
{
	struct emit e;

	emit_init(&e);
	emit_open(&e, NULL, '[');
	emit_flat(&e, NULL, '{');
	emit_int(&e, "a", 1);
	emit_open(&e, "b", '[');
	emit_flat(&e, NULL, '[');
	emit_close(&e, ']');
	emit_int(&e, NULL, 2);
	emit_close(&e, ']');
	emit_close(&e, '}');
	emit_open(&e, NULL, '{');
	emit_int(&e, "c", 3);
	emit_close(&e, '}');
	emit_close(&e, ']');
	check_text(&e,
	    "[\n  {\"a\": 1, \"b\": [[], 2]},\n"
	    "  {\n    \"c\": 3\n  }\n]");
}

Test(emit, it_goes_to_standard_output)
{
	struct emit e;

	cr_redirect_stdout();
	emit_init(&e);
	emit_open(&e, NULL, '[');
	emit_close(&e, ']');
	cr_assert_eq(emit_finish(&e), 0);
	fflush(stdout);
	cr_assert_stdout_eq_str("[]\n");
}

/* A value or a text that does not fit is no text at all. */
Test(emit, what_is_too_long_is_not_printed)
{
	static char value[4097];
	struct emit e;

	memset(value, 'x', 4096);
	cr_redirect_stdout();
	cr_redirect_stderr();
	emit_init(&e);
	emit_fmt(&e, NULL, "%s", value);
	cr_assert_eq(emit_finish(&e), 1);

	emit_init(&e);
	for (int i = 0; i < 4100; i++)
		emit_str(&e, NULL, value);
	cr_assert_eq(emit_finish(&e), 1);
	fflush(stdout);
	fflush(stderr);
	cr_assert_stdout_eq_str("");
	cr_assert_stderr_eq_str("foyer: the text passes 16 MiB\n"
				"foyer: the text passes 16 MiB\n");
}
