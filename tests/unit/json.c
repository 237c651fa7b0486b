/*
 * json.h: the cases of tests/data/jsontestsuite, then what a list of bytes
 * cannot say: where it went wrong, each ceiling, and that json-c reads what
 * gets through.
 */
#include "json.h"

#include <criterion/criterion.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "json_scan.h"

static const char cases[] = "tests/data/jsontestsuite/cases.txt";

enum { MIB = 1 << 20 };

/* The verdict as NULL or why not, of a copy of exactly its size, so that a
 * sanitizer sees a byte too far.  *ret_at is where. */
static const char *
verdict(const char *text, size_t len, size_t *ret_at)
{
	char *exact = malloc(len > 0 ? len : 1);
	const char *why = NULL;
	enum err e;

	*ret_at = (size_t)-1;
	memcpy(exact, text, len);
	e = json_check(exact, len, ret_at, &why);
	cr_assert(e == OK || e == E_malformed);
	cr_assert_eq(e == OK, why == NULL);
	cr_assert(e == OK || *ret_at <= len);
	cr_assert(e != OK || *ret_at == (size_t)-1);
	free(exact);
	return why;
}

static const char *
why_not(const char *text, size_t len)
{
	size_t at;

	return verdict(text, len, &at);
}

/* Does json-c read it?  As it is asked to where bodies are read, so not by its
 * strict rules, for which 0.18 takes every byte beyond ASCII for a control. */
static bool
json_c_reads(const char *text, size_t len)
{
	json_tokener *tok = json_tokener_new();
	json_object *value;
	bool read;

	value = json_tokener_parse_ex(tok, text, (int)len);
	/* a number at the very end waits for a byte that is no digit */
	if (json_tokener_get_error(tok) == json_tokener_continue)
		value = json_tokener_parse_ex(tok, "", 1);
	read = json_tokener_get_error(tok) == json_tokener_success;
	json_object_put(value);
	json_tokener_free(tok);
	return read;
}

/* A byte of the cases' notation: <HH> or, within a repetition, {HH}. */
static const char *
take_byte(struct buf *out, const char *p, char open)
{
	if (*p == open) {
		buf_putc(out, (char)strtol(p + 1, NULL, 16));
		return p + 4;
	}
	buf_putc(out, *p);
	return p + 1;
}

/* "<N*TEXT>": returns what is behind it. */
static const char *
take_repetition(struct buf *out, const char *p)
{
	char *text;
	long times = strtol(p + 1, &text, 10);
	const char *end = strchr(text, '>');

	cr_assert_not_null(end);
	for (; times > 0; times--) {
		for (const char *t = text + 1; t < end;)
			t = take_byte(out, t, '{');
	}
	return end + 1;
}

/* The bytes that the cases' notation stands for. */
static void
expand(struct buf *out, const char *text)
{
	buf_reset(out);
	while (*text != '\0') {
		size_t digits = strspn(text + 1, "0123456789");

		if (*text == '<' && text[1 + digits] == '*')
			text = take_repetition(out, text);
		else
			text = take_byte(out, text, '<');
	}
}

/* `rule' is the third column. */
static void
check_case(char given, const char *text, size_t len, const char *rule)
{
	const char *why = why_not(text, len);
	int shown = len < 60 ? (int)len : 60;

	switch (given) {
	case 'y':
		cr_expect_null(why, "%s: %.*s: %s", rule, shown, text, why);
		cr_expect(json_c_reads(text, len), "json-c: %.*s", shown, text);
		break;
	case 'n':
		cr_expect_not_null(why, "%s: %.*s", rule, shown, text);
		break;
	case 'x':
		cr_expect_not_null(why, "%s: %.*s", rule, shown, text);
		cr_expect(why == NULL || strcmp(why, rule) == 0,
		    "%.*s: %s, not %s", shown, text, why, rule);
		break;
	default:
		cr_expect_fail("no verdict: %c", given);
	}
}

Test(json, says_what_rfc_8259_says)
{
	FILE *file = fopen(cases, "r");
	char line[1024], *rest;
	struct buf text;
	int n = 0;

	cr_assert_not_null(file, "run it where %s is", cases);
	buf_init(&text, MIB);
	while (fgets(line, sizeof line, file) != NULL) {
		if (*line == '#' || *line == '\n')
			continue;
		cr_assert_eq(line[1], '\t');
		rest = strchr(line + 2, '\t');
		cr_assert_not_null(rest);
		*rest++ = '\0';
		rest[strcspn(rest, "\n")] = '\0';
		expand(&text, line + 2);
		check_case(line[0], buf_str(&text), text.len, rest);
		n++;
	}
	cr_expect_geq(n, 800);
	buf_free(&text);
	fclose(file);
}

static const char rich[] =
    "{\"a\":[1,-2.5e+10,true,false,null,\"x\\n\\u00e9\\ud83d\\udc4bé会👋\"],"
    " \"b\" : {\"c\":{\"d\":[[],{}]}},\n\"\\u0065\":\"\"}";

/* No part of a text in brackets is one, whatever it is cut at. */
Test(json, refuses_every_text_cut_short)
{
	size_t len = sizeof rich - 1;

	cr_expect_null(why_not(rich, len));
	for (size_t n = 0; n < len; n++) {
		size_t at;

		cr_expect_not_null(verdict(rich, n, &at), "cut at %zu", n);
	}
}

/* Nothing below a blank may stand anywhere but for blanks; and no byte that
 * is not UTF-8 anywhere at all. */
Test(json, refuses_a_bad_byte_anywhere)
{
	static const unsigned char bad[] = { 0, 1, 0x0b, 0x0c, 0x1f, 0xc0, 0xf5,
		0xff };
	char text[sizeof rich];

	for (size_t n = 0; n < sizeof rich - 1; n++) {
		for (size_t i = 0; i < sizeof bad; i++) {
			memcpy(text, rich, sizeof rich);
			text[n] = (char)bad[i];
			cr_expect_not_null(why_not(text, sizeof rich - 1),
			    "%02x at %zu", bad[i], n);
		}
	}
}

/* Wherever a special byte stands, the fast stride stops at it. */
Test(json, stops_at_a_special_byte_anywhere)
{
	static const unsigned char bad[] = { '"', '\\', 0x1f, 0, 0x80, 0xff };
	char text[44];

	for (size_t at = 1; at < sizeof text - 1; at++) {
		for (size_t i = 0; i < sizeof bad; i++) {
			memset(text, 'a', sizeof text);
			text[0] = text[sizeof text - 1] = '"';
			cr_assert_null(why_not(text, sizeof text));
			text[at] = (char)bad[i];
			cr_assert_not_null(why_not(text, sizeof text));
		}
	}
}

Test(json, says_where_and_why)
{
	static const struct {
		const char *text;
		size_t at;
		const char *why;
	} told[] = {
		{ "", 0, "a value is missing" },
		{ "[1,]", 3, "a value is missing" },
		{ "[1 2]", 3, "a comma or ] is missing" },
		{ "{\"a\":1 2}", 7, "a comma or } is missing" },
		{ "{\"a\" 1}", 5, "a colon is missing" },
		{ "{a:1}", 1, "a name in quotes is missing" },
		{ "[] 1", 3, "something follows the value" },
		{ "[01]", 2, "a comma or ] is missing" },
		{ "[-]", 2, "a digit is missing" },
		{ "[1.]", 3, "a digit is missing" },
		{ "[1e+]", 4, "a digit is missing" },
		{ "[1e999]", 1, "a number is too large" },
		{ "[\"abc", 5, "a string has no end" },
		{ "[\"abc\\", 6, "a string has no end" },
		{ "[\"a\tb\"]", 3, "a string has a control character" },
		{ "[\"a\\q\"]", 3, "there is no such escape" },
		{ "[\"a\\u12\"]", 3, "\\u is not followed by four hex digits" },
		{ "[\"a\\u0000\"]", 3, "a string has a NUL" },
		{ "[\"\\n\\ud800\"]", 4, "half of a surrogate pair" },
		{ "[\"a\xff\"]", 3, "it is not UTF-8" },
		{ "{\"a\":1,\"\\u0061\":2}", 7, "an object has a name twice" },
		{ "[[[[[[[[[[[[[[[[[", 16, "it is nested too deeply" },
	};

	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		size_t at;
		const char *text = told[i].text;
		const char *why = verdict(text, strlen(text), &at);

		cr_assert_not_null(why, "%s", text);
		cr_expect_str_eq(why, told[i].why, "%s: %s", text, why);
		cr_expect_eq(at, told[i].at, "%s: at %zu", text, at);
	}
}

/* An object with the names "0" to n-1, each with `value'. */
static void
put_names(struct buf *out, int n, const char *value)
{
	buf_putc(out, '{');
	for (int i = 0; i < n; i++)
		buf_printf(out, "%s\"%d\":%s", i > 0 ? "," : "", i, value);
	buf_putc(out, '}');
}

Test(json, takes_as_many_names_as_it_says)
{
	struct buf b;

	buf_init(&b, MIB);
	put_names(&b, JSON_MAX_KEYS, "0");
	cr_expect_null(why_not(b.data, b.len));
	buf_reset(&b);
	put_names(&b, JSON_MAX_KEYS + 1, "0");
	cr_expect_str_eq(why_not(b.data, b.len),
	    "an object has too many names");
	buf_free(&b);
}

/* All that can be open at once: on each level the last name has the next
 * object, and a name may come again on another level but not on its own. */
Test(json, keeps_the_names_of_all_open_objects)
{
	static const char end[] = "{\"0\":1,\"0\":2";
	struct buf b;

	buf_init(&b, MIB);
	for (int depth = 0; depth < JSON_MAX_DEPTH; depth++) {
		put_names(&b, JSON_MAX_KEYS, "0");
		b.len -= depth < JSON_MAX_DEPTH - 1 ? 2 : 0; /* "0}" */
	}
	for (int depth = 1; depth < JSON_MAX_DEPTH; depth++)
		buf_putc(&b, '}');
	cr_expect_null(why_not(b.data, b.len));

	b.len -= JSON_MAX_DEPTH; /* reopens all; the innermost is full */
	buf_puts(&b, ",\"x\":0");
	cr_expect_str_eq(why_not(b.data, b.len),
	    "an object has too many names");

	buf_reset(&b);
	for (int depth = 1; depth < JSON_MAX_DEPTH; depth++) {
		put_names(&b, JSON_MAX_KEYS, "0");
		b.len -= 2;
	}
	buf_puts(&b, end);
	cr_expect_str_eq(why_not(b.data, b.len), "an object has a name twice");
	buf_free(&b);
}

/* From its usual beginning FNV-1a makes one hash of each of these pairs; they
 * differ all the same. */
Test(json, tells_names_apart_whose_hashes_are_the_same)
{
	static const char text[] = "{\"costarring\":1,\"\\u006ciquid\":2,"
				   "\"declinate\":3,\"macallums\":4,"
				   "\"altarage\":5,\"zinke\":6}";

	json_seed = 2166136261u;
	cr_expect_null(why_not(text, sizeof text - 1));
}

/* Nobody outside may know which names collide. */
Test(json, begins_hashes_with_a_number_of_its_own)
{
	uint32_t seed = scan_key_seed();

	cr_expect_eq(scan_key_seed(), seed);
	json_seed = 0;
	cr_expect_neq(scan_key_seed(), seed);
}

/* A name written in every way that JSON has for it is one name. */
Test(json, compares_names_as_they_read)
{
	static const char *const ways[][4] = {
		{ "a", "\\u0061", NULL },
		{ "/", "\\/", "\\u002f", "\\u002F" },
		{ "\\t", "\\u0009", NULL },
		{ "é", "\\u00e9", "\\u00E9", NULL },
		{ "\u07ff", "\\u07ff", NULL },
		{ "\u0800", "\\u0800", NULL },
		{ "\uffff", "\\uffff", NULL },
		{ "👋", "\\ud83d\\udc4b", "\\uD83D\\udc4B", NULL },
		{ "\U0010ffff", "\\udbff\\udfff", NULL },
		{ "aéb", "\\u0061\\u00e9\\u0062", "a\\u00e9b", NULL },
	};
	enum { N = sizeof ways / sizeof *ways };
	char text[128];

	for (size_t i = 0; i < N * 4 * N * 4; i++) {
		size_t a = i / 4 % N, b = i / 4 / N / 4;
		const char *one = ways[a][i % 4];
		const char *other = ways[b][i / 4 / N % 4];
		int len;

		if (one == NULL || other == NULL)
			continue;
		len = snprintf(text, sizeof text, "{\"%s\":1,\"%s\":2}", one,
		    other);
		cr_expect_eq(why_not(text, (size_t)len) == NULL, a != b, "%s",
		    text);
	}
}

Test(json, refuses_no_text_and_too_much_of_it)
{
	size_t at = 0;
	const char *why = "";

	cr_expect_eq(json_check(NULL, 0, &at, &why), E_malformed);
	cr_expect_str_eq(why, "a value is missing");
	/* The bytes are not looked at. */
	cr_expect_eq(json_check("[]", (size_t)1 << 31, &at, &why), E_malformed);
	cr_expect_str_eq(why, "it is too long");
}

/* Every ASCII byte as the first of a value. */
Test(json, knows_how_a_value_begins)
{
	for (int c = 0; c < 256; c++) {
		char text[] = { (char)c, '1', '\0' };
		bool fine = strchr(" \t\n\r-", c) != NULL && c != 0;

		fine = fine || (c >= '1' && c <= '9');
		cr_expect_eq(why_not(text, 2) == NULL, fine, "byte %d", c);
	}
}
