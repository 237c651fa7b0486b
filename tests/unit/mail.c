/* mail.h: the bytes of a message, by the RFCs. */
#include "mail.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct mailbox from = { "Foyer", "foyer@example.org" };
static struct mail plain = {
	.id = "42",
	.created_us = 1795253400123456, /* 2026-11-21 09:30:00.123456 */
	.recipient = "ada@example.com",
	.subject = "Confirm your address",
	.body = "Hello,\n\n  https://example.org/confirm#abc\n",
};
static struct buf out;

static void
set_up(void)
{
	buf_init(&out, MAIL_MAX);
}

static void
tear_down(void)
{
	buf_free(&out);
}

TestSuite(mail, .init = set_up, .fini = tear_down);

static const char *
written(const struct mail *m)
{
	buf_reset(&out);
	mail_write(&out, m, &from);
	return buf_str(&out);
}

static const char *
with_subject(const char *subject)
{
	struct mail m = plain;

	m.subject = subject;
	return written(&m);
}

/* What comes behind the headers. */
static const char *
body_of(const char *body)
{
	struct mail m = plain;

	m.body = body;
	return strstr(written(&m), "\r\n\r\n") + 4;
}

/* Every line ends with CRLF, is not too long, and is ASCII. */
static void
expect_fit_to_travel(const char *text, size_t longest)
{
	const char *line = text;

	for (const char *p = text; *p != '\0'; p++) {
		cr_expect((unsigned char)*p < 0x7f);
		if (*p == '\n') {
			cr_expect(p > text && p[-1] == '\r');
			cr_expect_leq((size_t)(p - 1 - line), longest, "%.*s",
			    (int)(p - line), line);
			line = p + 1;
		} else if (*p == '\r') {
			cr_expect_eq(p[1], '\n');
		}
	}
	cr_expect_eq(*line, '\0', "the last line has no end");
}

Test(mail, a_plain_message)
{
	cr_expect_str_eq(written(&plain),
	    "Date: Sat, 21 Nov 2026 09:30:00 +0000\r\n"
	    "Message-ID: <mail-42-1795253400123456@example.org>\r\n"
	    "From: Foyer\r\n <foyer@example.org>\r\n"
	    "To: ada@example.com\r\n"
	    "Subject: Confirm your address\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 7bit\r\n"
	    "\r\n"
	    "Hello,\r\n\r\n  https://example.org/confirm#abc\r\n");
}

Test(mail, the_same_row_gives_the_same_bytes)
{
	char first[4096];

	snprintf(first, sizeof first, "%s", written(&plain));
	cr_expect_str_eq(written(&plain), first);
}

Test(mail, subjects)
{
	static const struct {
		const char *subject, *header;
	} cases[] = {
		{ "", "Subject: \r\n" },
		{ "a = b?", "Subject: a = b?\r\n" },
		{ "Zoë", "Subject: =?UTF-8?B?Wm/Dqw==?=\r\n" },
		{ "=?x", "Subject: =?UTF-8?B?PT94?=\r\n" },
		{ "a\tb", "Subject: =?UTF-8?B?YQli?=\r\n" },
		/* 39 bytes a word, never within a character. */
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xabz",
		    "Subject: =?UTF-8?B?YWFhYWFhYWFhYWFhYWFhYWFhYWFh"
		    "YWFhYWFhYWFhYWFhYWFhYWE=?=\r\n =?UTF-8?B?w6t6?=\r\n" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_expect(strstr(with_subject(cases[i].subject),
			      cases[i].header) != NULL,
		    "%s", buf_str(&out));
}

Test(mail, long_subjects_are_folded)
{
	char subject[1001] = "";

	for (int i = 0; i < 200; i++)
		memcpy(subject + 5 * i, "wörd", 6);
	expect_fit_to_travel(with_subject(subject), 76);
	memset(subject, 'x', 1000);
	expect_fit_to_travel(with_subject(subject), 76);
}

Test(mail, a_name_that_needs_quotes_or_words)
{
	static const struct {
		const char *name, *header;
	} cases[] = {
		{ "", "From: foyer@example.org\r\n" },
		{ "The Club", "From: The Club\r\n <" },
		{ "Club, the \"old\"",
		    "From: \"Club, the \\\"old\\\"\"\r\n <" },
		{ "Łódź", "From: =?UTF-8?B?xYHDs2TFug==?=\r\n <" },
	};
	struct mailbox kept = from;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		snprintf(from.name, sizeof from.name, "%s", cases[i].name);
		cr_expect(strstr(written(&plain), cases[i].header) != NULL,
		    "%s", buf_str(&out));
	}
	from = kept;
}

Test(mail, bodies)
{
	static const struct {
		const char *body, *text;
	} cases[] = {
		{ "", "" },
		{ "one", "one\r\n" },
		{ "one\r\ntwo\n", "one\r\ntwo\r\n" },
		{ "one\rtwo", "one\r\ntwo\r\n" },
		{ "\n\nx", "\r\n\r\nx\r\n" },
		{ ".\n..\n", ".\r\n..\r\n" },
		{ "\ta = b\n", "\ta = b\r\n" },
		{ "gr\xc3\xbc\xc3\x9f\n", "gr=C3=BC=C3=9F\r\n" },
		{ "\xc3\xbc = \n", "=C3=BC =3D=20\r\n" },
		{ "\xc3\xbc\t\n", "=C3=BC=09\r\n" },
		{ "\x01\n", "=01\r\n" },
		{ "\x7f", "=7F\r\n" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_expect_str_eq(body_of(cases[i].body), cases[i].text);
}

Test(mail, long_lines_are_broken)
{
	static char body[5001];

	memset(body, 'x', 900);
	cr_expect(strstr(body_of(body), "=\r\n") == NULL);
	memset(body, 'x', 901);
	expect_fit_to_travel(body_of(body), 76);
	for (int i = 0; i < 2500; i++)
		memcpy(body + 2 * i, "ü", 3);
	expect_fit_to_travel(body_of(body), 76);
}

Test(mail, a_soft_break_at_the_edge)
{
	char body[100] = "ü";

	/* "=C3=BC" and 70 more are 76: too many with the `=' of a break. */
	memset(body + 2, 'x', 70);
	cr_expect_eq(strlen(body_of(body)), 76 + 1 + 2 + 2);
	body[71] = '\0';
	cr_expect_eq(strlen(body_of(body)), 75 + 2);
}

Test(mail, past_the_ceiling_it_says_so)
{
	static char body[2 * MAIL_MAX];

	memset(body, '\n', sizeof body - 1);
	body_of("x");
	cr_expect_not(out.over);
	body_of(body);
	cr_expect(out.over);
}

Test(mail, senders)
{
	static const struct {
		const char *text, *name, *address;
	} cases[] = {
		{ "foyer@localhost", "", "foyer@localhost" },
		{ "Foyer <foyer@localhost>", "Foyer", "foyer@localhost" },
		{ "  The  Club <a@b.example>", "The  Club", "a@b.example" },
		{ "\"Club, the \\\"old\\\"\" <a@b.example>",
		    "Club, the \"old\"", "a@b.example" },
		{ "Zoë <a@b.example>", "Zoë", "a@b.example" },
		{ "<a@b.example>", "", "a@b.example" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct mailbox m;

		cr_assert(mailbox_parse(cases[i].text, &m), "%s",
		    cases[i].text);
		cr_expect_str_eq(m.name, cases[i].name);
		cr_expect_str_eq(m.address, cases[i].address);
	}
}

Test(mail, no_senders)
{
	static const char *const texts[] = { "", "Foyer", "Foyer <>",
		"Foyer <foyer@localhost", "Foyer foyer@localhost",
		"<a@b.example> x", "\"x <a@b.example>", "a@b@c",
		"\xff <a@b.example>", "<\na@b.example>" };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct mailbox m = { "kept", "" };

		cr_expect_not(mailbox_parse(texts[i], &m), "%s", texts[i]);
		cr_expect_str_eq(m.name, "kept");
	}
}

/* How many files there are, hidden ones too; they are removed. */
static int
empty(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			n += unlinkat(dirfd(d), e->d_name, 0) == 0;
	closedir(d);
	return n;
}

Test(mail, into_a_folder)
{
	char dir[] = "/tmp/foyer-mail-XXXXXX", name[MAIL_NAME_SIZE];
	char why[MAIL_WHY_SIZE] = "untouched", path[200], text[4096];
	FILE *f;
	size_t n;

	cr_assert(mkdtemp(dir) != NULL);
	written(&plain);
	cr_assert(mail_drop(dir, &plain, &out, name, why));
	cr_expect(mail_drop(dir, &plain, &out, name, why));
	cr_expect_str_eq(name, "20261121T093000Z-42.eml");
	cr_expect_str_eq(why, "untouched");
	snprintf(path, sizeof path, "%s/%s", dir, name);
	cr_assert((f = fopen(path, "r")) != NULL);
	n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	text[n] = '\0';
	cr_expect_str_eq(text, buf_str(&out));
	cr_expect_eq(empty(dir), 1);
	cr_expect_eq(rmdir(dir), 0);
}

Test(mail, into_no_folder)
{
	char name[MAIL_NAME_SIZE] = "untouched", why[MAIL_WHY_SIZE] = "";

	written(&plain);
	cr_expect_not(mail_drop("/nonexistent", &plain, &out, name, why));
	cr_expect_not(mail_drop("/dev/null", &plain, &out, name, why));
	cr_expect(strstr(why, "/dev/null") != NULL);
	cr_expect_str_eq(name, "untouched");
}
