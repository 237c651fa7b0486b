/* url.h, by tables: what comes out decoded, and what never gets in. */
#include "url.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "child.h"

enum { MIB = 1 << 20 };

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new(MIB);
}

static void
tear_down(void)
{
	arena_free(arena);
}

TestSuite(url, .init = set_up, .fini = tear_down);

/* What was parsed, as "segment|segment?name=value&name=value". */
static const char *
spell(const struct url *u)
{
	static char text[4096];
	int n = 0, size = sizeof text;

	text[0] = '\0';
	for (int i = 0; i < u->n_segments; i++)
		n += snprintf(text + n, (size_t)(size - n), "%s%s",
		    i > 0 ? "|" : "", u->segment[i]);
	for (int i = 0; i < u->n_pairs; i++) {
		const struct url_pair *p = &u->pair[i];

		cr_expect_eq(p->name_len, strlen(p->name));
		cr_expect_eq(p->value_len, strlen(p->value));
		n += snprintf(text + n, (size_t)(size - n), "%s%s=%s",
		    i > 0 ? "&" : "?", p->name, p->value);
	}
	return text;
}

Test(url, decodes_once)
{
	static const struct {
		const char *uri, *spelt;
	} cases[] = {
		{ "/", "" },
		{ "/api", "api" },
		{ "/api/", "api" },
		{ "/api/tasks/5", "api|tasks|5" },
		{ "/api/tasks/5/", "api|tasks|5" },
		{ "/%61pi/%74%41", "api|tA" },
		{ "/a%20b", "a b" },
		{ "/a+b", "a+b" },
		{ "/a%2Bb", "a+b" },
		{ "/a%252fb", "a%2fb" },
		{ "/@ann", "@ann" },
		{ "/caf%C3%A9/\xc3\xa9", "café|é" },
		{ "/...", "..." },
		{ "/.a/..b", ".a|..b" },
		{ "/a%3Fb%23c", "a?b#c" },
		{ "/a;b=c:d,e", "a;b=c:d,e" },
		{ "/?", "" },
		{ "/x?a=1&b=2", "x?a=1&b=2" },
		{ "/x/?a=1", "x?a=1" },
		{ "/x?a", "x?a=" },
		{ "/x?a=", "x?a=" },
		{ "/x?a&b", "x?a=&b=" },
		{ "/x?a=b=c", "x?a=b=c" },
		{ "/x?=v", "x?=v" },
		{ "/x?&&a=1&&b=2&", "x?a=1&b=2" },
		{ "/x?q=a+b%2Bc", "x?q=a b+c" },
		{ "/x?a+b=1", "x?a b=1" },
		{ "/x?q=%2F..%5C/\\?", "x?q=/..\\/\\?" },
		{ "/x?q=%26%3D%25", "x?q=&=%" },
		{ "/x?q=%E4%BC%9A", "x?q=会" },
		{ "/x?a=1&A=2", "x?a=1&A=2" },
		{ "/1/2/3/4/5/6/7/8/9/10/11/12/",
		    "1|2|3|4|5|6|7|8|9|10|11|12" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *uri = cases[i].uri, *why = "";
		struct url u;

		cr_assert_eq(url_parse(uri, arena, &u, &why), OK, "%s: %s", uri,
		    why);
		cr_expect_str_eq(spell(&u), cases[i].spelt);
	}
}

Test(url, refuses_what_could_be_read_otherwise)
{
	static const struct {
		const char *uri, *why;
	} cases[] = {
		{ "", "slash" },
		{ "api", "slash" },
		{ "*", "slash" },
		{ "http://host/api", "slash" },
		{ "?a=1", "slash" },
		{ "/%", "hex" },
		{ "/%4", "hex" },
		{ "/%4g", "hex" },
		{ "/%g4", "hex" },
		{ "/%%41", "hex" },
		{ "/a%", "hex" },
		{ "/x?q=%", "hex" },
		{ "/x?q=%f", "hex" },
		{ "/x?q=%u0041", "hex" },
		{ "/a%2fb", "slash is escaped" },
		{ "/a%2Fb", "slash is escaped" },
		{ "/a%5cb", "backslash" },
		{ "/a%5Cb", "backslash" },
		{ "/a\\b", "backslash" },
		{ "/a%00b", "control" },
		{ "/%00", "control" },
		{ "/a%0ab", "control" },
		{ "/a%0d%0aSet-Cookie:x", "control" },
		{ "/a\tb", "control" },
		{ "/a%7f", "control" },
		{ "/a%c2%80", "control" },
		{ "/a%c2%9f", "control" },
		{ "/x?q=%00", "control" },
		{ "/x?q=a%0ab", "control" },
		{ "/x?%1f=1", "control" },
		{ "/x?q=%c2%85", "control" },
		{ "/a%c0%af", "UTF-8" },
		{ "/a%e0%80%af", "UTF-8" },
		{ "/a%c0%ae%c0%ae", "UTF-8" },
		{ "/a%ff", "UTF-8" },
		{ "/a\xff", "UTF-8" },
		{ "/a%c3", "UTF-8" },
		{ "/a%ed%a0%80", "UTF-8" },
		{ "/x?q=%c0%80", "UTF-8" },
		{ "/x?%ff", "UTF-8" },
		{ "/x?a=%c3&b=%a9", "UTF-8" },
		{ "//", "empty" },
		{ "//a", "empty" },
		{ "/a//b", "empty" },
		{ "/a//", "empty" },
		{ "/a//?x", "empty" },
		{ "/.", "dot" },
		{ "/..", "dot" },
		{ "/a/../b", "dot" },
		{ "/a/./b", "dot" },
		{ "/a/.", "dot" },
		{ "/%2e", "dot" },
		{ "/%2e%2e/x", "dot" },
		{ "/.%2E?x", "dot" },
		{ "/a#b", "fragment" },
		{ "/a?b#c", "fragment" },
		{ "/x?a=1&a=2", "twice" },
		{ "/x?a=1&%61=2", "twice" },
		{ "/x?a&b&a", "twice" },
		{ "/x?=1&=2", "twice" },
		{ "/1/2/3/4/5/6/7/8/9/10/11/12/13", "too many segments" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct url u = { .n_segments = -7 };
		const char *uri = cases[i].uri, *why = "nothing";

		cr_expect_eq(url_parse(uri, arena, &u, &why), E_malformed, "%s",
		    uri);
		cr_expect(strstr(why, cases[i].why), "%s: %s", uri, why);
		cr_expect_eq(u.n_segments, -7, "%s: touched", uri);
	}
}

/* "/x?n0=0&n1=0…" with n names. */
static const char *
with_names(int n)
{
	static char uri[1024];
	int len = snprintf(uri, sizeof uri, "/x?");

	for (int i = 0; i < n; i++)
		len += snprintf(uri + len, sizeof uri - (size_t)len, "n%d=0&",
		    i);
	return uri;
}

Test(url, takes_no_more_names_than_it_says)
{
	struct url u;
	const char *why = "";

	cr_expect_eq(url_parse(with_names(URL_MAX_PAIRS), arena, &u, &why), OK);
	cr_expect_eq(u.n_pairs, URL_MAX_PAIRS);
	cr_expect_eq(url_parse(with_names(URL_MAX_PAIRS + 1), arena, &u, &why),
	    E_malformed);
	cr_expect(strstr(why, "too many names"), "%s", why);
}

Test(url, takes_no_more_bytes_than_it_says)
{
	static char uri[URL_MAX_BYTES + 2];
	struct url u;
	const char *why = "";

	memset(uri, 'a', sizeof uri - 1);
	uri[0] = '/';
	cr_expect_eq(url_parse(uri, arena, &u, &why), E_malformed);
	cr_expect(strstr(why, "too long"), "%s", why);
	uri[URL_MAX_BYTES] = '\0';
	cr_expect_eq(url_parse(uri, arena, &u, &why), OK);
	cr_expect_eq(strlen(u.segment[0]), URL_MAX_BYTES - 1);
}

/* Decoding is done in one piece: the shortest parts must fit it as well. */
Test(url, needs_no_more_memory_than_the_address)
{
	struct arena *small = arena_new(32);
	struct url u;
	const char *why = "";

	cr_assert_eq(url_parse("/a/b/c/d/e/f/g?a&b&c&d&e&f=&g=", small, &u,
			 &why),
	    OK);
	cr_expect_str_eq(spell(&u), "a|b|c|d|e|f|g?a=&b=&c=&d=&e=&f=&g=");
	arena_free(small);
}
