/*
 * See worker.h.  Two epoll sets: the gate, where the main thread alone takes
 * new connections and looks at their first record, and the hall, where kept
 * connections wait until one of the threads takes their next request.  An
 * idle connection costs no thread, and one that speaks no FastCGI never meets
 * libfcgi.  The bytes of a request and its answer are exchange.c's.
 */
#include "worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exchange.h"
#include "log.h"
#include "mem.h"
#include "metrics.h"
#include "route.h"
#include "settings.h"
#include "shared.h"

enum {
	THREADS_MAX = 64,
	TICK_MS = 250,
	FIRST_RECORD_US = 5 * 1000 * 1000, /* to show one */
	EXCHANGE_US = 5 * 1000 * 1000,	   /* to read a request or take an
						   answer, in all */
	SPARE_FDS = 64, /* beyond connections: logs, database, … */
};

/* A connection; fd is -1 in the free list. */
struct conn {
	int fd;
	bool in_gate;
	int64_t since_us; /* accepted */
	struct conn *next_free;
};

struct thread {
	pthread_t id;
	struct exchange exchange;
};

static struct {
	int listener; /* -1 once draining */
	int gate, hall, signals, wake;
	bool accepting; /* the listener is in the gate */
	_Atomic bool draining, stopping;
	struct conn *conns;
	int max_conns;
	_Atomic int n_conns;
	struct conn *free_conns;
	pthread_mutex_t lock; /* of free_conns */
	struct thread threads[THREADS_MAX];
	int n_threads;
} w = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* What stands in an epoll event that is not a connection. */
static char at_listener, at_signals, at_wake;

static void
watch(int set, int op, int fd, uint32_t events, void *what)
{
	struct epoll_event ev = { .events = events, .data.ptr = what };

	if (epoll_ctl(set, op, fd, &ev) == -1 && errno != EEXIST)
		abort();
}

static struct conn *
conn_new(int fd)
{
	struct conn *c;

	pthread_mutex_lock(&w.lock);
	c = w.free_conns;
	if (c != NULL)
		w.free_conns = c->next_free;
	pthread_mutex_unlock(&w.lock);
	if (c == NULL)
		return NULL;
	c->in_gate = true;
	c->since_us = clock_us();
	c->fd = fd;
	w.n_conns++;
	shared->connections++;
	return c;
}

/* Gives the place back; the descriptor is closed unless libfcgi did it. */
static void
conn_end(struct conn *c, bool is_closed)
{
	if (!is_closed)
		close(c->fd);
	pthread_mutex_lock(&w.lock);
	c->fd = -1;
	c->next_free = w.free_conns;
	w.free_conns = c;
	pthread_mutex_unlock(&w.lock);
	w.n_conns--;
	shared->connections--;
}

/* Takes part in accepting, or leaves it to the other workers. */
static void
set_accepting(bool on)
{
	if (on == w.accepting || w.listener == -1)
		return;
	if (on)
		watch(w.gate, EPOLL_CTL_ADD, w.listener,
		    EPOLLIN | EPOLLEXCLUSIVE, &at_listener);
	else
		epoll_ctl(w.gate, EPOLL_CTL_DEL, w.listener, NULL);
	w.accepting = on;
}

static void
accept_one(void)
{
	struct timeval wait = { EXCHANGE_US / 1000000, 0 };
	struct conn *c;
	int fd, on = 1;

	if (w.n_conns >= w.max_conns) {
		set_accepting(false); /* until the next tick */
		return;
	}
	fd = accept4(w.listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd == -1) {
		/* Out of descriptors or memory: not the end, but a rest. */
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
			set_accepting(false);
		return;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	c = conn_new(fd);
	if (c == NULL) {
		close(fd);
		return;
	}
	watch(w.gate, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLRDHUP | EPOLLET, c);
}

/* Lets a connection in whose first record is a request's; sends it away when
 * it is not; leaves it waiting while the record is not whole. */
static void
check_first_record(struct conn *c)
{
	unsigned char head[8];
	ssize_t n;

	n = recv(c->fd, head, sizeof head, MSG_PEEK | MSG_DONTWAIT);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || !exchange_is_begin(head, (size_t)n)) {
		conn_end(c, false);
		return;
	}
	if (n < (ssize_t)sizeof head)
		return;
	epoll_ctl(w.gate, EPOLL_CTL_DEL, c->fd, NULL);
	c->in_gate = false;
	watch(w.hall, EPOLL_CTL_ADD, c->fd, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT,
	    c);
}

/* One event of a kept connection: its next request, or its end. */
static void
serve(struct thread *t, struct conn *c, uint32_t events)
{
	char byte;

	if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0 &&
	    recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) {
		conn_end(c, false);
		return;
	}
	switch (exchange_run(&t->exchange, c->fd)) {
	case EXCHANGE_KEEP:
		/* While draining nginx learns by the end of the connection
		 * that its next request belongs elsewhere. */
		if (w.draining)
			conn_end(c, false);
		else
			watch(w.hall, EPOLL_CTL_MOD, c->fd,
			    EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, c);
		break;
	case EXCHANGE_CLOSE:
		conn_end(c, false);
		break;
	case EXCHANGE_CLOSED:
		conn_end(c, true);
		break;
	}
}

static void *
thread_main(void *arg)
{
	struct thread *t = arg;
	struct epoll_event ev;

	exchange_init(&t->exchange);
	while (!w.stopping) {
		if (epoll_wait(w.hall, &ev, 1, -1) != 1)
			continue;
		if (ev.data.ptr != &at_wake)
			serve(t, ev.data.ptr, ev.events);
	}
	exchange_free(&t->exchange);
	return NULL;
}

/* Each tick: peers that keep a thread or a place without getting on. */
static void
chase_idlers(void)
{
	int64_t now = clock_us();
	int i;

	for (i = 0; i < w.n_threads; i++)
		exchange_interrupt(&w.threads[i].exchange, now - EXCHANGE_US);
	for (i = 0; i < w.max_conns; i++) {
		struct conn *c = &w.conns[i];

		if (c->fd != -1 && c->in_gate &&
		    c->since_us < now - FIRST_RECORD_US)
			conn_end(c, false);
	}
}

static void
start_draining(void)
{
	struct signalfd_siginfo info;

	if (read(w.signals, &info, sizeof info) != sizeof info || w.draining)
		return;
	set_accepting(false);
	close(w.listener);
	w.listener = -1;
	w.draining = true;
	log_event(LOG_INFO, "worker_draining", (char *)0);
}

static void
gate_event(const struct epoll_event *ev)
{
	if (ev->data.ptr == &at_listener)
		accept_one();
	else if (ev->data.ptr == &at_signals)
		start_draining();
	else
		check_first_record(ev->data.ptr);
}

/*
 * The main thread.  A drain waits for nginx to let go of idle connections,
 * which it does after its keepalive_timeout: closing one here could meet a
 * POST on its way, which nginx may not send again.
 */
static void
gate_loop(void)
{
	int64_t tick = clock_us() + TICK_MS * 1000, drain_until = INT64_MAX;
	struct epoll_event ev[32];
	int i, n;

	while (!w.draining || (w.n_conns > 0 && clock_us() < drain_until)) {
		n = epoll_wait(w.gate, ev, 32, TICK_MS);
		for (i = 0; i < n; i++)
			gate_event(&ev[i]);
		if (w.draining && drain_until == INT64_MAX)
			drain_until = clock_us() +
			    1000000 *
				(int64_t)setting_number(settings.drain_timeout);
		if (clock_us() < tick)
			continue;
		tick = clock_us() + TICK_MS * 1000;
		chase_idlers();
		set_accepting(w.n_conns < w.max_conns);
	}
}

/* As many connections as the limit of descriptors leaves room for. */
static int
connection_ceiling(void)
{
	long want = setting_number(settings.max_connections);
	struct rlimit limit;
	long room;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		room = (long)limit.rlim_cur - SPARE_FDS - w.n_threads;
		if (limit.rlim_cur != RLIM_INFINITY && want > room)
			want = room;
	}
	return want > 1 ? (int)want : 1;
}

static void
set_up(int listener)
{
	sigset_t ending;
	int i;

	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGINT);
	w.n_threads = (int)setting_number(settings.threads);
	w.max_conns = connection_ceiling();
	w.conns = mem_new((size_t)w.max_conns * sizeof *w.conns);
	w.listener = listener;
	w.gate = epoll_create1(EPOLL_CLOEXEC);
	w.hall = epoll_create1(EPOLL_CLOEXEC);
	w.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w.signals = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
	if (w.gate == -1 || w.hall == -1 || w.wake == -1 || w.signals == -1)
		abort();
	for (i = w.max_conns - 1; i >= 0; i--) {
		w.conns[i].fd = -1;
		w.conns[i].next_free = w.free_conns;
		w.free_conns = &w.conns[i];
	}
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
	watch(w.gate, EPOLL_CTL_ADD, w.signals, EPOLLIN, &at_signals);
	watch(w.hall, EPOLL_CTL_ADD, w.wake, EPOLLIN, &at_wake);
	set_accepting(true);
	metrics_start(settings.metrics_listen);
}

int
worker_run(int listener)
{
	uint64_t one = 1;
	int i;

	if (FCGX_Init() != 0)
		return 1;
	/* libfcgi has put handlers of its own there, which only set a flag
	 * that nothing of ours reads. */
	signal(SIGTERM, SIG_DFL);
	signal(SIGUSR1, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	set_up(listener);
	for (i = 0; i < w.n_threads; i++)
		if (pthread_create(&w.threads[i].id, NULL, thread_main,
			&w.threads[i]) != 0)
			abort();
	log_event(LOG_INFO, "worker_ready", (char *)0);
	gate_loop();
	w.stopping = true;
	if (write(w.wake, &one, sizeof one) != sizeof one)
		abort();
	for (i = 0; i < w.n_threads; i++)
		pthread_join(w.threads[i].id, NULL);
	log_event(LOG_INFO, "worker_done", (char *)0);
	return 0;
}
