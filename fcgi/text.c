/* What is true of a piece of text: see text.h.  Reads bytes, keeps nothing. */
#include "text.h"

#include "utf8.h"

enum { EMAIL_MAX = 254, LOCAL_MAX = 64, LABEL_MAX = 63 };

/* NULL is as good as "" where there is no byte. */
static const unsigned char *
bytes(const char *text)
{
	return (const unsigned char *)(text != NULL ? text : "");
}

bool
text_is_utf8(const char *text, size_t len)
{
	const unsigned char *p = bytes(text), *end = p + len;
	size_t n;

	while (p < end) {
		if (end - p >= 8) {
			uint64_t w = eight_at(p);

			if ((any_high(w) | any_zero(w)) == 0) {
				p += 8;
				continue;
			}
		}
		n = *p == '\0' ? 0 : utf8_len(p, (size_t)(end - p));
		if (n == 0)
			return false;
		p += n;
	}
	return true;
}

size_t
text_chars(const char *text, size_t len)
{
	const unsigned char *p = bytes(text);
	size_t chars = 0;

	for (size_t i = 0; i < len; i++)
		chars += (p[i] & 0xc0) != 0x80;
	return chars;
}

static bool
is_space(uint32_t point)
{
	return (point >= 0x09 && point <= 0x0d) || point == 0x20 ||
	    point == 0x85 || point == 0xa0 || point == 0x1680 ||
	    (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
	    point == 0x2029 || point == 0x202f || point == 0x205f ||
	    point == 0x3000;
}

/* The length of the blank that begins at `p', 0 when none does. */
static size_t
space_len(const unsigned char *p, size_t left)
{
	size_t n = left > 0 ? utf8_len(p, left) : 0;

	return n > 0 && is_space(utf8_point(p, n)) ? n : 0;
}

/* No blank is longer than three bytes, and no character begins inside one. */
void
text_trim(const char **text, size_t *len)
{
	const unsigned char *p = bytes(*text), *end = p + *len;
	size_t n;

	while ((n = space_len(p, (size_t)(end - p))) > 0)
		p += n;
	for (n = 1; n <= 3 && n <= (size_t)(end - p); n++) {
		if (space_len(end - n, n) != n)
			continue;
		end -= n;
		n = 0;
	}
	*text = (const char *)p;
	*len = (size_t)(end - p);
}

bool
text_is_visible(const char *text, size_t len)
{
	static const struct {
		uint32_t first, last;
	} unseen[] = { { 0x09, 0x0d }, { 0x20, 0x20 }, { 0x85, 0x85 },
		{ 0xa0, 0xa0 }, { 0xad, 0xad }, { 0x34f, 0x34f },
		{ 0x61c, 0x61c }, { 0x115f, 0x1160 }, { 0x1680, 0x1680 },
		{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x2000, 0x200f },
		{ 0x2028, 0x202f }, { 0x205f, 0x206f }, { 0x2800, 0x2800 },
		{ 0x3000, 0x3000 }, { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff0, 0xfff8 },
		{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff } };
	const unsigned char *p = bytes(text), *end = p + len;

	for (size_t n; p < end; p += n) {
		size_t i = 0;
		uint32_t point;

		if ((n = utf8_len(p, (size_t)(end - p))) == 0)
			return true;
		point = utf8_point(p, n);
		while (i < sizeof unseen / sizeof unseen[0] &&
		    point > unseen[i].last)
			i++;
		if (i == sizeof unseen / sizeof unseen[0] ||
		    point < unseen[i].first)
			return true;
	}
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_letter(char c)
{
	return is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool
text_is_handle(const char *text, size_t len)
{
	if (len < 3 || len > 30)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_lower(text[i]) && !is_digit(text[i]) && text[i] != '_')
			return false;
	}
	return true;
}

/* RFC 5322's dot-atom: runs of atext with single dots between them. */
static bool
is_dot_atom(const char *text, size_t len)
{
	static const char marks[] = "!#$%&'*+-/=?^_`{|}~";
	bool dot = true; /* none may stand at the front */

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.') {
			if (dot)
				return false;
			dot = true;
			continue;
		}
		dot = false;
		if (!is_letter(text[i]) && !is_digit(text[i]) &&
		    memchr(marks, text[i], sizeof marks - 1) == NULL)
			return false;
	}
	return !dot;
}

/*
 * RFC 1123's host name: labels of letters, digits and inner hyphens.  The
 * last one is not a number, or it would be an IPv4 address.  A name without a
 * dot is one, as browsers have it: mail stays inside some houses.
 */
static bool
is_host_name(const char *text, size_t len)
{
	size_t label = 0; /* its length so far */
	bool number = true;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.') {
			if (label == 0 || text[i - 1] == '-')
				return false;
			label = 0;
			number = true;
			continue;
		}
		if (!is_letter(text[i]) && !is_digit(text[i]) &&
		    (text[i] != '-' || label == 0))
			return false;
		number = number && is_digit(text[i]);
		if (++label > LABEL_MAX)
			return false;
	}
	return label > 0 && text[len - 1] != '-' && !number;
}

bool
text_is_email(const char *text, size_t len)
{
	const char *at;
	size_t local;

	if (len > EMAIL_MAX || (at = memchr(text, '@', len)) == NULL)
		return false;
	local = (size_t)(at - text);
	return local <= LOCAL_MAX && is_dot_atom(text, local) &&
	    is_host_name(at + 1, len - local - 1);
}

bool
text_is_uuid(const char *text, size_t len)
{
	if (len != 36)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return false;
		} else if (!is_digit(text[i]) &&
		    !(text[i] >= 'a' && text[i] <= 'f') &&
		    !(text[i] >= 'A' && text[i] <= 'F')) {
			return false;
		}
	}
	return true;
}

/* The number that `n' digits at text[at] spell, -1 when they are none. */
static int
digits(const char *text, size_t at, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!is_digit(text[at + (size_t)i]))
			return -1;
		value = value * 10 + text[at + (size_t)i] - '0';
	}
	return value;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

bool
text_is_date(const char *text, size_t len)
{
	int year, month, day;

	if (len != 10 || text[4] != '-' || text[7] != '-')
		return false;
	year = digits(text, 0, 4);
	month = digits(text, 5, 2);
	day = digits(text, 8, 2);
	return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
	    day <= days_of_month(year, month);
}

/*
 * The zone that fills text[0..len-1], "" being UTC, in minutes east; false
 * when it is none.  Postgres ends at 15:59.
 */
static bool
zone_minutes(const char *text, size_t len, int *ret_minutes)
{
	int hours, minutes;

	if (len == 0 || (len == 1 && (*text == 'Z' || *text == 'z'))) {
		*ret_minutes = 0;
		return true;
	}
	if (len != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
		return false;
	hours = digits(text, 1, 2);
	minutes = digits(text, 4, 2);
	if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59)
		return false;
	*ret_minutes = (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
	return true;
}

bool
text_is_time(const char *text, size_t len)
{
	int hour, minute, second, zone;
	size_t n = 19; /* "2026-11-21T09:35:00" */

	if (len < n || !text_is_date(text, 10) ||
	    memchr("Tt ", text[10], 3) == NULL || text[13] != ':' ||
	    text[16] != ':')
		return false;
	hour = digits(text, 11, 2);
	minute = digits(text, 14, 2);
	second = digits(text, 17, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 60)
		return false;
	if (n < len && text[n] == '.') {
		size_t from = ++n;

		while (n < len && is_digit(text[n]))
			n++;
		if (n == from || n > from + 9)
			return false;
	}
	if (!zone_minutes(text + n, len - n, &zone))
		return false;
	/* A leap second is the last of a day in UTC. */
	return second < 60 || (hour * 60 + minute - zone + 1440) % 1440 == 1439;
}
