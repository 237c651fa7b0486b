/* buf.h: what it holds, where it stops, and how JSON is written. */
#include "buf.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "json.h"

enum { KIB = 1 << 10, MIB = 1 << 20 };

static bool
holds(const struct buf *b, const char *text)
{
	return b->len == strlen(text) && memcmp(b->data, text, b->len) == 0;
}

Test(buf, takes_bytes_text_and_numbers)
{
	struct buf b;

	buf_init(&b, MIB);
	cr_expect_null(b.data);
	buf_put(&b, "a\0b", 3);
	buf_puts(&b, "-cd");
	buf_putc(&b, '!');
	buf_int(&b, -120);
	buf_printf(&b, "%s%d", "x", 7);
	cr_expect_eq(b.len, 13);
	cr_expect_arr_eq(b.data, "a\0b-cd!-120x7", 13);
	cr_expect_not(b.over);
	buf_free(&b);
	cr_expect_null(b.data);
	cr_expect_eq(b.max, MIB);
}

Test(buf, is_a_string_when_asked)
{
	struct buf b;

	buf_init(&b, 600);
	cr_expect_str_eq(buf_str(&b), "");
	for (int i = 0; i < 600; i++) {
		buf_putc(&b, 'x');
		cr_assert_eq(strlen(buf_str(&b)), b.len);
	}
	cr_expect_eq(b.len, 600);
	cr_expect_not(b.over);
	buf_free(&b);
}

/* The ceiling: what fits is taken, then nothing more, even if it would fit. */
Test(buf, is_cut_at_its_ceiling)
{
	struct buf b;

	buf_init(&b, 10);
	buf_puts(&b, "0123456789");
	cr_expect_not(b.over);
	cr_expect(holds(&b, "0123456789"));
	buf_put(&b, "", 0);
	buf_printf(&b, "%s", "");
	cr_expect_not(b.over, "nothing fits anywhere");
	buf_putc(&b, 'x');
	cr_expect(b.over);
	cr_expect(holds(&b, "0123456789"));

	buf_reset(&b);
	cr_expect_not(b.over);
	buf_puts(&b, "01234567");
	buf_puts(&b, "abcdef");
	cr_expect(b.over);
	cr_expect(holds(&b, "01234567ab"));
	cr_expect_str_eq(buf_str(&b), "01234567ab");
	buf_free(&b);
}

Test(buf, takes_no_more_once_it_is_over)
{
	struct buf b;

	buf_init(&b, 1000);
	buf_printf(&b, "%01100d", 0);
	cr_expect(b.over);
	cr_expect_eq(b.len, 1000);
	b.len = 500; /* as if there were room again */
	buf_puts(&b, "x");
	buf_putc(&b, 'x');
	buf_int(&b, 1);
	buf_printf(&b, "x");
	buf_json(&b, "x", 1);
	cr_expect_eq(b.len, 500);
	buf_free(&b);
}

Test(buf, may_hold_nothing_at_all)
{
	struct buf b;

	buf_init(&b, 0);
	buf_puts(&b, "");
	cr_expect_not(b.over);
	cr_expect_str_eq(buf_str(&b), "");
	buf_puts(&b, "x");
	cr_expect(b.over);
	cr_expect_str_eq(buf_str(&b), "");
	buf_free(&b);
}

Test(buf, keeps_a_bounded_part_of_its_memory)
{
	static char big[300 * KIB];
	struct buf b;

	buf_init(&b, MIB);
	buf_put(&b, big, 200 * KIB);
	buf_reset(&b);
	cr_expect_not_null(b.data);
	buf_put(&b, big, sizeof big);
	buf_reset(&b);
	cr_expect_null(b.data);
	cr_expect_eq(b.cap, 0);
	cr_expect_eq(b.max, MIB);
	buf_free(&b);
}

static void
grow_for_ever(void)
{
	struct buf b;

	buf_init(&b, SIZE_MAX);
	buf_put(&b, "", 1);
	buf_put(&b, b.data, PTRDIFF_MAX / 4);
}

Test(buf, ends_the_process_when_memory_is_out)
{
	cr_expect(child_aborts(grow_for_ever, "foyer: out of memory"));
}

Test(buf, writes_every_length_of_number)
{
	char expect[32];
	struct buf b;

	buf_init(&b, 64);
	for (int64_t ten = 1;; ten *= 10) {
		for (int64_t i = -2; i <= 2; i++) {
			buf_reset(&b);
			buf_int(&b, ten + i);
			snprintf(expect, sizeof expect, "%" PRId64, ten + i);
			cr_expect_str_eq(buf_str(&b), expect);
			buf_reset(&b);
			buf_int(&b, -ten - i);
			snprintf(expect, sizeof expect, "%" PRId64, -ten - i);
			cr_expect_str_eq(buf_str(&b), expect);
		}
		if (ten > INT64_MAX / 10)
			break;
	}
	buf_reset(&b);
	buf_int(&b, INT64_MAX);
	buf_putc(&b, ' ');
	buf_int(&b, INT64_MIN);
	cr_expect_str_eq(buf_str(&b),
	    "9223372036854775807 -9223372036854775808");
	buf_free(&b);
}

/* On every length around the memory there is. */
Test(buf, formats_where_there_is_room_or_makes_it)
{
	for (int had = 0; had < 520; had += 13) {
		for (int len = 1; len < 1100; len += 7) {
			struct buf b;

			buf_init(&b, 2000);
			for (int i = 0; i < had; i++)
				buf_putc(&b, 'x');
			buf_printf(&b, "%0*d", len, 7);
			cr_assert_eq(b.len, (size_t)(had + len));
			cr_assert_eq(b.data[b.len - 1], '7');
			buf_free(&b);
		}
	}
}

/* One byte of a JSON string, the slow and sure way. */
static size_t
write_slowly(char *out, unsigned char c)
{
	static const char bytes[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	const char *found = memchr(bytes, c, sizeof bytes - 1);

	if (found != NULL) {
		out[0] = '\\';
		out[1] = names[found - bytes];
		return 2;
	}
	if (c < 0x20)
		return (size_t)snprintf(out, 8, "\\u%04x", c);
	*out = (char)c;
	return 1;
}

/* Every byte at every place, so that no stride of the fast way misses one. */
Test(buf, escapes_what_json_wants_escaped)
{
	struct buf b;

	buf_init(&b, KIB);
	for (int c = 0; c < 256; c++) {
		for (size_t at = 0; at < 20; at++) {
			char text[20], expect[40] = "\"";
			size_t n = 1;

			memset(text, 'a', sizeof text);
			text[at] = (char)c;
			for (size_t i = 0; i < sizeof text; i++)
				n += write_slowly(expect + n,
				    (unsigned char)text[i]);
			expect[n++] = '"';
			buf_reset(&b);
			buf_json(&b, text, sizeof text);
			cr_assert_eq(b.len, n, "byte %d at %zu", c, at);
			cr_assert_arr_eq(b.data, expect, n);
		}
	}
	buf_free(&b);
}

static void
check_round_trip(const char *text, size_t len)
{
	struct buf b;
	size_t at;
	const char *why;
	json_object *read;

	buf_init(&b, MIB);
	buf_json(&b, text, len);
	cr_assert_eq(json_check(b.data, b.len, &at, &why), OK);
	read = json_tokener_parse(buf_str(&b));
	cr_assert_eq((size_t)json_object_get_string_len(read), len);
	cr_assert_arr_eq(json_object_get_string(read), text, len);
	json_object_put(read);
	buf_free(&b);
}

Test(buf, writes_strings_that_read_back_the_same)
{
	static const char *const texts[] = { "", "x", "\"", "\\", "\\\"\\",
		"tab\tnewline\nreturn\rbell\a", "\x7f", "\x01\x02\x1f",
		"Grüße, 会議室, Привет, 👋🏽", "\u2028\u2029",
		"a long line without anything to escape in it, to the end" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_round_trip(texts[i], strlen(texts[i]));
}

Test(buf, cuts_json_at_its_ceiling_too)
{
	for (size_t max = 0; max < 30; max++) {
		struct buf b;

		buf_init(&b, max);
		buf_json(&b, "\x01\x02\x03 and more text", 17);
		cr_assert_eq(b.over, max < 34);
		cr_assert_eq(b.len, max);
		buf_free(&b);
	}
}
