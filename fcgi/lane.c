/*
 * See lane.h.  The lane reads requests that have wholly arrived, answers at
 * once what needs no database, and sends the statements of simple reads down
 * one pipelined connection; their rows come back in bunches, so that under
 * load a request costs neither a wait nor a change of thread.  All else goes
 * to the crew, whose threads wait as straight-line code does.
 */
#include "lane.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crew.h"
#include "handle.h"
#include "log.h"
#include "pipe.h"
#include "route.h"
#include "settings.h"

enum {
	EVENTS = 64,
	PEEK = 16 << 10,	 /* a longer request is read by the crew */
	SEND_MAX = 64 << 10,	 /* a longer answer is sent by the crew: this
				    one fits the socket's buffer */
	ANSWER_US = 3300 * 1000, /* that Postgres may take; see link.c */
	PIECES_MAX = 64,	 /* so does one in more pieces: unread, small
				    ones fill the socket long before its size */
	TICK_MS = 250,
};

static struct {
	int set, wake;
	struct pipe *pipe;
	unsigned pipe_generation; /* of the socket in the set */
	int n_partial;
	_Atomic bool starved; /* no exchange was free */
	_Atomic bool stopping;
	pthread_t id;
} lane;

/* What stands in an event that is not a connection. */
static char at_wake, at_pipe;

/* Has the set hold the descriptor, for these events. */
static void
watch(int fd, uint32_t events, void *what)
{
	struct epoll_event ev = { .events = events, .data.ptr = what };

	if (epoll_ctl(lane.set, EPOLL_CTL_ADD, fd, &ev) == -1 &&
	    (errno != EEXIST ||
		epoll_ctl(lane.set, EPOLL_CTL_MOD, fd, &ev) == -1))
		abort();
}

static void
unwatch(struct conn *c)
{
	if (!c->unwatched)
		epoll_ctl(lane.set, EPOLL_CTL_DEL, c->fd, NULL);
	c->unwatched = true;
}

static void
wait_for_request(struct conn *c)
{
	bool unwatched = c->unwatched;

	c->unwatched = false;
	c->pieces = 0;
	c->state = CONN_WAITING; /* the lane's again from here on */
	if (unwatched)
		watch(c->fd, EPOLLIN | EPOLLRDHUP, c);
}

void
lane_take(struct conn *c)
{
	wait_for_request(c);
}

static void
wake(void)
{
	uint64_t one = 1;

	if (write(lane.wake, &one, sizeof one) != sizeof one && errno != EAGAIN)
		abort();
}

void
lane_end(struct exchange *x, enum exchange_end end)
{
	struct conn *c = x->conn;

	exchange_free(x);
	if (end == EXCHANGE_OK)
		wait_for_request(c);
	else
		conn_end(c, end == EXCHANGE_CLOSED);
	if (lane.starved)
		wake();
}

static void
to_crew(struct exchange *x, enum exchange_stage stage)
{
	x->stage = stage;
	unwatch(x->conn);
	crew_take(x);
}

static void
answer(struct exchange *x)
{
	if (x->req.reply.body.len > SEND_MAX)
		to_crew(x, EXCHANGE_SEND);
	else
		lane_end(x, exchange_send(x));
}

static bool
crew_is_late(void)
{
	int64_t wait = crew_wait_us();

	return wait != 0 &&
	    wait > setting_number(settings.request_max_age) * 1000 / 4;
}

/* A refusal now is worth more to whoever asked than one when its turn would
 * have come.  A probe waits all the same: who is busy is not ill. */
static void
run_in_crew(struct exchange *x, enum exchange_stage stage)
{
	if (x->req.route->rate == RATE_NONE || !crew_is_late()) {
		to_crew(x, stage);
		return;
	}
	handle_busy(&x->req);
	answer(x);
}

/* The statement of a request that was found fit for it. */
static void
send_statement(struct exchange *x)
{
	const struct stmt *stmt = route_at(x->req.route_index)->stmt;
	const char *values[STMT_MAX_PARAMS];

	req_bind(&x->req, stmt, values);
	if (!pipe_send(lane.pipe, stmt, values, x))
		run_in_crew(x, EXCHANGE_RUN);
}

static void
run(struct exchange *x)
{
	enum exchange_end end = exchange_read(x);

	if (end != EXCHANGE_OK) {
		lane_end(x, end);
		return;
	}
	switch (handle_quickly(&x->req, !crew_is_late())) {
	case HANDLE_DONE:
		answer(x);
		break;
	case HANDLE_STATEMENT:
		send_statement(x);
		break;
	case HANDLE_THREAD:
		run_in_crew(x, EXCHANGE_RUN);
		break;
	case HANDLE_GATHER:
		run_in_crew(x, EXCHANGE_GATHER);
		break;
	}
}

/* A request has begun to arrive: each further byte of it is an event, and a
 * peer that takes too long over it is sent away by the tick. */
static void
wait_for_rest(struct conn *c)
{
	if (c->partial_us != 0)
		return;
	c->partial_us = clock_us();
	lane.n_partial++;
	watch(c->fd, EPOLLIN | EPOLLRDHUP | EPOLLET, c);
}

static void
partial_ends(struct conn *c)
{
	if (c->partial_us == 0)
		return;
	c->partial_us = 0;
	lane.n_partial--;
	unwatch(c); /* and back without EPOLLET */
}

static void
conn_event(struct conn *c)
{
	static unsigned char head[PEEK];
	struct exchange *x;
	bool is_whole;
	ssize_t n;

	if (c->state != CONN_WAITING) {
		/* nginx gave up on an answer, or is in a hurry: this is
		 * looked at when the answer is out. */
		unwatch(c);
		return;
	}
	n = recv(c->fd, head, sizeof head, MSG_PEEK | MSG_DONTWAIT);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		partial_ends(c);
		conn_end(c, false);
		return;
	}
	is_whole = exchange_is_whole(head, (size_t)n);
	if (!is_whole && n < PEEK && ++c->pieces < PIECES_MAX) {
		wait_for_rest(c);
		return;
	}
	x = exchange_new(c);
	if (x == NULL) {
		lane.starved = true;
		if (c->partial_us != 0) {
			partial_ends(c);
			wait_for_request(c); /* it asks again by itself */
		}
		return;
	}
	partial_ends(c);
	c->state = CONN_BUSY;
	if (is_whole)
		run(x);
	else
		to_crew(x, EXCHANGE_READ);
}

/* Answers what the pipe has brought.  What failed there is tried again by
 * the crew, which can tell why; after a time-out there is no time for that. */
static void
take_rows(bool timed_out)
{
	struct exchange *x;
	PGresult *rows;
	void *tag;

	while (pipe_next(lane.pipe, &tag, &rows)) {
		x = tag;
		x->req.db_us = clock_us() - x->req.started_us;
		if (rows != NULL)
			handle_rows(&x->req, rows);
		else if (timed_out)
			handle_failed(&x->req, E_unavailable,
			    "no answer from the server in time");
		else {
			to_crew(x, EXCHANGE_RUN);
			continue;
		}
		answer(x);
	}
}

/* Sends what was put into the pipe, and waits for its answer. */
static void
push(void)
{
	bool timed_out = pipe_oldest_us(lane.pipe) < clock_us() - ANSWER_US;

	if (timed_out)
		pipe_drop(lane.pipe);
	pipe_push(lane.pipe);
	if (pipe_fd(lane.pipe) == -1)
		take_rows(timed_out);
	else if (lane.pipe_generation != pipe_generation(lane.pipe)) {
		lane.pipe_generation = pipe_generation(lane.pipe);
		watch(pipe_fd(lane.pipe), EPOLLIN, &at_pipe);
	}
}

/* Sends peers away that began a request and do not end it. */
static void
chase_partial(void)
{
	int64_t before = clock_us() - EXCHANGE_US;
	int i;

	for (i = 0; lane.n_partial > 0 && i < conn_max(); i++) {
		struct conn *c = conn_at(i);

		if (c->state != CONN_WAITING || c->partial_us == 0 ||
		    c->partial_us > before)
			continue;
		partial_ends(c);
		conn_end(c, false);
	}
}

/* Waits without looking at connections, until an exchange is free again. */
static void
wait_starved(void)
{
	struct pollfd p[2] = { { lane.wake, POLLIN, 0 },
		{ pipe_fd(lane.pipe), POLLIN, 0 } };
	uint64_t count;

	poll(p, 2, TICK_MS);
	lane.starved = false;
	if (p[0].revents != 0 && read(lane.wake, &count, sizeof count) == -1 &&
	    errno != EAGAIN)
		abort();
	if (p[1].revents != 0)
		pipe_read(lane.pipe);
	take_rows(false);
}

static void
event(const struct epoll_event *ev)
{
	uint64_t count;

	if (ev->data.ptr == &at_pipe) {
		pipe_read(lane.pipe);
		take_rows(false);
	} else if (ev->data.ptr == &at_wake) {
		if (read(lane.wake, &count, sizeof count) == -1 &&
		    errno != EAGAIN)
			abort();
	} else
		conn_event(ev->data.ptr);
}

static void *
lane_main(void *arg)
{
	int64_t tick = clock_us();
	struct epoll_event ev[EVENTS];
	int i, n;

	(void)arg;
	log_hold();
	while (!lane.stopping) {
		if (lane.starved)
			wait_starved();
		n = epoll_wait(lane.set, ev, EVENTS, TICK_MS);
		for (i = 0; i < n; i++)
			event(&ev[i]);
		push();
		crew_push();
		log_release();
		if (clock_us() - tick > TICK_MS * 1000) {
			tick = clock_us();
			chase_partial();
		}
	}
	return NULL;
}

void
lane_start(int threads)
{
	lane.pipe = pipe_new(settings.database_url);
	lane.set = epoll_create1(EPOLL_CLOEXEC);
	lane.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (lane.set == -1 || lane.wake == -1)
		abort();
	watch(lane.wake, EPOLLIN, &at_wake);
	crew_start(threads);
	if (pthread_create(&lane.id, NULL, lane_main, NULL) != 0)
		abort();
}

void
lane_stop(void)
{
	lane.stopping = true;
	wake();
	pthread_join(lane.id, NULL);
	crew_stop();
	pipe_free(lane.pipe);
}
