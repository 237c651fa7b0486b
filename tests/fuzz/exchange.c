/*
 * Requests as nginx frames them, with anything in them, over one connection
 * through libfcgi to the whole of handle(); the database is away.  Whatever
 * the bytes, what comes back is whole records, and one answer a request: a body
 * is never read as the next request.
 *
 * Requests are apart by RS (0x1e).  The first byte of one says how it is
 * framed, lines NAME=value up to an empty one are its parameters, the rest is
 * its body.  The framing itself is not fuzzed: libfcgi trusts its peer.
 */
#include "exchange.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "handle.h"
#include "log.h"
#include "password.h"
#include "route.h"
#include "settings.h"
#include "shared.h"

enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, RS = 0x1e };

static struct db *db;

static void
set_up(void)
{
	if (db != NULL)
		return;
	setenv("DATABASE_URL", "host=/nowhere", 1);
	setenv("RATE_LIMIT_ANONYMOUS", "0", 1);
	setenv("RATE_LIMIT_PASSWORD", "0", 1);
	MUST(settings_load() == 0);
	MUST(shared_open("") == OK);
	password_init(1);
	log_init(false, LOG_ERROR);
	route_init();
	conn_init(1);
	FCGX_Init();
	db = db_new(settings.database_url);
}

static void
put_record(struct buf *out, int type, const char *data, size_t len)
{
	char head[8] = { 1, (char)type, 0, 1, (char)(len >> 8), (char)len };

	buf_put(out, head, sizeof head);
	buf_put(out, data, len);
}

/* Lengths below 128 take a byte, others four. */
static void
put_length(struct buf *out, size_t len)
{
	if (len >= 128) {
		buf_putc(out, (char)(0x80 | len >> 24));
		buf_putc(out, (char)(len >> 16));
		buf_putc(out, (char)(len >> 8));
	}
	buf_putc(out, (char)len);
}

/* The parameters at p; returns what is behind them. */
static const char *
put_params(struct buf *out, const char *p, const char *end)
{
	struct buf pairs;

	buf_init(&pairs, 60000);
	while (p < end && *p != '\n') {
		const char *line = memchr(p, '\n', (size_t)(end - p));
		const char *stop = line != NULL ? line : end;
		const char *is = memchr(p, '=', (size_t)(stop - p));
		const char *name_end = is != NULL ? is : stop;
		const char *value = is != NULL ? is + 1 : stop;

		put_length(&pairs, (size_t)(name_end - p));
		put_length(&pairs, (size_t)(stop - value));
		buf_put(&pairs, p, (size_t)(name_end - p));
		buf_put(&pairs, value, (size_t)(stop - value));
		p = stop + (stop < end);
	}
	MUST(!pairs.over);
	if (pairs.len > 0)
		put_record(out, PARAMS, pairs.data, pairs.len);
	put_record(out, PARAMS, "", 0);
	buf_free(&pairs);
	return p + (p < end);
}

/* The lowest bit of the first byte is whether the connection is kept, the
 * others are how many bytes of the body go into one record. */
static void
put_request(struct buf *out, const char *p, const char *end)
{
	unsigned char how = p < end ? (unsigned char)*p++ : 1;
	char begin[8] = { 0, 1, how & 1 };
	size_t most = how < 2 ? 4096 : how / 2u;

	put_record(out, BEGIN, begin, sizeof begin);
	p = put_params(out, p, end);
	while (p < end) {
		size_t n = (size_t)(end - p) < most ? (size_t)(end - p) : most;

		put_record(out, STDIN, p, n);
		p += n;
	}
	put_record(out, STDIN, "", 0);
}

/* Reads what came back and returns how many requests it ends. */
static int
count_answers(int fd)
{
	static unsigned char reply[1 << 20];
	size_t len = 0, at, record;
	ssize_t n;
	int ends = 0;

	while ((n = recv(fd, reply + len, sizeof reply - len, MSG_DONTWAIT)) >
	    0)
		len += (size_t)n;
	for (at = 0; at < len; at += record) {
		MUST(len - at >= 8);
		MUST(reply[at] == 1);
		record = 8u + reply[at + 6] +
		    (size_t)(reply[at + 4] << 8 | reply[at + 5]);
		MUST(record <= len - at);
		ends += reply[at + 1] == END;
	}
	return ends;
}

/* As the lane and the crew do it between them. */
static enum exchange_end
run(struct conn *c)
{
	struct exchange *x = exchange_new(c);
	enum exchange_end end = exchange_read(x);

	if (end == EXCHANGE_OK && handle_quickly(&x->req, true) != HANDLE_DONE) {
		x->req.db = db;
		handle(&x->req);
	}
	if (end == EXCHANGE_OK)
		end = exchange_send(x);
	exchange_free(x);
	return end;
}

/* nginx sends the next request when it has the answer to this one, which is
 * one or, when the connection ends, none. */
static enum exchange_end
send_request(struct conn *c, int fd, const char *p, const char *stop)
{
	enum exchange_end end;
	struct buf out;
	int answers;

	buf_init(&out, 1 << 18);
	put_request(&out, p, stop);
	MUST(!out.over);
	MUST(exchange_is_begin((unsigned char *)out.data, out.len));
	MUST(exchange_is_whole((unsigned char *)out.data, out.len));
	MUST(!exchange_is_whole((unsigned char *)out.data, out.len - 1));
	MUST(write(fd, out.data, out.len) == (ssize_t)out.len);
	buf_free(&out);
	end = run(c);
	answers = count_answers(fd);
	MUST(answers == 1 || (answers == 0 && end != EXCHANGE_OK));
	return end;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *stop;
	const char *last = p + (size < 4096 ? size : 4096);
	enum exchange_end end = EXCHANGE_OK;
	struct conn *c;
	int ends[2];

	set_up();
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	c = conn_new(ends[1]);
	while (p < last && end == EXCHANGE_OK) {
		stop = memchr(p, RS, (size_t)(last - p));
		if (stop == NULL)
			stop = last;
		end = send_request(c, ends[0], p, stop);
		p = stop + (stop < last);
	}
	close(ends[0]);
	conn_end(c, end == EXCHANGE_CLOSED);
	return 0;
}
