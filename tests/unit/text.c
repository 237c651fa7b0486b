/* text.h, by tables: what is one, and what is nearly one. */
#include "text.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In memory of exactly its size, so that a sanitizer sees a step too far. */
static bool
holds(bool (*is)(const char *, size_t), const char *text, size_t len)
{
	char *exact = malloc(len > 0 ? len : 1);
	bool held;

	memcpy(exact, text, len);
	held = is(exact, len);
	free(exact);
	return held;
}

/* `yes' and `no' are lists that end with NULL. */
static void
check_lists(bool (*is)(const char *, size_t), const char *const *yes,
    const char *const *no)
{
	for (; *yes != NULL; yes++)
		cr_expect(holds(is, *yes, strlen(*yes)), "yes: %s", *yes);
	for (; *no != NULL; no++)
		cr_expect_not(holds(is, *no, strlen(*no)), "no: %s", *no);
}

/* The first character as a decoder by the book sees it: length, or 0. */
static size_t
decode(const unsigned char *p, size_t len, uint32_t *ret_point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = p[0] < 0x80 ? 1
	    : p[0] >> 5 == 6   ? 2
	    : p[0] >> 4 == 14  ? 3
	    : p[0] >> 3 == 30  ? 4
			       : 0;
	uint32_t point = n == 1 ? p[0] : p[0] & (0x7fu >> n);

	if (n == 0 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		point = point << 6 | (p[i] & 0x3fu);
	}
	if (point < least[n] || point > 0x10ffff || point >> 11 == 0x1b)
		return 0;
	*ret_point = point;
	return n;
}

static bool
is_utf8_by_the_book(const unsigned char *p, size_t len)
{
	uint32_t point;

	while (len > 0) {
		size_t n = decode(p, len, &point);

		if (n == 0 || point == 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

static void
check_utf8(const unsigned char *p, size_t len)
{
	if (text_is_utf8((const char *)p, len) != is_utf8_by_the_book(p, len))
		cr_assert_fail("%02x %02x %02x %02x", p[0], p[1], p[2], p[3]);
}

/* Every sequence of up to three bytes; of four all that differ in kind. */
Test(text, knows_utf8_from_what_looks_like_it)
{
	static const unsigned char kinds[] = { 0, 0x41, 0x7f, 0x80, 0xbf, 0xc0,
		0xc3, 0xff };
	unsigned char p[4];

	for (uint32_t i = 0; i < 1 << 24; i++) {
		p[0] = (unsigned char)(i >> 16);
		p[1] = (unsigned char)(i >> 8);
		p[2] = (unsigned char)i;
		p[3] = 0;
		check_utf8(p, 3);
		if (p[2] != 0)
			continue;
		check_utf8(p, 2);
		for (int k = 0; k < 64 && p[0] >= 0xe0; k++) {
			p[2] = kinds[k / 8];
			p[3] = kinds[k % 8];
			check_utf8(p, 4);
		}
	}
	cr_expect(text_is_utf8("", 0));
	cr_expect(text_is_utf8(NULL, 0));
}

/* Each bad byte at each place of a long run: the fast stride misses none. */
Test(text, finds_a_bad_byte_anywhere)
{
	static const unsigned char bad[] = { 0, 0x80, 0xc0, 0xff };

	for (size_t at = 0; at < 40; at++) {
		for (size_t i = 0; i < sizeof bad; i++) {
			char run[40];

			memset(run, 'x', sizeof run);
			cr_assert(holds(text_is_utf8, run, sizeof run));
			run[at] = (char)bad[i];
			cr_assert_not(holds(text_is_utf8, run, sizeof run));
		}
	}
}

Test(text, counts_characters)
{
	cr_expect_eq(text_chars("", 0), 0);
	cr_expect_eq(text_chars("abc", 3), 3);
	cr_expect_eq(text_chars("Grüße", strlen("Grüße")), 5);
	cr_expect_eq(text_chars("会議室", strlen("会議室")), 3);
	cr_expect_eq(text_chars("👋🏽", strlen("👋🏽")), 2);
}

Test(text, trims_every_kind_of_white_space)
{
	static const char *const spaces[] = { "\t", "\n", "\v", "\f", "\r", " ",
		"\xc2\x85", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
		"\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
		"\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f",
		"\u3000" };
	enum { N = sizeof spaces / sizeof *spaces };

	for (size_t i = 0; i < N * N; i++) {
		char padded[64];
		const char *text = padded;
		size_t len = (size_t)snprintf(padded, sizeof padded,
		    "%s%sé a%s%s", spaces[i % N], spaces[i / N], spaces[i / N],
		    spaces[i % N]);

		text_trim(&text, &len);
		cr_expect_eq(len, strlen("é a"), "space %zu", i);
		cr_expect_eq(strncmp(text, "é a", len), 0);
	}
}

/* Neither a zero-width space nor a byte order mark is White_Space; and half
 * a character at an end is left as it is. */
Test(text, trims_nothing_else)
{
	static const char *const kept[] = { "", "x", "a b", "\u200b", "\ufeff",
		"\u180e", "\u2060", "x\xe2\x80", "\x80\x80", "\xa0",
		"\x85x\xa0", "x\xc2" };

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		const char *text = kept[i];
		size_t len = strlen(text);

		text_trim(&text, &len);
		cr_expect_eq(text, kept[i]);
		cr_expect_eq(len, strlen(kept[i]), "text %zu", i);
	}
}

Test(text, trims_blank_text_to_nothing)
{
	const char *text = " \t\u3000\n ";
	size_t len = strlen(text);

	text_trim(&text, &len);
	cr_expect_eq(len, 0);
}

Test(text, knows_a_handle)
{
	static const char *const yes[] = { "ann", "a_1", "___", "007",
		"abcdefghijklmnopqrstuvwxyz_012", NULL };
	static const char *const no[] = { "", "a", "ab", "Ann", "ann ", " ann",
		"a-b", "a.b", "ann\n", "änn", "@ann",
		"abcdefghijklmnopqrstuvwxyz_0123", NULL };

	check_lists(text_is_handle, yes, no);
	cr_expect_not(holds(text_is_handle, "an\0n", 4));
}

Test(text, knows_an_address)
{
	static const char *const yes[] = { "a@b", "ann@example.org",
		"Ann.Bee+tag@EXAMPLE.co.uk", "o'neil@x.ie", "1@2.com",
		"!#$%&'*+-/=?^_`{|}~@example.org", "a@xn--bcher-kva.example",
		"a@1.2.3.4a", "a@a--b.c",
		"a@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890"
		".org",
		"0123456789012345678901234567890123456789012345678901234567890123"
		"@example.org",
		NULL };
	static const char *const no[] = { "", "@", "a", "a@", "@b", "a@@b",
		"a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@b c", "a@.b",
		"a@b.", "a@b..c", "a@-b", "a@b-", "a@b-.c", "a@b_c", "a@[::1]",
		"a@1.2.3.4", "a@7", "\"a b\"@c", "a(x)@b", "a<b@c", "a@b>",
		"é@b.c", "a@é.c", "a@b\n", "a@b\r\nBcc: x@y", "a,b@c", "a;b@c",
		"a:b@c", "a\\b@c",
		"a@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz012345678901"
		".org",
		"01234567890123456789012345678901234567890123456789012345678901234"
		"@example.org",
		NULL };

	check_lists(text_is_email, yes, no);
	cr_expect_not(holds(text_is_email, "a\0@b", 4));
	cr_expect_not(holds(text_is_email, "a@b\0", 4));
}

Test(text, bounds_an_address)
{
	char text[256];

	memset(text, 'a', sizeof text);
	text[1] = '@';
	for (size_t i = 60; i < sizeof text; i += 60)
		text[i] = '.';
	cr_expect(holds(text_is_email, text, 254));
	cr_expect_not(holds(text_is_email, text, 255));
}

Test(text, knows_a_uuid)
{
	static const char *const yes[] = {
		"00000000-0000-0000-0000-000000000000",
		"123e4567-e89b-12d3-a456-426614174000",
		"FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF", NULL
	};
	static const char *const no[] = { "",
		"123e4567-e89b-12d3-a456-42661417400",
		"123e4567-e89b-12d3-a456-4266141740000",
		"123e4567e89b12d3a456426614174000",
		"123e4567-e89b-12d3-a456_426614174000",
		"g23e4567-e89b-12d3-a456-426614174000",
		"{23e4567-e89b-12d3-a456-42661417400}",
		"123e4567-e89b-12d3-a4566-42661417400",
		"-123e456-e89b-12d3-a456-426614174000", NULL };

	check_lists(text_is_uuid, yes, no);
}

Test(text, knows_a_real_day)
{
	static const char *const yes[] = { "2026-11-21", "2024-02-29",
		"2000-02-29", "0001-01-01", "9999-12-31", "2026-01-31",
		"2026-04-30", NULL };
	static const char *const no[] = { "", "2026-11-2", "2026-11-211",
		"2026-1-21", "26-11-21", "2026/11/21", "20261121", "2026-00-10",
		"2026-13-10", "2026-11-00", "2026-11-31", "2026-02-29",
		"1900-02-29", "2100-02-29", "0000-01-01", "-026-11-21",
		"2026-11-21Z", "2026-11-+1", "2026- 1-21", " 026-11-21",
		"2026-1a-21", "２026-11-", NULL };

	check_lists(text_is_date, yes, no);
}

Test(text, knows_a_time)
{
	static const char *const yes[] = { "2026-11-21T09:35:00Z",
		"2026-11-21t09:35:00z", "2026-11-21 09:35:00",
		"2026-11-21T09:35:00", "2026-11-21T09:35:00.1Z",
		"2026-11-21T09:35:00.123456789Z", "2026-11-21T23:59:59+00:00",
		"2026-11-21T00:00:00-15:59", "2026-11-21T00:00:00+14:00",
		"2026-11-21T00:00:00.5-00:00", "2016-12-31T23:59:60Z",
		"2016-12-31T15:59:60-08:00", "2017-01-01T05:29:60.9+05:30",
		"2016-12-31T23:59:60", NULL };
	static const char *const no[] = { "", "2026-11-21", "2026-11-21T",
		"2026-11-21T09:35", "2026-11-21T09:35Z", "2026-11-21T9:35:00Z",
		"2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z",
		"2026-11-21T09:35:60Z", "2026-11-21T09:35:61Z",
		"2016-12-31T23:59:61Z", "2016-12-31T23:59:60+01:00",
		"2026-02-30T09:35:00Z", "2026-11-21_09:35:00Z",
		"2026-11-21T09:35:00.Z", "2026-11-21T09:35:00,5Z",
		"2026-11-21T09:35:00.1234567890Z", "2026-11-21T09:35:00+1:00",
		"2026-11-21T09:35:00+0100", "2026-11-21T09:35:00+01",
		"2026-11-21T09:35:00+16:00", "2026-11-21T09:35:00+01:60",
		"2026-11-21T09:35:00 Z", "2026-11-21T09:35:00ZZ",
		"2026-11-21T09:35:00Z ", "2026-11-21T09-35-00Z",
		"2026-11-21T0a:35:00Z", "2026-11-21T09:35:-1Z",
		"2026-11-21T09:35:00+ab:00", "now", "infinity", NULL };

	check_lists(text_is_time, yes, no);
	cr_expect_not(holds(text_is_time, "2026-11-21\00009:35:00Z", 20));
}

Test(text, knows_what_leaves_a_trace)
{
	static const char *const yes[] = { "a", " a", "\u200b.", "é", "\u0300",
		"\u200dx", "\x7f", "𝄞", "\U000e1000", NULL };
	static const char *const no[] = { "", " ", "\t\n", "\u00a0", "\u00ad",
		"\u200b", "\u202e\u200f ", "\u2060", "\u3164", "\ufeff",
		"\u2800", "\U000e0020", NULL };

	check_lists(text_is_visible, yes, no);
}
