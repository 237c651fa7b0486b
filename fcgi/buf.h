/*
 * A byte buffer that grows up to a stated ceiling.  Past the ceiling it takes
 * no more and remembers that in `over', so that a writer checks once, at the
 * end.  Not for files or sockets: it only holds.
 *
 * What fits into the memory that is there already is put in by inline
 * functions: a list of 20 rows is a thousand pieces.
 *
 * lint: long, for these.
 */
#ifndef BUF_H
#define BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char	*data;		/* NULL while nothing was ever put in */
	size_t	 len, cap, max;
	bool	 over;		/* something did not fit; data is cut there */
};

/* None of these can fail but by `over'; out of memory ends the process. */
void buf_init(struct buf *, size_t max);
void buf_free(struct buf *);
void buf_reset(struct buf *);		/* keeps at most 256 KiB of memory */
void buf_put_slowly(struct buf *, const void *, size_t);
void buf_int(struct buf *, int64_t);	/* in decimal */
void buf_printf(struct buf *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The `len' bytes of UTF-8 at `s' as a JSON string, quotes included. */
void buf_json(struct buf *, const char *s, size_t len);

/* Is there room for so many bytes and one, without looking further? */
static inline bool
buf_has_room(const struct buf *b, size_t n)
{
	return n < b->cap - b->len && !b->over;
}

static inline void
buf_put(struct buf *b, const void *bytes, size_t n)
{
	if (!buf_has_room(b, n)) {
		buf_put_slowly(b, bytes, n);
		return;
	}
	memcpy(b->data + b->len, bytes, n);
	b->len += n;
}

static inline void
buf_puts(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text));
}

static inline void
buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

/* NUL-terminates (not counted in len) and returns data. */
const char *buf_str(struct buf *);

#endif
