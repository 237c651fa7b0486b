/*
 * Lines for standard error; see log.h.  Nothing here allocates, locks or
 * fails: a line that cannot be written is lost, the request is not.
 */
#include "log.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "utf8.h"

enum {
	/* Kept free for what log_end() adds: ,"cut":true} and a newline */
	TAIL = 16,
	STAMP = 19, /* "2026-11-21T09:35:00" */
};

static bool as_logfmt;
static enum log_level lowest_level = LOG_INFO;

void
log_init(bool logfmt, enum log_level lowest)
{
	as_logfmt = logfmt;
	lowest_level = lowest;
}

static inline void
add(struct log_line *l, const char *bytes, size_t n)
{
	memcpy(l->text + l->len, bytes, n);
	l->len += (int)n;
}

/* Puts bytes that fit, or none and marks the line as cut. */
static inline void
put(struct log_line *l, const char *bytes, size_t n)
{
	if (l->cut || n > sizeof l->text - TAIL - (size_t)l->len) {
		l->cut = true;
		return;
	}
	add(l, bytes, n);
}

static inline void
put_text(struct log_line *l, const char *text)
{
	put(l, text, strlen(text));
}

/* \n, \t, \" … or \u and four digits. */
static void
put_escape(struct log_line *l, uint32_t point)
{
	static const char hex[] = "0123456789abcdef";
	static const char marks[] = "\"\\\n\r\t", names[] = "\"\\nrt";
	const char *mark = memchr(marks, (int)point, sizeof marks - 1);
	char text[6] = "\\u";

	if (point < 0x80 && mark != NULL) {
		text[1] = names[mark - marks];
		put(l, text, 2);
		return;
	}
	for (int i = 0; i < 4; i++)
		text[2 + i] = hex[point >> (12 - 4 * i) & 0xf];
	put(l, text, sizeof text);
}

/* How many bytes at the front are ASCII that stands for itself. */
static size_t
plain_run(const unsigned char *p, size_t left)
{
	size_t n = 0;
	uint64_t w;

	for (; left - n >= 8; n += 8) {
		w = eight_at(p + n);
		if (any_special(w) || any_high(w) ||
		    any_zero(w ^ EACH_BYTE(0x7f)))
			break;
	}
	while (n < left && p[n] >= ' ' && p[n] < 0x7f && p[n] != '"' &&
	    p[n] != '\\')
		n++;
	return n;
}

/*
 * In quotes.  What a terminal would obey, C1 included, is escaped; a byte
 * that is not UTF-8 becomes U+FFFD, so that the line stays readable.
 */
static void
put_quoted(struct log_line *l, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t left = strlen(text), n;

	put(l, "\"", 1);
	for (; left > 0 && !l->cut; p += n, left -= n) {
		uint32_t point;

		if ((n = plain_run(p, left)) > 0) {
			put(l, (const char *)p, n);
			continue;
		}
		n = utf8_len(p, left);
		point = n > 0 ? utf8_point(p, n) : 0xfffd;
		if (n == 0 || point < ' ' || point == '"' || point == '\\' ||
		    (point >= 0x7f && point < 0xa0))
			put_escape(l, point);
		else
			put(l, (const char *)p, n);
		if (n == 0)
			n = 1;
	}
	put(l, "\"", 1);
}

/* May it stand in logfmt without quotes? */
static bool
is_bare(const char *text)
{
	const char *p = text;

	while (*p > ' ' && *p < 0x7f && *p != '"' && *p != '=' && *p != '\\')
		p++;
	return *p == '\0' && p > text;
}

static void
put_key(struct log_line *l, const char *key)
{
	if (as_logfmt) {
		if (l->len > 0)
			put_text(l, " ");
		put_text(l, key);
		put_text(l, "=");
		return;
	}
	put(l, l->len > 0 ? ",\"" : "{\"", 2);
	put_text(l, key);
	put(l, "\":", 2);
}

/* A field that did not fit is taken back whole. */
static void
end_field(struct log_line *l, int len_before)
{
	if (l->cut)
		l->len = len_before;
}

void
log_str(struct log_line *l, const char *key, const char *value)
{
	int before = l->len;

	if (!l->on || l->cut)
		return;
	put_key(l, key);
	if (value == NULL)
		put_text(l, "null");
	else if (as_logfmt && is_bare(value))
		put_text(l, value);
	else
		put_quoted(l, value);
	end_field(l, before);
}

void
log_int(struct log_line *l, const char *key, int64_t value)
{
	int before = l->len;
	char digits[20];
	char *p = digits + sizeof digits;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	if (!l->on || l->cut)
		return;
	do
		*--p = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		*--p = '-';
	put_key(l, key);
	put(l, p, (size_t)(digits + sizeof digits - p));
	end_field(l, before);
}

/* Now, as RFC 3339 in UTC with milliseconds.  The calendar is asked once a
 * second: gmtime_r() takes a lock that all threads share. */
static void
put_now(struct log_line *l)
{
	static _Thread_local time_t second = -1;
	static _Thread_local char stamp[STAMP + 1];
	struct timespec now;
	struct tm tm;
	char ms[] = ".000Z";

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != second && gmtime_r(&now.tv_sec, &tm) != NULL &&
	    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &tm) == STAMP)
		second = now.tv_sec;
	ms[1] = (char)('0' + now.tv_nsec / 100000000);
	ms[2] = (char)('0' + now.tv_nsec / 10000000 % 10);
	ms[3] = (char)('0' + now.tv_nsec / 1000000 % 10);
	put_key(l, "time");
	put_text(l, as_logfmt ? "" : "\"");
	put_text(l, stamp);
	put_text(l, ms);
	put_text(l, as_logfmt ? "" : "\"");
}

void
log_begin(struct log_line *l, enum log_level level, const char *event)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };

	l->len = 0;
	l->cut = false;
	l->on = level >= lowest_level;
	if (!l->on)
		return;
	put_now(l);
	log_str(l, "level", names[level]);
	log_str(l, "event", event);
}

/* Lines that wait in this thread. */
static _Thread_local struct {
	bool on;
	size_t len;
	char text[PIPE_BUF];
} held;

static void
write_out(const char *text, size_t len)
{
	ssize_t n;

	do
		n = write(STDERR_FILENO, text, len);
	while (n < 0 && errno == EINTR);
}

void
log_hold(void)
{
	held.on = true;
}

void
log_release(void)
{
	if (held.len > 0)
		write_out(held.text, held.len);
	held.len = 0;
}

void
log_end(struct log_line *l)
{
	const char *cut = as_logfmt ? " cut=true" : ",\"cut\":true";

	if (!l->on)
		return;
	if (l->cut)
		add(l, cut, strlen(cut));
	add(l, as_logfmt ? "\n" : "}\n", as_logfmt ? 1 : 2);
	l->on = false;
	if (!held.on) {
		write_out(l->text, (size_t)l->len);
		return;
	}
	if ((size_t)l->len > sizeof held.text - held.len)
		log_release();
	memcpy(held.text + held.len, l->text, (size_t)l->len);
	held.len += (size_t)l->len;
}

void
log_event(enum log_level level, const char *event, ...)
{
	struct log_line l __attribute__((uninitialized));
	const char *key;
	va_list ap;

	log_begin(&l, level, event);
	va_start(ap, event);
	while ((key = va_arg(ap, const char *)) != NULL)
		log_str(&l, key, va_arg(ap, const char *));
	va_end(ap);
	log_end(&l);
}
