/*
 * Sends requests over HTTPS at a given rate, whether or not answers come: an
 * open loop.  wrk's loop is closed (each connection waits for its answer
 * before it asks again), so a server that stalls is asked less, and the
 * requests that real people would have sent meanwhile are missing from its
 * percentiles.  Here each request has its time in a timetable, and its latency
 * counts from there, also when it had to wait for a free connection.
 *
 *   pace HOST:PORT CONNECTIONS RATE SECONDS FILE
 *
 * FILE holds the request, to the byte.  Prints one line of JSON: how many were
 * due, answered by class of status, refused with Retry-After, and unanswered;
 * percentiles in ms of good answers (from the timetable) and of refusals (from
 * when they were sent).  A request that found no connection free for GIVE_UP
 * seconds is not sent: a person would have left.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUF = 256 << 10, EVENTS = 256, GIVE_UP = 5 };

struct conn {
	int fd;
	SSL *ssl;
	bool busy;
	int64_t due, sent; /* ns */
	size_t have, need; /* bytes of the answer; need 0: unknown */
	char *buf;
	struct conn *next_idle;
};

/* Latencies in µs. */
struct sample {
	uint32_t *us;
	size_t n, room;
};

static SSL_CTX *ctx;
static struct sockaddr_storage address;
static socklen_t address_len;
static char request[64 << 10];
static int request_len, set;
static struct conn *idle;
static struct sample good, refused;
static long due, not_sent, ok, refusals, with_retry_after, failed, broken;

static void
die(const char *what)
{
	fprintf(stderr, "pace: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
keep(struct sample *s, int64_t ns)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 4096;
		s->us = realloc(s->us, s->room * sizeof *s->us);
		if (s->us == NULL)
			die("memory");
	}
	s->us[s->n++] = (uint32_t)(ns / 1000);
}

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static double
percentile(const struct sample *s, double p)
{
	return s->n ? s->us[(size_t)(p * (double)(s->n - 1))] / 1e3 : 0;
}

static void
put_idle(struct conn *c)
{
	c->busy = false;
	c->have = c->need = 0;
	c->next_idle = idle;
	idle = c;
}

/* Connects and shakes hands, waiting for both: it is not measured. */
static void
open_conn(struct conn *c)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->fd = socket(address.ss_family, SOCK_STREAM, 0);
	if (c->fd == -1 ||
	    connect(c->fd, (struct sockaddr *)&address, address_len) == -1)
		die("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	c->ssl = SSL_new(ctx);
	if (c->ssl == NULL || !SSL_set_fd(c->ssl, c->fd) ||
	    SSL_connect(c->ssl) != 1)
		die("TLS");
	if (fcntl(c->fd, F_SETFL, O_NONBLOCK) == -1 ||
	    epoll_ctl(set, EPOLL_CTL_ADD, c->fd, &ev) == -1)
		die("epoll");
	put_idle(c);
}

static void
reopen(struct conn *c)
{
	broken += c->busy;
	SSL_free(c->ssl);
	close(c->fd);
	open_conn(c);
}

static void
start(struct conn *c, int64_t at)
{
	c->busy = true;
	c->due = at;
	c->sent = now_ns();
	if (SSL_write(c->ssl, request, request_len) != request_len)
		reopen(c);
}

/* The length of the answer from its header block; 0 until that is there. */
static size_t
answer_length(const char *buf)
{
	const char *end = strstr(buf, "\r\n\r\n"), *at;

	if (end == NULL)
		return 0;
	at = strcasestr(buf, "\r\ncontent-length:");
	return (size_t)(end + 4 - buf) +
	    (at != NULL && at < end ? strtoul(at + 17, NULL, 10) : 0);
}

static void
answered(struct conn *c)
{
	int64_t now = now_ns();
	int status = atoi(c->buf + 9);

	if (status / 100 == 2) {
		ok++;
		keep(&good, now - c->due);
	} else if (status == 503 || status == 502 || status == 429) {
		refusals++;
		with_retry_after += strcasestr(c->buf, "\r\nretry-after:") != NULL;
		keep(&refused, now - c->sent);
	} else
		failed++;
	if (strcasestr(c->buf, "\r\nconnection: close") != NULL) {
		c->busy = false;
		reopen(c);
	} else
		put_idle(c);
}

static void
readable(struct conn *c)
{
	int n;

	do {
		n = SSL_read(c->ssl, c->buf + c->have, (int)(BUF - 1 - c->have));
		if (n <= 0) {
			/* TLS 1.3's tickets come without data. */
			if (SSL_get_error(c->ssl, n) != SSL_ERROR_WANT_READ)
				reopen(c);
			return;
		}
		c->have += (size_t)n;
		c->buf[c->have] = '\0';
		if (c->need == 0)
			c->need = answer_length(c->buf);
		if (c->need != 0 && c->have >= c->need) {
			answered(c);
			return;
		}
	} while (SSL_pending(c->ssl) > 0);
}

/* Sends what is due and finds a connection; when the next one is due. */
static int64_t
send_due(int64_t begin, int64_t end, double gap, long *next)
{
	int64_t now = now_ns(), at;

	while ((at = begin + (int64_t)((double)*next * gap)) <= now && at < end) {
		if (now - at > GIVE_UP * 1000000000LL) {
			not_sent++;
		} else {
			struct conn *c = idle;

			if (c == NULL)
				return now + 1000000;
			idle = c->next_idle;
			start(c, at);
		}
		(*next)++;
		due++;
	}
	return at;
}

static void
run(double rate, double seconds)
{
	struct epoll_event ev[EVENTS];
	int64_t begin = now_ns(), end = begin + (int64_t)(seconds * 1e9), at;
	long next = 0, answers;
	int i, n;

	do {
		at = send_due(begin, end, 1e9 / rate, &next);
		at = (at - now_ns()) / 1000000;
		/* The last millisecond is spent asking: a sleep is coarser. */
		n = epoll_wait(set, ev, EVENTS, at > 1 ? 1 : 0);
		for (i = 0; i < n; i++)
			readable(ev[i].data.ptr);
		answers = ok + refusals + failed + broken + not_sent;
	} while (now_ns() < end || (answers < due &&
		now_ns() < end + GIVE_UP * 1000000000LL));
}

static void
resolve(const char *name)
{
	char host[256];
	struct addrinfo *info;
	const char *colon = strrchr(name, ':');

	if (colon == NULL || (size_t)(colon - name) >= sizeof host)
		die("HOST:PORT");
	memcpy(host, name, (size_t)(colon - name));
	host[colon - name] = '\0';
	if (getaddrinfo(host, colon + 1, NULL, &info) != 0)
		die(name);
	memcpy(&address, info->ai_addr, info->ai_addrlen);
	address_len = info->ai_addrlen;
	freeaddrinfo(info);
}

int
main(int argc, char **argv)
{
	double rate, seconds;
	int i, n;
	FILE *f;

	if (argc != 6 || (f = fopen(argv[5], "rb")) == NULL)
		die("usage: pace HOST:PORT CONNECTIONS RATE SECONDS FILE");
	request_len = (int)fread(request, 1, sizeof request, f);
	resolve(argv[1]);
	n = atoi(argv[2]);
	rate = atof(argv[3]);
	seconds = atof(argv[4]);
	ctx = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY);
	set = epoll_create1(0);
	for (i = 0; i < n; i++) {
		struct conn *c = calloc(1, sizeof *c);

		if (c == NULL || (c->buf = malloc(BUF)) == NULL)
			die("memory");
		open_conn(c);
	}
	run(rate, seconds);
	qsort(good.us, good.n, sizeof *good.us, by_size);
	qsort(refused.us, refused.n, sizeof *refused.us, by_size);
	printf("{\"due\": %ld, \"ok\": %ld, \"refused\": %ld, "
	       "\"retry_after\": %ld, \"failed\": %ld, \"broken\": %ld, "
	       "\"not_sent\": %ld, \"p50\": %.3f, \"p99\": %.3f, "
	       "\"refused_p50\": %.3f, \"refused_p99\": %.3f}\n",
	    due, ok, refusals, with_retry_after, failed, broken, not_sent,
	    percentile(&good, .5), percentile(&good, .99),
	    percentile(&refused, .5), percentile(&refused, .99));
	return 0;
}
