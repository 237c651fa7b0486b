/*
 * A file of comma-separated values, any bytes.  A row has as many values as the
 * first line, each UTF-8 without NUL; what the rows hold is, written as CSV by
 * the rule and read again, the same.
 */
#include "csv.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buf.h"
#include "fuzz.h"
#include "text.h"

enum { MAX = 1 << 20 };

/* A file in memory: what it is called, for csv_open(). */
static const char *
file_of(const void *data, size_t size)
{
	static char path[] = "/proc/self/fd/0123456789";
	static int fd = -1;

	if (fd == -1) {
		fd = memfd_create("csv", 0);
		MUST(fd != -1);
		MUST(snprintf(path, sizeof path, "/proc/self/fd/%d", fd) > 0);
	}
	MUST(ftruncate(fd, 0) == 0);
	MUST(pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}

static void
put_value(struct buf *out, const char *s)
{
	buf_putc(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_putc(out, '"');
		buf_putc(out, *s);
	}
	buf_putc(out, '"');
}

static void
put_row(struct buf *out, char *const *values, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(out, ',');
		put_value(out, values[i]);
	}
	buf_puts(out, "\r\n");
}

/* All rows as CSV; how many lines of them, with the first, or -1. */
static int
rewrite(const char *path, struct buf *out)
{
	long line = 0;
	struct csv c;
	int i, n = -1;

	buf_reset(out);
	if (csv_open(&c, path)) {
		put_row(out, c.names, c.n_names);
		for (n = 1; csv_next(&c); n++) {
			MUST(c.line > line);
			line = c.line;
			for (i = 0; i < c.n_names; i++) {
				MUST(text_is_utf8(c.values[i],
				    strlen(c.values[i])));
				MUST(csv_column(&c, c.names[i]) <= i);
				MUST(csv_column(&c, c.names[i]) >= 0);
			}
			put_row(out, c.values, c.n_names);
		}
	}
	MUST(n >= 0 || c.why != NULL);
	csv_close(&c);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buf once, twice;
	int n;

	if (once.max == 0) {
		buf_init(&once, MAX);
		buf_init(&twice, MAX);
	}
	n = rewrite(file_of(data, size), &once);
	if (n == -1)
		return 0;
	MUST(rewrite(file_of(once.data, once.len), &twice) == n);
	MUST(once.len == twice.len &&
	    memcmp(once.data, twice.data, once.len) == 0);
	return 0;
}
