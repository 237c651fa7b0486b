/* log.h: each line whole, readable by a machine, and told by nobody else. */
#include "log.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "json.h"

static char said[256 << 10];

static const char *
output_of(void (*body)(void))
{
	cr_assert_eq(child_run(body, said, sizeof said), 0);
	return said;
}

/* The one line of `text' as an object, which is the caller's. */
static json_object *
read_line(const char *text)
{
	const char *end = strchr(text, '\n'), *why;
	json_object *line;
	size_t at;

	cr_assert_not_null(end, "no newline in: %s", text);
	cr_assert_eq(end[1], '\0', "more than one line: %s", text);
	cr_assert_eq(json_check(text, (size_t)(end - text), &at, &why), OK,
	    "%s", text);
	line = json_tokener_parse(text);
	cr_assert_not_null(line);
	return line;
}

static const char *
get(json_object *line, const char *key)
{
	return json_object_get_string(json_object_object_get(line, key));
}

static void
say_much(void)
{
	struct log_line l;

	log_begin(&l, LOG_WARN, "request");
	log_str(&l, "path", "/api/tasks");
	log_str(&l, "agent", "\"quoted\" \\ back\nline\ttab \x1b[31m\x7f");
	log_str(&l, "none", NULL);
	log_int(&l, "status", 200);
	log_int(&l, "least", INT64_MIN);
	log_end(&l);
}

Test(log, writes_one_object_a_line)
{
	json_object *line = read_line(output_of(say_much));

	cr_expect_str_eq(get(line, "level"), "warn");
	cr_expect_str_eq(get(line, "event"), "request");
	cr_expect_str_eq(get(line, "path"), "/api/tasks");
	cr_expect_str_eq(get(line, "agent"),
	    "\"quoted\" \\ back\nline\ttab \x1b[31m\x7f");
	cr_expect_null(get(line, "none"));
	cr_expect_str_eq(get(line, "status"), "200");
	cr_expect_str_eq(get(line, "least"), "-9223372036854775808");
	json_object_put(line);
}

/* Nothing in a line may move the reader's cursor or colour the screen. */
Test(log, writes_no_control_character)
{
	output_of(say_much);
	for (const char *p = said; p[1] != '\0'; p++)
		cr_expect(*p >= ' ' && *p != 0x7f, "byte %d", *p);
}

static void
say_bad_bytes(void)
{
	log_event(LOG_ERROR, "odd", "bytes",
	    "a\xff\xc3(\xed\xa0\x80"
	    "b",
	    "c1", "\xc2\x9b", "good", "é会👋", (char *)0);
}

Test(log, replaces_what_is_not_utf8)
{
	json_object *line = read_line(output_of(say_bad_bytes));

	cr_expect_str_eq(get(line, "bytes"),
	    "a\ufffd\ufffd(\ufffd\ufffd\ufffd"
	    "b");
	cr_expect_str_eq(get(line, "good"), "é会👋");
	cr_expect_not_null(strstr(said, "\"c1\":\"\\u009b\""));
	json_object_put(line);
}

static void
say_logfmt(void)
{
	log_init(true, LOG_INFO);
	log_event(LOG_INFO, "go", "bare", "a-b/c:1", "blank", "a b", "empty",
	    "", "equals", "a=b", "quote", "a\"b\nc", "none", NULL, (char *)0);
}

Test(log, writes_logfmt_by_choice)
{
	const char *text = output_of(say_logfmt);
	char expect[] = "Z level=info event=go bare=a-b/c:1 blank=\"a b\" "
			"empty=\"\" equals=\"a=b\" quote=\"a\\\"b\\nc\" "
			"none=null\n";

	cr_expect_eq(strncmp(text, "time=2", 6), 0);
	cr_expect_str_eq(strchr(text, 'Z'), expect);
}

static void
say_all_levels(void)
{
	log_event(LOG_DEBUG, "one", (char *)0);
	log_event(LOG_INFO, "two", (char *)0);
	log_init(false, LOG_ERROR);
	log_event(LOG_INFO, "three", (char *)0);
	log_event(LOG_WARN, "four", (char *)0);
	log_event(LOG_ERROR, "five", (char *)0);
	log_init(false, LOG_DEBUG);
	log_event(LOG_DEBUG, "six", (char *)0);
}

Test(log, leaves_out_what_is_below_its_level)
{
	output_of(say_all_levels);
	cr_expect_null(strstr(said, "one"));
	cr_expect_not_null(strstr(said, "two"));
	cr_expect_null(strstr(said, "three"));
	cr_expect_null(strstr(said, "four"));
	cr_expect_not_null(strstr(said, "five"));
	cr_expect_not_null(strstr(said, "six"));
}

/* A value of `long_value' bytes between two short ones. */
static size_t long_value;

static void
say_long(void)
{
	static char value[1 << 20];
	struct log_line l;

	memset(value, 'x', long_value);
	value[long_value] = '\0';
	log_begin(&l, LOG_INFO, "long");
	log_str(&l, "before", "b");
	log_str(&l, "value", value);
	log_int(&l, "after", 1);
	log_end(&l);
}

static void
check_cut(bool logfmt, size_t len)
{
	const char *cut = logfmt ? " cut=true\n" : ",\"cut\":true}\n";
	bool has_value, has_after, is_cut;

	long_value = len;
	output_of(say_long);
	has_value = strstr(said, "value") != NULL;
	has_after = strstr(said, "after") != NULL;
	is_cut = strstr(said, cut) != NULL;
	cr_assert_leq(strlen(said), sizeof((struct log_line *)0)->text);
	cr_assert_not_null(strstr(said, "before"));
	cr_assert_eq(is_cut, !has_value || !has_after, "at %zu", len);
	cr_assert(has_value || !has_after, "at %zu", len);
	if (!logfmt)
		json_object_put(read_line(said));
}

/* Every length around the ceiling of a line, and one far past it. */
Test(log, cuts_a_line_at_a_whole_field)
{
	for (int logfmt = 0; logfmt < 2; logfmt++) {
		log_init(logfmt, LOG_INFO);
		for (size_t len = 1880; len < 2060; len++)
			check_cut(logfmt, len);
		check_cut(logfmt, 0);
		check_cut(logfmt, (1 << 20) - 1);
		cr_expect_null(strstr(said, "xxx"));
	}
}

static void
say_nothing(void)
{
	log_event(LOG_INFO, "now", (char *)0);
}

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

Test(log, tells_the_time_in_utc_with_milliseconds)
{
	double before = seconds_now(), told;
	json_object *line = read_line(output_of(say_nothing));
	const char *time = get(line, "time");
	struct tm tm = { 0 };
	const char *rest = strptime(time, "%Y-%m-%dT%H:%M:%S", &tm);

	cr_assert_not_null(rest);
	cr_expect_eq(strlen(rest), 5, "%s", time);
	cr_expect_eq(rest[0], '.');
	cr_expect_eq(rest[4], 'Z');
	told = (double)timegm(&tm) + strtod(rest, NULL);
	cr_expect_geq(told, before - 0.001);
	cr_expect_leq(told, seconds_now());
	json_object_put(line);
}

enum { THREADS = 4, LINES = 100 };

static void *
say_lines(void *which)
{
	char value[1000];

	memset(value, 'a' + *(int *)which, sizeof value - 1);
	value[sizeof value - 1] = '\0';
	for (int i = 0; i < LINES; i++)
		log_event(LOG_INFO, "line", "value", value, (char *)0);
	return NULL;
}

static void
say_at_once(void)
{
	pthread_t thread[THREADS];
	int which[THREADS];

	for (int i = 0; i < THREADS; i++) {
		which[i] = i;
		pthread_create(&thread[i], NULL, say_lines, &which[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
}

Test(log, does_not_mix_lines_of_threads)
{
	int lines = 0;
	static char text[sizeof said * 2];

	cr_assert_eq(child_run(say_at_once, text, sizeof text), 0);
	for (char *line = text, *end; *line != '\0'; line = end + 1) {
		size_t at;
		const char *why, *value;

		end = strchr(line, '\n');
		cr_assert_not_null(end);
		cr_assert_eq(json_check(line, (size_t)(end - line), &at, &why),
		    OK);
		value = strstr(line, "\"value\":\"");
		cr_assert_not_null(value);
		cr_expect_eq(strspn(value + 9, (char[]) { value[9], '\0' }),
		    999);
		lines++;
	}
	cr_expect_eq(lines, THREADS * LINES);
}

static void
say_held(void)
{
	log_hold();
	log_event(LOG_INFO, "waits", (char *)0);
	dprintf(STDERR_FILENO, "first\n");
	log_release();
	log_release(); /* has nothing to write */
}

static void
say_held_and_much(void)
{
	char value[1000];

	memset(value, 'v', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	log_hold();
	for (int i = 0; i < 10; i++)
		log_event(LOG_INFO, "much", "value", value, (char *)0);
	log_release();
}

/* No line is lost or broken where it needs more room than is held. */
Test(log, holds_lines_until_they_are_released)
{
	int lines = 0;

	output_of(say_held);
	cr_expect_eq(strncmp(said, "first\n", 6), 0, "%s", said);
	cr_expect_not_null(strstr(said, "waits"));
	output_of(say_held_and_much);
	for (char *line = said, *end; *line != '\0'; line = end + 1) {
		size_t at;
		const char *why;

		end = strchr(line, '\n');
		cr_assert_not_null(end);
		cr_expect_eq(json_check(line, (size_t)(end - line), &at, &why),
		    OK);
		lines++;
	}
	cr_expect_eq(lines, 10);
}

static void
say_to_nobody(void)
{
	fclose(stderr);
	log_event(LOG_INFO, "unheard", (char *)0);
}

Test(log, goes_on_when_nobody_listens)
{
	cr_expect_str_eq(output_of(say_to_nobody), "");
}
