/* See metrics.h.  The numbers live in shared.h. */
#include "metrics.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "net.h"
#include "route.h"
#include "shared.h"

/* What we answer; any other status is counted as 500. */
static const int statuses[] = { 500, 200, 201, 202, 204, 304, 400, 401, 403,
	404, 405, 409, 410, 412, 413, 415, 422, 429, 503 };
enum { N_STATUSES = sizeof statuses / sizeof statuses[0] };

/* Upper bounds in microseconds; the last step of shared.h is +Inf. */
static const int64_t bounds[LATENCY_STEPS - 1] = { 100, 250, 500, 1000, 2500,
	5000, 10000, 25000, 50000, 100000, 250000, 1000000, 2500000 };

void
metrics_count(int route_index, int status, int64_t us)
{
	struct shared_route *r;
	int i;

	/* The last place is for requests that fit no route. */
	r = &shared->route[route_index >= 0 ? route_index : SHARED_ROUTES - 1];
	for (i = N_STATUSES - 1; i > 0 && statuses[i] != status; i--)
		continue;
	r->status[i]++;
	for (i = 0; i < LATENCY_STEPS - 1 && us > bounds[i]; i++)
		continue;
	r->latency[i]++;
	r->latency_sum_us += (uint64_t)us;
}

static void
write_counts(struct buf *b, const struct shared_route *r, const char *method,
    const char *path)
{
	int i;

	for (i = 0; i < N_STATUSES; i++)
		if (r->status[i] != 0)
			buf_printf(b,
			    "foyer_http_requests_total{method=\"%s\","
			    "route=\"%s\",status=\"%d\"} %llu\n",
			    method, path, statuses[i],
			    (unsigned long long)r->status[i]);
}

static void
write_histogram(struct buf *b, const struct shared_route *r, const char *method,
    const char *path)
{
	unsigned long long sum = 0;
	int i;

	for (i = 0; i < LATENCY_STEPS; i++)
		sum += r->latency[i];
	if (sum == 0)
		return;
	sum = 0;
	for (i = 0; i < LATENCY_STEPS; i++) {
		sum += r->latency[i];
		buf_printf(b,
		    "foyer_http_request_duration_seconds_bucket{"
		    "method=\"%s\",route=\"%s\",le=\"",
		    method, path);
		if (i < LATENCY_STEPS - 1)
			buf_printf(b, "%g", (double)bounds[i] / 1e6);
		else
			buf_puts(b, "+Inf");
		buf_printf(b, "\"} %llu\n", sum);
	}
	buf_printf(b,
	    "foyer_http_request_duration_seconds_sum{method=\"%s\","
	    "route=\"%s\"} %.6f\n"
	    "foyer_http_request_duration_seconds_count{method=\"%s\","
	    "route=\"%s\"} %llu\n",
	    method, path, (double)r->latency_sum_us / 1e6, method, path, sum);
}

static void
each_route(struct buf *b,
    void (*write_one)(struct buf *, const struct shared_route *, const char *,
	const char *))
{
	int i;

	for (i = 0; i < route_count(); i++)
		write_one(b, &shared->route[i],
		    method_names[route_at(i)->route->method],
		    route_at(i)->route->path);
	write_one(b, &shared->route[SHARED_ROUTES - 1], "-", "-");
}

static void
write_one_value(struct buf *b, const char *name, const char *type,
    const char *help, uint64_t value)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name,
	    type, name, (unsigned long long)value);
}

void
metrics_write(struct buf *b)
{
	int64_t in_flight, connections;

	buf_printf(b,
	    "# HELP foyer_build_info The version that runs.\n"
	    "# TYPE foyer_build_info gauge\n"
	    "foyer_build_info{version=\"%s\"} 1\n",
	    version);
	buf_puts(b,
	    "# HELP foyer_http_requests_total Requests answered.\n"
	    "# TYPE foyer_http_requests_total counter\n");
	each_route(b, write_counts);
	buf_puts(b,
	    "# HELP foyer_http_request_duration_seconds "
	    "From the request's last byte to its answer.\n"
	    "# TYPE foyer_http_request_duration_seconds histogram\n");
	each_route(b, write_histogram);
	shared_open_now(&in_flight, &connections);
	write_one_value(b, "foyer_http_in_flight", "gauge",
	    "Requests being worked on.", (uint64_t)in_flight);
	write_one_value(b, "foyer_connections", "gauge",
	    "FastCGI connections kept open.", (uint64_t)connections);
	write_one_value(b, "foyer_workers_lost_total", "counter",
	    "Workers that ended by a fault and were replaced.",
	    shared->workers_lost);
	write_one_value(b, "foyer_refused_age_total", "counter",
	    "Requests refused because they had waited too long.",
	    shared->refused_age);
	write_one_value(b, "foyer_refused_busy_total", "counter",
	    "Requests refused because too many waited before them.",
	    shared->refused_busy);
	write_one_value(b, "foyer_groups_total", "counter",
	    "Statements that several requests shared.", shared->groups);
	write_one_value(b, "foyer_gathered_total", "counter",
	    "Requests that were done by them.", shared->gathered);
	write_one_value(b, "foyer_db_connects_total", "counter",
	    "Connections made to Postgres.", shared->db_connects);
	write_one_value(b, "foyer_db_failures_total", "counter",
	    "Connections to Postgres lost or not made.", shared->db_failures);
	write_one_value(b, "foyer_jobs_runs_total", "counter",
	    "Rounds of foyer jobs.", shared->jobs_runs);
	write_one_value(b, "foyer_mail_sent_total", "counter",
	    "Mails handed to the mail server.", shared->jobs_mail_sent);
	write_one_value(b, "foyer_mail_failed_total", "counter",
	    "Attempts at a mail that failed.", shared->jobs_mail_failed);
}

static void
write_all(int fd, const char *p, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = send(fd, p, len, MSG_NOSIGNAL);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		p += n;
		len -= (size_t)n;
	}
}

static void
answer(int fd)
{
	/* One small read is enough of a scraper's request. */
	struct timeval wait = { 0, 200000 };
	char in[2048], head[160];
	bool found;
	ssize_t n;
	struct buf b;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	n = recv(fd, in, sizeof in - 1, 0);
	if (n > 0) {
		in[n] = '\0';
		found = strncmp(in, "GET /metrics ", 13) == 0;
		buf_init(&b, 4 << 20);
		if (found)
			metrics_write(&b);
		else
			buf_puts(&b, "only GET /metrics is here\n");
		snprintf(head, sizeof head,
		    "HTTP/1.1 %s\r\nContent-Type: "
		    "text/plain; version=0.0.4; charset=utf-8\r\n"
		    "Content-Length: %zu\r\nConnection: close\r\n\r\n",
		    found ? "200 OK" : "404 Not Found", b.len);
		write_all(fd, head, strlen(head));
		write_all(fd, b.data, b.len);
		buf_free(&b);
	}
	close(fd);
}

static void *
answer_all(void *arg)
{
	int listener = *(int *)arg, fd;
	struct pollfd p = { listener, POLLIN, 0 };

	for (;;) {
		if (poll(&p, 1, -1) == -1 && errno != EINTR)
			return NULL;
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd != -1)
			answer(fd);
	}
}

void
metrics_start(const char *address)
{
	static int listener;
	const char *why;
	pthread_t id;

	if (*address == '\0')
		return;
	/* Any process of the pool may answer for all of them. */
	listener = net_listen(address, 16, true, &why);
	if (listener == -1)
		log_event(LOG_ERROR, "metrics_listen", "why", why, (char *)0);
	else if (pthread_create(&id, NULL, answer_all, &listener) == 0)
		pthread_detach(id);
}
