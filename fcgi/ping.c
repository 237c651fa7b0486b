/*
 * A FastCGI client of one request: for health checks in images that hold
 * nothing but the program, and for doctor.c.  One deadline covers all of it.
 */
#include "ping.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "commands.h"
#include "net.h"
#include "options.h"
#include "settings.h"

/* Of the FastCGI specification. */
enum { BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };
enum { RESPONDER = 1, HEADER_SIZE = 8, BODY_MAX = 65535 };

enum { ANSWER_MAX = 64 << 10, REQUEST_MAX = 4 << 10 };

/* One request on its way. */
struct call {
	int fd;
	int64_t deadline; /* of now_ms() */
	char *why;
	size_t why_size;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
give_up(struct call *c, const char *what, const char *why)
{
	snprintf(c->why, c->why_size, "%s: %s", what, why);
	return false;
}

/* Waits until the socket is ready; false (said) when the time is over. */
static bool
await(struct call *c, short events, const char *what)
{
	struct pollfd p = { c->fd, events, 0 };
	int64_t left;
	int n;

	do {
		left = c->deadline - now_ms();
		n = left > 0 ? poll(&p, 1, (int)left) : 0;
	} while (n == -1 && errno == EINTR);
	return n > 0 || give_up(c, what, "no answer in time");
}

static void
put_record(struct buf *b, int type, const void *body, size_t len)
{
	unsigned char head[HEADER_SIZE] = { 1, (unsigned char)type, 0, 1,
		(unsigned char)(len >> 8), (unsigned char)len };

	buf_put(b, head, sizeof head);
	buf_put(b, body, len);
}

/* Both are shorter than 128 bytes or the name is ours. */
static void
put_param(struct buf *b, const char *name, const char *value)
{
	buf_putc(b, (char)strlen(name));
	buf_putc(b, (char)strlen(value));
	buf_puts(b, name);
	buf_puts(b, value);
}

static void
put_request(struct buf *b, const char *path)
{
	static const unsigned char begin[8] = { 0, RESPONDER };
	struct timespec now;
	struct buf params;
	char msec[32], id[33];

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(msec, sizeof msec, "%lld.%03ld", (long long)now.tv_sec,
	    now.tv_nsec / 1000000);
	snprintf(id, sizeof id, "%016llx%016llx", (unsigned long long)getpid(),
	    (unsigned long long)now.tv_sec * 1000000000 +
		(unsigned long long)now.tv_nsec);
	buf_init(&params, REQUEST_MAX / 2);
	put_param(&params, "REQUEST_METHOD", "GET");
	put_param(&params, "REQUEST_URI", path);
	put_param(&params, "SERVER_PROTOCOL", "HTTP/1.1");
	put_param(&params, "REMOTE_ADDR", "127.0.0.1");
	put_param(&params, "HTTP_USER_AGENT", "foyer ping");
	put_param(&params, "FOYER_SITE", "api");
	put_param(&params, "FOYER_MSEC", msec);
	put_param(&params, "FOYER_REQUEST_ID", id);
	put_record(b, BEGIN_REQUEST, begin, sizeof begin);
	put_record(b, PARAMS, params.data, params.len);
	put_record(b, PARAMS, "", 0);
	put_record(b, STDIN, "", 0);
	buf_free(&params);
}

static bool
send_all(struct call *c, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(c->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0) {
			data += n;
			len -= (size_t)n;
		} else if (errno != EAGAIN && errno != EINTR) {
			return give_up(c, "send", strerror(errno));
		} else if (!await(c, POLLOUT, "send")) {
			return false;
		}
	}
	return true;
}

static bool
receive(struct call *c, unsigned char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = recv(c->fd, data, len, MSG_DONTWAIT);
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		} else if (n == 0) {
			return give_up(c, "answer", "it ended too early");
		} else if (errno != EAGAIN && errno != EINTR) {
			return give_up(c, "answer", strerror(errno));
		} else if (!await(c, POLLIN, "answer")) {
			return false;
		}
	}
	return true;
}

/* All that the request's standard output brings, up to its end. */
static bool
read_answer(struct call *c, struct buf *answer)
{
	static unsigned char body[BODY_MAX + 255];
	unsigned char head[HEADER_SIZE];

	do {
		size_t len;
		if (!receive(c, head, sizeof head))
			return false;
		len = (size_t)head[4] << 8 | head[5];
		if (head[0] != 1)
			return give_up(c, "answer", "it is not FastCGI");
		if (!receive(c, body, len + head[6]))
			return false;
		if (head[1] == STDOUT)
			buf_put(answer, body, len);
	} while (head[1] != END_REQUEST);
	return true;
}

/* The status of a CGI answer: 200 unless a header says otherwise. */
static int
status_of(const char *answer)
{
	const char *line = answer;

	while (line != NULL && *line != '\r' && *line != '\n') {
		if (strncasecmp(line, "Status:", 7) == 0)
			return (int)strtol(line + 7, NULL, 10);
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	return 200;
}

int
ping(const char *address, const char *path, char *why, size_t why_size)
{
	struct call c = { -1, now_ms() + PING_TIMEOUT_MS, why, why_size };
	struct buf request, answer;
	const char *reason;
	int status = -1;

	buf_init(&request, REQUEST_MAX);
	buf_init(&answer, ANSWER_MAX);
	put_request(&request, path);
	c.fd = net_connect(address, PING_TIMEOUT_MS / 1000, &reason);
	if (c.fd == -1)
		give_up(&c, "connect", reason);
	else if (send_all(&c, request.data, request.len) &&
	    read_answer(&c, &answer)) {
		if (answer.len > 0)
			status = status_of(buf_str(&answer));
		else
			give_up(&c, "answer", "it is empty");
	}
	if (c.fd != -1)
		close(c.fd);
	buf_free(&request);
	buf_free(&answer);
	return status;
}

int
cmd_ping(int argc, char **argv)
{
	static const struct option options[] = {
		{ "ready", no_argument, NULL, 'r' },
		{ 0 },
	};
	const char *path = "/api/health/live", *address = settings.listen;
	char why[200];
	int c, status;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c != 'r')
			return usage(argv[0], "%s", options_fault());
		path = "/api/health/ready";
	}
	if (argc - optind > 1)
		return usage(argv[0], "one ADDRESS at a time");
	if (optind < argc)
		address = argv[optind];
	if (*address == '\0')
		return usage(argv[0],
		    "LISTEN is empty, so an ADDRESS is needed");
	status = ping(address, path, why, sizeof why);
	if (status == 200)
		printf("%s answers\n", address);
	else if (status == -1)
		fprintf(stderr, "foyer ping: %s: %s\n", address, why);
	else
		fprintf(stderr, "foyer ping: %s answers %d\n", address, status);
	return status != 200;
}
