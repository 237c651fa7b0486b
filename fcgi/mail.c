/*
 * Writes mail as RFC 5322, 2045 and 2047 want it: headers of ASCII, the rest
 * in encoded words; a body of plain ASCII as it is, so that a link stays
 * whole, and any other as quoted-printable.  Leaves the way to the reader to
 * smtp.c, and when to send to outbox.c.
 */
#include "mail.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "text.h"
#include "utf8.h"

enum {
	LINE_CHARS = 76,   /* of an encoded line, without CRLF */
	PLAIN_LINE = 900,  /* RFC 5321 allows 998 */
	HEADER_CHARS = 64, /* of a header's text that needs no folding */
	WORD_BYTES = 39,   /* of text in one encoded word */
};

/* Takes `"Ada \"x\" L"' out of its quotes; false when they do not end. */
static bool
unquote(const char *text, size_t len, char *ret, size_t size)
{
	size_t n = 0;

	if (len < 2 || text[len - 1] != '"')
		return false;
	for (size_t i = 1; i < len - 1; i++) {
		if (text[i] == '\\' && i + 1 < len - 1)
			i++;
		if (n + 1 < size)
			ret[n++] = text[i];
	}
	ret[n] = '\0';
	return true;
}

bool
mailbox_parse(const char *text, struct mailbox *ret)
{
	struct mailbox m = { 0 };
	const char *name = text, *open = strrchr(text, '<');
	size_t name_len = 0, len = strlen(text);
	const char *address = text;

	if (open != NULL) {
		if (text[len - 1] != '>')
			return false;
		name_len = (size_t)(open - text);
		address = open + 1;
		len -= name_len + 2;
	}
	text_trim(&name, &name_len);
	if (!text_is_email(address, len) || name_len >= sizeof m.name ||
	    !text_is_utf8(name, name_len))
		return false;
	memcpy(m.address, address, len);
	if (name_len > 0 && *name == '"') {
		if (!unquote(name, name_len, m.name, sizeof m.name))
			return false;
	} else {
		memcpy(m.name, name, name_len);
	}
	*ret = m;
	return true;
}

/* Nothing but printable ASCII, and nothing that looks encoded already? */
static bool
is_plain(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return strstr(text, "=?") == NULL;
}

/* As encoded words, each on a line of its own: none may be longer than 75
 * characters or end within a character. */
static void
put_words(struct buf *b, const char *text)
{
	char word[sodium_base64_ENCODED_LEN(WORD_BYTES,
	    sodium_base64_VARIANT_ORIGINAL)];
	const unsigned char *p = (const unsigned char *)text;
	size_t left = strlen(text), n, step;

	for (; left > 0; p += n, left -= n) {
		for (n = 0; n < left; n += step) {
			step = utf8_len(p + n, left - n);
			if (step == 0)
				step = 1;
			if (n + step > WORD_BYTES)
				break;
		}
		sodium_bin2base64(word, sizeof word, p, n,
		    sodium_base64_VARIANT_ORIGINAL);
		buf_printf(b, "=?UTF-8?B?%s?=%s", word,
		    n < left ? "\r\n " : "");
	}
}

static void
put_subject(struct buf *b, const char *subject)
{
	buf_puts(b, "Subject: ");
	if (is_plain(subject) && strlen(subject) <= HEADER_CHARS)
		buf_puts(b, subject);
	else
		put_words(b, subject);
	buf_puts(b, "\r\n");
}

/* A name of atoms and blanks stands for itself, another in quotes. */
static void
put_name(struct buf *b, const char *name)
{
	static const char atoms[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789 !#$%&'*+-/=?^_`{|}~";

	if (!is_plain(name) || strlen(name) > HEADER_CHARS) {
		put_words(b, name);
	} else if (name[strspn(name, atoms)] == '\0') {
		buf_puts(b, name);
	} else {
		buf_putc(b, '"');
		for (const char *p = name; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				buf_putc(b, '\\');
			buf_putc(b, *p);
		}
		buf_putc(b, '"');
	}
}

static void
put_from(struct buf *b, const struct mailbox *from)
{
	buf_puts(b, "From: ");
	if (*from->name == '\0') {
		buf_printf(b, "%s\r\n", from->address);
		return;
	}
	put_name(b, from->name);
	buf_printf(b, "\r\n <%s>\r\n", from->address);
}

static void
put_date(struct buf *b, int64_t us)
{
	time_t t = (time_t)(us / 1000000);
	char text[64] = "";
	struct tm tm;

	/* The locale is C: nobody calls setlocale(). */
	if (gmtime_r(&t, &tm) != NULL)
		strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	buf_printf(b, "Date: %s\r\n", text);
}

/* The length of the line at `p', and of the line end behind it: LF, CRLF, or
 * a CR alone, which would be no line end to a mail server. */
static size_t
line_at(const char *p, size_t *ret_end)
{
	size_t len = strcspn(p, "\r\n");

	if (p[len] == '\0')
		*ret_end = 0;
	else
		*ret_end = p[len] == '\r' && p[len + 1] == '\n' ? 2 : 1;
	return len;
}

/* May it travel as it is? */
static bool
is_seven_bit(const char *body)
{
	size_t len, end;

	for (const char *p = body; *p != '\0'; p += len + end) {
		len = line_at(p, &end);
		if (len > PLAIN_LINE)
			return false;
		for (size_t i = 0; i < len; i++)
			if ((p[i] < ' ' && p[i] != '\t') || p[i] == 0x7f)
				return false;
	}
	return true;
}

/* One line as quoted-printable, broken so that none is longer than 76. */
static void
put_quoted(struct buf *b, const char *line, size_t len)
{
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];
		bool bare = (c > ' ' && c <= '~' && c != '=') ||
		    ((c == ' ' || c == '\t') && i + 1 < len);
		size_t width = bare ? 1 : 3;

		if (column + width > LINE_CHARS - 1) {
			buf_puts(b, "=\r\n");
			column = 0;
		}
		if (bare)
			buf_putc(b, (char)c);
		else
			buf_printf(b, "=%02X", c);
		column += width;
	}
}

static void
put_body(struct buf *b, const char *body, bool seven_bit)
{
	size_t len, end;

	for (const char *p = body; *p != '\0'; p += len + end) {
		len = line_at(p, &end);
		if (seven_bit)
			buf_put(b, p, len);
		else
			put_quoted(b, p, len);
		buf_puts(b, "\r\n");
	}
}

void
mail_write(struct buf *b, const struct mail *m, const struct mailbox *from)
{
	bool seven_bit = is_seven_bit(m->body);

	put_date(b, m->created_us);
	buf_printf(b, "Message-ID: <mail-%s-%lld@%s>\r\n", m->id,
	    (long long)m->created_us, strchr(from->address, '@') + 1);
	put_from(b, from);
	buf_printf(b, "To: %s\r\n", m->recipient);
	put_subject(b, m->subject);
	/* RFC 3834: no answering machine answers. */
	buf_puts(b,
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n");
	buf_printf(b, "Content-Transfer-Encoding: %s\r\n\r\n",
	    seven_bit ? "7bit" : "quoted-printable");
	put_body(b, m->body, seven_bit);
}

/* Its reason is in errno when it is false. */
static bool
write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n == -1 && errno != EINTR)
			return false;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return true;
}

bool
mail_drop(const char *dir, const struct mail *m, const struct buf *message,
    char ret_name[MAIL_NAME_SIZE], char why[MAIL_WHY_SIZE])
{
	char name[MAIL_NAME_SIZE], hidden[MAIL_NAME_SIZE + 8];
	time_t t = (time_t)(m->created_us / 1000000);
	int folder, fd = -1;
	struct tm tm = { 0 };
	char stamp[24] = "";
	bool ok = false;

	if (gmtime_r(&t, &tm) != NULL)
		strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
	snprintf(name, sizeof name, "%s-%s.eml", stamp, m->id);
	snprintf(hidden, sizeof hidden, ".%s.part", name);
	folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder != -1)
		fd = openat(folder, hidden,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		    0600);
	if (fd != -1 && write_all(fd, message->data, message->len))
		ok = renameat(folder, hidden, folder, name) == 0;
	if (!ok)
		snprintf(why, MAIL_WHY_SIZE, "MAIL_DIR %s: %s", dir,
		    strerror(errno));
	if (fd != -1)
		close(fd);
	if (!ok && fd != -1)
		unlinkat(folder, hidden, 0);
	if (folder != -1)
		close(folder);
	if (ok)
		memcpy(ret_name, name, sizeof name);
	return ok;
}
