/*
 * See worker.h.  The main thread keeps the gate: it alone takes new
 * connections, looks at their first record and lets those in that speak
 * FastCGI, so that the others never meet libfcgi.  What comes then is the
 * lane's.
 */
#include "worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conn.h"
#include "exchange.h"
#include "lane.h"
#include "log.h"
#include "metrics.h"
#include "settings.h"
#include "shared.h"

enum {
	TICK_MS = 250,
	FIRST_RECORD_US = 5 * 1000 * 1000, /* to show one */
	SPARE_FDS = 64, /* beyond connections: logs, database, … */
};

static struct {
	int listener; /* -1 once draining */
	int gate, signals;
	bool accepting; /* the listener is in the gate */
	bool draining;
} w;

/* What stands in an epoll event that is not a connection. */
static char at_listener, at_signals;

static void
watch(int fd, uint32_t events, void *what)
{
	struct epoll_event ev = { .events = events, .data.ptr = what };

	if (epoll_ctl(w.gate, EPOLL_CTL_ADD, fd, &ev) == -1)
		abort();
}

/* Takes part in accepting, or leaves it to the other workers. */
static void
set_accepting(bool on)
{
	if (on == w.accepting || w.listener == -1)
		return;
	if (on)
		watch(w.listener, EPOLLIN | EPOLLEXCLUSIVE, &at_listener);
	else
		epoll_ctl(w.gate, EPOLL_CTL_DEL, w.listener, NULL);
	w.accepting = on;
}

/* Whether there may be another one. */
static bool
accept_one(void)
{
	struct timeval wait = { EXCHANGE_US / 1000000, 0 };
	struct conn *c;
	int fd, on = 1;

	if (conn_count() >= conn_max()) {
		set_accepting(false); /* until the next tick */
		return false;
	}
	fd = accept4(w.listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd == -1) {
		/* Out of descriptors or memory: not the end, but a rest. */
		if (errno == EINTR || errno == ECONNABORTED)
			return true;
		if (errno != EAGAIN)
			set_accepting(false);
		return false;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	c = conn_new(fd);
	if (c == NULL) {
		close(fd);
		return false;
	}
	watch(fd, EPOLLIN | EPOLLRDHUP | EPOLLET, c);
	return true;
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
	lane_take(c);
}

/* Each tick: peers that keep a thread or a place without getting on. */
static void
chase_idlers(void)
{
	int64_t now = clock_us();
	struct conn *c;
	int i;

	exchange_interrupt(now - EXCHANGE_US);
	for (i = 0; i < conn_max(); i++) {
		c = conn_at(i);
		if (c->state == CONN_GATE &&
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
	/* Who stands at the door by now may have nobody else. */
	while (accept_one())
		continue;
	set_accepting(false);
	close(w.listener);
	w.listener = -1;
	w.draining = true;
	exchange_leave();
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

	while (!w.draining || (conn_count() > 0 && clock_us() < drain_until)) {
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
		set_accepting(conn_count() < conn_max());
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
		room = (long)limit.rlim_cur - SPARE_FDS -
		    setting_number(settings.threads);
		if (limit.rlim_cur != RLIM_INFINITY && want > room)
			want = room;
	}
	return want > 1 ? (int)want : 1;
}

static void
set_up(int listener)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGINT);
	conn_init(connection_ceiling());
	w.listener = listener;
	w.gate = epoll_create1(EPOLL_CLOEXEC);
	w.signals = signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK);
	if (w.gate == -1 || w.signals == -1)
		abort();
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
	watch(w.signals, EPOLLIN, &at_signals);
	set_accepting(true);
	metrics_start(settings.metrics_listen);
}

int
worker_run(int listener)
{
	if (FCGX_Init() != 0)
		return 1;
	/* libfcgi has put handlers of its own there, which only set a flag
	 * that nothing of ours reads. */
	signal(SIGTERM, SIG_DFL);
	signal(SIGUSR1, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	shared_take_seat();
	set_up(listener);
	lane_start((int)setting_number(settings.threads));
	log_event(LOG_INFO, "worker_ready", (char *)0);
	gate_loop();
	lane_stop();
	log_event(LOG_INFO, "worker_done", (char *)0);
	return 0;
}
