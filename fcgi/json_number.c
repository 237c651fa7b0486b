/*
 * Numbers of JSON, and whether they fit: one without point and exponent into
 * 64 bits with a sign, any other into a double.  Nothing is converted; the
 * first digits and where the point stands tell.  Too small for a double is
 * not too large: it reads as zero.
 */
#include "json_scan.h"

enum { LEAD_DIGITS = 19 }; /* INT64_MAX has as many */

struct magnitude {
	uint64_t lead; /* the first digits that are not leading zeros */
	int n_lead;
	int64_t point; /* how many digits the point stands behind the first
			   of them; less than none: in front of it */
};

/* 17 digits of the largest double, 1.7976931348623157e308, and how many
 * digits it has before its point. */
static const uint64_t double_lead = 17976931348623157;
enum { DOUBLE_DIGITS = 17, DOUBLE_POINT = 309 };

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* The digits before the point, or those behind it; false when none are. */
static bool
scan_digits(struct scan *s, struct magnitude *m, bool before_point)
{
	const unsigned char *from = s->at;

	for (; is_digit(scan_peek(s)); s->at++) {
		bool leading_zero = m->n_lead == 0 && *s->at == '0';

		if (!leading_zero && m->n_lead < LEAD_DIGITS) {
			m->lead = m->lead * 10 + (uint64_t)(*s->at - '0');
			m->n_lead++;
		}
		if (before_point)
			m->point += !leading_zero;
		else
			m->point -= leading_zero;
	}
	return s->at > from || scan_refuse(s, s->at, "a digit is missing");
}

/* Stops counting at what no number of digits can make up for. */
static bool
scan_exponent(struct scan *s, struct magnitude *m)
{
	const int64_t enough = 1ll << 40;
	bool negative = scan_peek(s) == '-';
	const unsigned char *from;
	int64_t value = 0;

	if (negative || scan_peek(s) == '+')
		s->at++;
	for (from = s->at; is_digit(scan_peek(s)); s->at++) {
		if (value < enough)
			value = value * 10 + (*s->at - '0');
	}
	m->point += negative ? -value : value;
	return s->at > from || scan_refuse(s, s->at, "a digit is missing");
}

static bool
fits_double(const struct magnitude *m)
{
	uint64_t lead = m->lead;

	if (m->n_lead == 0 || m->point < DOUBLE_POINT)
		return true;
	for (int n = m->n_lead; n < DOUBLE_DIGITS; n++)
		lead *= 10;
	for (int n = m->n_lead; n > DOUBLE_DIGITS; n--)
		lead /= 10;
	return m->point == DOUBLE_POINT && lead <= double_lead;
}

static bool
fits_int64(const struct magnitude *m, bool negative)
{
	return m->point <= LEAD_DIGITS &&
	    m->lead <= (uint64_t)INT64_MAX + negative;
}

bool
scan_number(struct scan *s)
{
	const unsigned char *from = s->at;
	struct magnitude m = { 0 };
	bool negative = *from == '-', whole = true;

	if (negative)
		s->at++;
	if (scan_peek(s) == '0')
		s->at++; /* "01" is refused for what follows the value 0 */
	else if (!scan_digits(s, &m, true))
		return false;
	if (scan_peek(s) == '.') {
		whole = false;
		s->at++;
		if (!scan_digits(s, &m, false))
			return false;
	}
	if (scan_peek(s) == 'e' || scan_peek(s) == 'E') {
		whole = false;
		s->at++;
		if (!scan_exponent(s, &m))
			return false;
	}
	if (whole ? !fits_int64(&m, negative) : !fits_double(&m))
		return scan_refuse(s, from, "a number is too large");
	return true;
}
