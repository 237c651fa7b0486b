/*
 * Sends requests straight to a worker, over as many kept FastCGI connections as
 * FILE has requests: each sends its own again as soon as it is answered.
 *
 *   burst SOCKET SECONDS FILE
 *
 * FILE holds whole requests in FastCGI's records, each behind its length (four
 * bytes, the highest first).  Prints one line of JSON: answers by status, the
 * seconds it took, and percentiles of an answer's time in ms.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CONNS_MAX = 1024, ANSWER_MAX = 16 << 10, STEPS = 200000, STEP_US = 10 };

struct conn {
	int fd;
	unsigned char *request;
	uint32_t len;
	int64_t sent; /* µs */
	size_t have;
	unsigned char answer[ANSWER_MAX];
};

static struct conn conns[CONNS_MAX];
static int n_conns;
static long statuses[600], took[STEPS], answers;

static void
die(const char *what)
{
	fprintf(stderr, "burst: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
open_conn(struct conn *c, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
	c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (c->fd == -1 ||
	    connect(c->fd, (struct sockaddr *)&to, sizeof to) == -1)
		die(path);
}

static void
read_requests(const char *path)
{
	unsigned char head[4];
	FILE *f = fopen(path, "rb");
	struct conn *c;

	if (f == NULL)
		die(path);
	while (n_conns < CONNS_MAX && fread(head, 4, 1, f) == 1) {
		c = &conns[n_conns++];
		c->len = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 |
		    (uint32_t)head[2] << 8 | head[3];
		c->request = malloc(c->len);
		if (c->request == NULL || fread(c->request, c->len, 1, f) != 1)
			die(path);
	}
	fclose(f);
}

static void
ask(struct conn *c)
{
	c->have = 0;
	c->sent = now_us();
	if (send(c->fd, c->request, c->len, MSG_NOSIGNAL) != (ssize_t)c->len)
		die("send");
}

/* Is the record there that ends the answer? */
static int
is_whole(const struct conn *c)
{
	size_t at = 0, len;

	while (at + 8 <= c->have) {
		len = (size_t)c->answer[at + 4] << 8 | c->answer[at + 5];
		len += 8 + (size_t)c->answer[at + 6];
		if (at + len > c->have)
			return 0;
		if (c->answer[at + 1] == 3)
			return 1;
		at += len;
	}
	return 0;
}

static void
count(struct conn *c)
{
	int64_t step = (now_us() - c->sent) / STEP_US;
	long status = 200;

	if (memcmp(c->answer + 8, "Status: ", 8) == 0)
		status = strtol((char *)c->answer + 16, NULL, 10);
	statuses[status > 0 && status < 600 ? status : 0]++;
	took[step < STEPS ? step : STEPS - 1]++;
	answers++;
}

static double
percentile(double p)
{
	long left = (long)(p * (double)answers);
	int i = 0;

	while (i < STEPS - 1 && (left -= took[i]) >= 0)
		i++;
	return i * STEP_US / 1e3;
}

static void
run(int64_t until)
{
	struct epoll_event ev[CONNS_MAX];
	int set = epoll_create1(0), i, n, busy = n_conns;
	struct conn *c;
	ssize_t got;

	for (i = 0; i < n_conns; i++) {
		ev[0] = (struct epoll_event) { EPOLLIN, { &conns[i] } };
		if (epoll_ctl(set, EPOLL_CTL_ADD, conns[i].fd, ev) == -1)
			die("epoll");
		ask(&conns[i]);
	}
	while (busy > 0) {
		n = epoll_wait(set, ev, CONNS_MAX, -1);
		for (i = 0; i < n; i++) {
			c = ev[i].data.ptr;
			got = recv(c->fd, c->answer + c->have,
			    sizeof c->answer - c->have, 0);
			if (got <= 0)
				die("recv");
			c->have += (size_t)got;
			if (!is_whole(c))
				continue;
			count(c);
			if (now_us() < until)
				ask(c);
			else
				busy--;
		}
	}
}

int
main(int argc, char **argv)
{
	int64_t began;
	int i;

	if (argc != 4) {
		fprintf(stderr, "usage: burst SOCKET SECONDS FILE\n");
		return 2;
	}
	read_requests(argv[3]);
	for (i = 0; i < n_conns; i++)
		open_conn(&conns[i], argv[1]);
	began = now_us();
	run(began + (int64_t)(strtod(argv[2], NULL) * 1e6));
	printf("{\"seconds\": %.3f, \"p50\": %.2f, \"p99\": %.2f, "
	       "\"statuses\": {",
	    (double)(now_us() - began) / 1e6, percentile(.5), percentile(.99));
	for (i = 0; i < 600; i++)
		if (statuses[i] != 0) {
			answers -= statuses[i];
			printf("\"%d\": %ld%s", i, statuses[i],
			    answers > 0 ? ", " : "");
		}
	printf("}}\n");
	return 0;
}
