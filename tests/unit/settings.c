/* settings.h: what the environment may say, and what is refused by name. */
#include "settings.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[] = {
#define SETTING(symbol, name, kind, fallback, doc) name,
#include "settings.def"
#undef SETTING
};
enum { N_NAMES = sizeof names / sizeof names[0] };

static char file[] = "/tmp/foyer-settings-XXXXXX";

static void
set_up(void)
{
	char twin[80];

	for (int i = 0; i < N_NAMES; i++) {
		snprintf(twin, sizeof twin, "%s_FILE", names[i]);
		unsetenv(names[i]);
		unsetenv(twin);
	}
	cr_redirect_stderr();
}

static void
tear_down(void)
{
	unlink(file);
}

TestSuite(settings, .init = set_up, .fini = tear_down);

/* The twin of `name' names a file that holds these bytes. */
static void
set_by_file(const char *name, const char *bytes, size_t len)
{
	char twin[80];
	int fd = mkstemp(file);

	cr_assert_neq(fd, -1);
	cr_assert_eq(write(fd, bytes, len), (ssize_t)len);
	close(fd);
	snprintf(twin, sizeof twin, "%s_FILE", name);
	setenv(twin, file, 1);
}

/* What stands on standard error, after all was written. */
static const char *
complaints(void)
{
	static char text[8192];
	FILE *err = cr_get_redirected_stderr();
	size_t n;

	fflush(stderr);
	n = fread(text, 1, sizeof text - 1, err);
	text[n] = '\0';
	return text;
}

Test(settings, without_a_word_all_is_default)
{
	cr_expect_eq(settings_load(), 0);
	cr_expect_str_eq(settings.database_url, "");
	cr_expect_str_eq(settings.app_url, "https://your-app.localhost:8443");
	cr_expect_str_eq(settings.signup, "open");
	cr_expect_str_eq(settings.threads, "4");
	cr_expect_eq(setting_number(settings.threads), 4);
}

Test(settings, empty_is_not_set)
{
	setenv("SIGNUP", "", 1);
	setenv("THREADS", "", 1);
	setenv("SMTP_URL_FILE", "", 1);
	setenv("MAIL_DIR", " ", 1); /* as docker/compose.yaml has it */
	cr_expect_eq(settings_load(), 0);
	cr_expect_str_eq(settings.signup, "open");
	cr_expect_str_eq(settings.threads, "4");
	cr_expect_str_eq(settings.mail_dir, "");
}

Test(settings, what_fits_is_taken)
{
	static const char *const pairs[][2] = {
		{ "SIGNUP", "closed" },
		{ "SIGNUP", "invitation" },
		{ "THREADS", "1" },
		{ "THREADS", "64" },
		{ "RATE_LIMIT", "0" },
		{ "APP_URL", "https://foyer.example" },
		{ "APP_URL", "https://foyer.example:8443/rooms" },
		{ "APP_URL", "http://[::1]:8080" },
		{ "COMMUNITY", "Zoë & Łukasz" },
		{ "LOG_FORMAT", "logfmt" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y}.png" },
		{ "MAP_TILES",
		    "https://t.example:8443/a~b/{y}{x},{z}?k=1&v=%20" },
		{ "MAP_TILES", "https://[::1]/{z}/{x}/{y}@2x.png" },
		{ "MAP_ATTRIBUTION", "© Łąki, https://t.example/about" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		setenv(pairs[i][0], pairs[i][1], 1);
		cr_expect_eq(settings_load(), 0, "%s=%s", pairs[i][0],
		    pairs[i][1]);
		unsetenv(pairs[i][0]);
	}
}

Test(settings, what_does_not_fit_is_named)
{
	static const char *const pairs[][2] = {
		{ "SIGNUP", "Open" },
		{ "SIGNUP", "open|closed" },
		{ "SIGNUP", "ope" },
		{ "THREADS", "0" },
		{ "THREADS", "65" },
		{ "THREADS", "4 " },
		{ "THREADS", " 4" },
		{ "THREADS", "+4" },
		{ "THREADS", "-1" },
		{ "THREADS", "four" },
		{ "THREADS", "4.0" },
		{ "RATE_LIMIT", "99999999999999999999" },
		{ "APP_URL", "foyer.example" },
		{ "APP_URL", "https://" },
		{ "APP_URL", "https://foyer.example/" },
		{ "APP_URL", "https://a b" },
		{ "APP_URL", "https://foyer.example?x" },
		{ "APP_URL", "https://me@foyer.example" },
		{ "APP_URL", "ftp://foyer.example" },
		{ "APP_URL", "https://foyer.example/'; return 200" },
		{ "APP_URL", "https://foyer.example/$host" },
		{ "APP_URL", "https://foyer.example/ \"" },
		{ "MAP_TILES", "t.example/{z}/{x}/{y}.png" },
		{ "MAP_TILES", "http://t.example/{z}/{x}/{y}.png" },
		{ "MAP_TILES", "https:///{z}/{x}/{y}.png" },
		{ "MAP_TILES", "https://t.example" },
		{ "MAP_TILES", "https://{s}.t.example/{z}/{x}/{y}.png" },
		{ "MAP_TILES", "https://t.example/{z}/{x}.png" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y}/{z}.png" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{-y}.png" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y}{r}.png" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y}{" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y}}" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y} .png" },
		{ "MAP_TILES", "https://t.example;/{z}/{x}/{y}.png" },
		{ "MAP_TILES", "https://t.example'/{z}/{x}/{y}.png" },
		{ "MAP_TILES", "https://u@t.example/{z}/{x}/{y}.png" },
		{ "MAP_TILES", "https://t.example/{z}/{x}/{y}.png\"" },
		{ "COMMUNITY", "two\nlines" },
		{ "COMMUNITY", "\x1b[1m" },
		{ "COMMUNITY", "\xff" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		const char *said;

		setenv(pairs[i][0], pairs[i][1], 1);
		cr_expect_eq(settings_load(), 1, "%s=%s", pairs[i][0],
		    pairs[i][1]);
		said = complaints();
		cr_expect(strstr(said, pairs[i][0]) != NULL, "%s", said);
		unsetenv(pairs[i][0]);
	}
}

Test(settings, all_faults_at_once)
{
	setenv("SIGNUP", "maybe", 1);
	setenv("THREADS", "many", 1);
	setenv("APP_URL", "here", 1);
	cr_expect_eq(settings_load(), 3);
}

Test(settings, a_secret_is_not_repeated)
{
	setenv("SMTP_URL", "smtp://u:hunter2@mail\n", 1);
	cr_expect_eq(settings_load(), 1);
	cr_expect(strstr(complaints(), "hunter2") == NULL);
}

Test(settings, from_a_file)
{
	set_by_file("DATABASE_URL", "host=/run\n", 10);
	cr_expect_eq(settings_load(), 0);
	cr_expect_str_eq(settings.database_url, "host=/run");
}

Test(settings, a_file_is_checked_as_well)
{
	set_by_file("THREADS", "99\n", 3);
	cr_expect_eq(settings_load(), 1);
}

Test(settings, an_empty_file_is_the_default)
{
	set_by_file("THREADS", "\n", 1);
	cr_expect_eq(settings_load(), 0);
	cr_expect_str_eq(settings.threads, "4");
}

Test(settings, a_file_with_nul_is_refused)
{
	set_by_file("COMMUNITY", "a\0b", 3);
	cr_expect_eq(settings_load(), 1);
}

Test(settings, a_file_has_a_ceiling)
{
	static char much[80 * 1024];

	memset(much, 'x', sizeof much);
	set_by_file("COMMUNITY", much, sizeof much);
	cr_expect_geq(settings_load(), 1);
	cr_expect(strstr(complaints(), "COMMUNITY") != NULL);
}

Test(settings, a_file_that_is_not_there)
{
	setenv("DATABASE_URL_FILE", "/nonexistent/x", 1);
	cr_expect_eq(settings_load(), 1);
	cr_expect(strstr(complaints(), "/nonexistent/x") != NULL);
}

Test(settings, a_folder_is_no_file)
{
	setenv("DATABASE_URL_FILE", "/tmp", 1);
	cr_expect_eq(settings_load(), 1);
}

Test(settings, twice_is_a_mistake)
{
	set_by_file("DATABASE_URL", "host=/run", 9);
	setenv("DATABASE_URL", "host=/tmp", 1);
	cr_expect_eq(settings_load(), 1);
	cr_expect(strstr(complaints(), "DATABASE_URL_FILE") != NULL);
}

Test(settings, the_page_names_every_setting)
{
	static char page[64 * 1024];
	FILE *out = fmemopen(page, sizeof page, "w");
	char heading[80];

	settings_describe(out);
	fclose(out);
	for (int i = 0; i < N_NAMES; i++) {
		snprintf(heading, sizeof heading, "\n## %s\n", names[i]);
		cr_expect(strstr(page, heading) != NULL, "%s", names[i]);
	}
	cr_expect(strstr(page, "One of `open`, `invitation`, `closed`.") !=
	    NULL);
	cr_expect(strstr(page, "From 1 to 64.") != NULL);
}
