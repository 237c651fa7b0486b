/* A growing byte buffer; see buf.h for what it promises. */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "utf8.h"

enum {
	FIRST_SIZE = 512,
	KEPT_SIZE = 256 << 10,
	INT64_DIGITS = 20, /* with the sign */
};

void
buf_init(struct buf *b, size_t max)
{
	/* One more, for the NUL, must still be a size. */
	*b = (struct buf) { .max = max < SIZE_MAX ? max : max - 1 };
}

void
buf_free(struct buf *b)
{
	mem_free(b->data);
	*b = (struct buf) { .max = b->max };
}

void
buf_reset(struct buf *b)
{
	if (b->cap > KEPT_SIZE)
		buf_free(b);
	b->len = 0;
	b->over = false;
}

/* Makes `cap' at least `need'; one byte past `max' is for buf_str()'s NUL. */
static void
grow(struct buf *b, size_t need)
{
	size_t cap = b->cap > 0 ? b->cap : FIRST_SIZE;

	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > b->max && need <= b->max + 1)
		cap = b->max + 1;
	b->data = mem_resize(b->data, cap);
	b->cap = cap;
}

/* Makes room for `want' bytes and says for how many there is room. */
static size_t
room(struct buf *b, size_t want)
{
	if (b->over)
		return 0;
	if (want > b->max - b->len) {
		b->over = true;
		want = b->max - b->len;
	}
	if (want > b->cap - b->len)
		grow(b, b->len + want);
	return want;
}

void
buf_put_slowly(struct buf *b, const void *bytes, size_t n)
{
	n = room(b, n);
	if (n > 0)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
}

void
buf_int(struct buf *b, int64_t value)
{
	char digits[INT64_DIGITS];
	char *p = digits + sizeof digits;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		*--p = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		*--p = '-';
	buf_put(b, p, (size_t)(digits + sizeof digits - p));
}

/* Tried where there is room; done again when there was too little. */
void
buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t had = b->cap - b->len;
	va_list ap;
	size_t fits;
	int n;

	if (b->over)
		return;
	va_start(ap, fmt);
	n = vsnprintf(had > 0 ? b->data + b->len : NULL, had, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_die("foyer: a format cannot be written,"
			" this process ends\n");
	fits = (size_t)n;
	if (fits >= had) {
		fits = room(b, fits);
		if (b->cap - b->len <= fits)
			grow(b, b->len + fits + 1);
		va_start(ap, fmt);
		vsnprintf(b->data + b->len, fits + 1, fmt, ap);
		va_end(ap);
	}
	b->len += fits;
}

/* How each byte below blank, the quote and the backslash are written. */
/* clang-format off */
static const char escapes[][8] = {
	"\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005",
	"\\u0006", "\\u0007", "\\b", "\\t", "\\n", "\\u000b", "\\f", "\\r",
	"\\u000e", "\\u000f", "\\u0010", "\\u0011", "\\u0012", "\\u0013",
	"\\u0014", "\\u0015", "\\u0016", "\\u0017", "\\u0018", "\\u0019",
	"\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
	['"'] = "\\\"", ['\\'] = "\\\\",
};
/* clang-format on */

/*
 * Copies the bytes at the front that stand for themselves, and says how many.
 * Eight at a time; the last eight of a text are looked at together, the first
 * of them for the second time.
 */
static size_t
copy_plain(char *to, const unsigned char *s, size_t len)
{
	size_t n = 0;

	while (len - n >= 8 && any_special(eight_at(s + n)) == 0) {
		memcpy(to + n, s + n, 8);
		n += 8;
	}
	if (len >= 8 && len - n < 8 &&
	    any_special(eight_at(s + len - 8)) == 0) {
		memcpy(to + len - 8, s + len - 8, 8);
		return len;
	}
	for (; n < len && s[n] >= ' ' && s[n] != '"' && s[n] != '\\'; n++)
		to[n] = (char)s[n];
	return n;
}

/* A string that needs an escape, or for which there may be no room, and its
 * last quote. */
static void
put_rest(struct buf *b, const unsigned char *s, size_t len)
{
	char part[256];

	while (len > 0) {
		size_t want = len < sizeof part ? len : sizeof part;
		size_t n = copy_plain(part, s, want);

		buf_put(b, part, n);
		if (n < want)
			buf_puts(b, escapes[s[n++]]);
		s += n;
		len -= n;
	}
	buf_putc(b, '"');
}

void
buf_json(struct buf *b, const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	char *to;

	if (buf_has_room(b, len + 2)) {
		to = b->data + b->len;
		if (copy_plain(to + 1, s, len) == len) {
			to[0] = to[len + 1] = '"';
			b->len += len + 2;
			return;
		}
	}
	buf_putc(b, '"');
	put_rest(b, s, len);
}

const char *
buf_str(struct buf *b)
{
	if (b->len == b->cap)
		grow(b, b->len + 1);
	b->data[b->len] = '\0';
	return b->data;
}
