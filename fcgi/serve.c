/*
 * The command `serve': one worker on the socket that spawn-fcgi left on
 * descriptor 0, or a small master that holds the socket, starts workers,
 * replaces those that die and drains them at the end.
 */
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "log.h"
#include "net.h"
#include "options.h"
#include "password.h"
#include "route.h"
#include "settings.h"
#include "shared.h"
#include "worker.h"

enum {
	WORKERS_MAX = 64,
	/* Short on purpose: a deep queue turns overload into collapse. */
	BACKLOG = 64,
	YOUNG_MS = 1000, /* dying younger than this is a fault of its
				   own and is not repeated at once */
	BACKOFF_MAX_MS = 30000,
	OLD_MAX = 4 * WORKERS_MAX,
};

struct slot {
	pid_t pid; /* 0: none now */
	int64_t started_ms, start_at_ms;
	int backoff_ms;
};

static struct {
	int listener, n;
	struct slot slots[WORKERS_MAX];
	pid_t old[OLD_MAX]; /* draining after SIGHUP */
	sigset_t signals;
} m;

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
start_worker(struct slot *s)
{
	pid_t master = getpid(), pid = fork();

	if (pid == 0) {
		/* A worker does not outlive its master, not even kill -9. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != master)
			_exit(0);
		exit(worker_run(m.listener));
	}
	s->started_ms = now_ms();
	s->start_at_ms = 0;
	if (pid == -1) {
		log_event(LOG_ERROR, "fork", "why", strerror(errno), (char *)0);
		s->start_at_ms = s->started_ms + YOUNG_MS;
		return;
	}
	s->pid = pid;
}

/* A worker has ended by itself: replaces it, at once or, if it keeps dying
 * young, after a while. */
static void
replace(struct slot *s, int status)
{
	/* One that was asked to end did not fail, however young. */
	bool young = status != 0 && now_ms() - s->started_ms < YOUNG_MS;
	char why[32];

	snprintf(why, sizeof why, "%s %d",
	    WIFSIGNALED(status) ? "signal" : "exit code",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	log_event(status != 0 ? LOG_ERROR : LOG_INFO, "worker_died", "why", why,
	    (char *)0);
	if (status != 0)
		shared->workers_lost++;
	s->pid = 0;
	if (!young)
		s->backoff_ms = 0;
	else
		s->backoff_ms = s->backoff_ms == 0	 ? 250
		    : 2 * s->backoff_ms < BACKOFF_MAX_MS ? 2 * s->backoff_ms
							 : BACKOFF_MAX_MS;
	s->start_at_ms = now_ms() + s->backoff_ms;
}

/* Collects the dead.  Without `again' nobody is replaced. */
static void
collect(bool again)
{
	int i, status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (i = 0; i < OLD_MAX; i++)
			if (m.old[i] == pid)
				m.old[i] = 0;
		for (i = 0; i < m.n; i++) {
			if (m.slots[i].pid != pid)
				continue;
			m.slots[i].pid = 0;
			if (again)
				replace(&m.slots[i], status);
		}
	}
}

static void
start_due(void)
{
	int i;

	for (i = 0; i < m.n; i++)
		if (m.slots[i].pid == 0 && m.slots[i].start_at_ms <= now_ms())
			start_worker(&m.slots[i]);
}

/* SIGHUP: new workers take over, the old ones finish what they have. */
static void
renew(void)
{
	int i, j = 0;

	log_event(LOG_INFO, "workers_renewed", (char *)0);
	for (i = 0; i < m.n; i++) {
		while (j < OLD_MAX && m.old[j] != 0)
			j++;
		if (m.slots[i].pid == 0 || j == OLD_MAX)
			continue;
		m.old[j] = m.slots[i].pid;
		m.slots[i].pid = 0;
		start_worker(&m.slots[i]);
		kill(m.old[j], SIGTERM);
	}
}

static int
count_alive(int signal)
{
	int i, n = 0;

	for (i = 0; i < m.n + OLD_MAX; i++) {
		pid_t pid = i < m.n ? m.slots[i].pid : m.old[i - m.n];

		if (pid == 0)
			continue;
		n++;
		if (signal != 0)
			kill(pid, signal);
	}
	return n;
}

/* Ends all workers; those that are not done in time are killed. */
static void
end_all(void)
{
	int64_t until = now_ms() + 2000 +
	    1000 * (int64_t)setting_number(settings.drain_timeout);
	struct timespec step = { 0, 100 * 1000000 };

	count_alive(SIGTERM);
	while (count_alive(now_ms() > until ? SIGKILL : 0) > 0) {
		sigtimedwait(&m.signals, NULL, &step);
		collect(false);
	}
}

static int
master_run(void)
{
	struct timespec step = { 0, 250 * 1000000 };
	int sig;

	for (;;) {
		start_due();
		sig = sigtimedwait(&m.signals, NULL, &step);
		if (sig == SIGTERM || sig == SIGINT)
			break;
		if (sig == SIGHUP)
			renew();
		collect(true);
	}
	close(m.listener);
	end_all();
	if (strncmp(settings.listen, "unix:", 5) == 0)
		unlink(settings.listen + 5);
	return 0;
}

static bool
is_listening(int fd)
{
	socklen_t len = sizeof(int);
	int on = 0;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 &&
	    on != 0;
}

/* The listening socket, or -1 after a complaint. */
static int
open_listener(void)
{
	const char *why;
	int fd;

	if (*settings.listen == '\0') {
		if (is_listening(STDIN_FILENO))
			return STDIN_FILENO;
		fprintf(stderr,
		    "foyer serve: descriptor 0 is no listening "
		    "socket: start it with spawn-fcgi, or give --listen "
		    "unix:PATH or HOST:PORT\n");
		return -1;
	}
	fd = net_listen(settings.listen, BACKLOG, false, &why);
	if (fd == -1)
		fprintf(stderr, "foyer serve: LISTEN %s: %s\n", settings.listen,
		    why);
	return fd;
}

/* Reads --listen, --workers and --threads over the settings.  Returns the exit
 * status when they are wrong, else 0. */
static int
read_options(int argc, char **argv, bool *ret_is_master)
{
	/* clang-format off */
	static const struct option options[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "workers", required_argument, NULL, 'w' },
		{ "threads", required_argument, NULL, 't' },
		{ 0 }
	};
	/* clang-format on */
	int c;

	*ret_is_master = *settings.listen != '\0' ||
	    setting_number(settings.workers) > 0;
	while ((c = options_next(argc, argv, options)) != -1) {
		if (c == '?')
			return usage(argv[0], "%s", options_fault());
		*ret_is_master |= c != 't';
		*(c == 'l'	   ? &settings.listen
			: c == 'w' ? &settings.workers
				   : &settings.threads) = optarg;
	}
	if (optind < argc)
		return usage(argv[0], "takes no %s", argv[optind]);
	return 0;
}

/* A NUMBER between bounds; complains when it is not. */
static int
bounded(const char *name, const char *text, int min, int max)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end == '\0' && *text != '\0' && n >= min && n <= max)
		return (int)n;
	fprintf(stderr, "foyer serve: %s must be a number from %d to %d\n",
	    name, min, max);
	return -1;
}

int
cmd_serve(int argc, char **argv)
{
	int workers, threads, wrong;
	bool is_master;

	if ((wrong = read_options(argc, argv, &is_master)) != 0)
		return wrong;
	workers = bounded("WORKERS", settings.workers, 0, WORKERS_MAX);
	threads = bounded("THREADS", settings.threads, 1, 64);
	if (workers == -1 || threads == -1)
		return 2;
	if (workers == 0)
		workers = (int)sysconf(_SC_NPROCESSORS_ONLN);
	if (sodium_init() == -1 || shared_open(settings.shared_file) != OK)
		return 1;
	password_init((int)setting_number(settings.hash_concurrency));
	route_init();
	m.listener = open_listener();
	if (m.listener == -1)
		return 1;
	sigemptyset(&m.signals);
	sigaddset(&m.signals, SIGTERM);
	sigaddset(&m.signals, SIGINT);
	if (!is_master) {
		sigprocmask(SIG_BLOCK, &m.signals, NULL);
		return worker_run(m.listener);
	}
	sigaddset(&m.signals, SIGHUP);
	sigaddset(&m.signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &m.signals, NULL);
	m.n = workers < WORKERS_MAX ? workers : WORKERS_MAX;
	return master_run();
}
