/*
 * The process that does what nobody waits for: mail, and throwing away what is
 * over.  It holds nothing but what is in the database, so several may run, and
 * one may be killed at any time (see outbox.c for mail).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "db.h"
#include "log.h"
#include "mail.h"
#include "metrics.h"
#include "options.h"
#include "outbox.h"
#include "route.h"
#include "settings.h"
#include "shared.h"

enum {
	POLL_MS = 1000,
	EXPIRE_MS = 60 * 1000,
	BATCH = 1000,	      /* of sql/jobs.sql */
	FIRST_PAUSE_MS = 250, /* when something is away; doubled, up to */
	DATABASE_PAUSE_MS = 2000,
	SERVER_PAUSE_MS = 30 * 1000,
};

struct jobs {
	struct db *db;
	int stop_fd;
	bool away;		    /* the database; said already */
	int64_t expire_at, mail_at; /* of now_ms() */
	int database_pause, server_pause;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
told_to_stop(const struct jobs *j, int64_t ms)
{
	struct pollfd p = { j->stop_fd, POLLIN, 0 };

	return poll(&p, 1, ms > 0 ? (int)ms : 0) > 0;
}

/* Says that the database is away, or back, once each. */
static void
note_database(struct jobs *j, bool away)
{
	if (away && !j->away)
		log_event(LOG_ERROR, "jobs_no_database", "why",
		    db_message(j->db), (char *)0);
	else if (!away && j->away)
		log_event(LOG_INFO, "jobs_database_back", (char *)0);
	j->away = away;
}

static void
log_expired(const char *statement, long rows)
{
	struct log_line l;

	if (rows == 0)
		return;
	log_begin(&l, LOG_INFO, "jobs_expired");
	log_str(&l, "statement", statement);
	log_int(&l, "rows", rows);
	log_end(&l);
}

/* One statement until there is nothing left for it.  False when the database
 * went away. */
static bool
expire_one(struct jobs *j, const struct stmt *s)
{
	const char *values[STMT_MAX_PARAMS];
	long rows = 0, n = BATCH;
	PGresult *res;
	enum err err = OK;

	for (int i = 0; i < s->n_params; i++) /* :setting_NAME, as in req.c */
		values[i] = setting_find(s->params[i] + strlen("setting_"));
	while (n >= BATCH && !told_to_stop(j, 0)) {
		if ((err = db_run(j->db, s, values, &res)) != OK)
			break;
		n = strtol(PQcmdTuples(res), NULL, 10);
		rows += n;
		PQclear(res);
	}
	log_expired(s->name, rows);
	if (err != OK && err != E_unavailable)
		log_event(LOG_ERROR, "jobs_statement_failed", "statement",
		    s->name, "why", db_message(j->db), (char *)0);
	return err != E_unavailable;
}

static bool
expire(struct jobs *j)
{
	const struct stmt *s = NULL;

	while ((s = stmt_next("expire_", s)) != NULL && !told_to_stop(j, 0))
		if (!expire_one(j, s))
			return false;
	return true;
}

/* The next of a doubling row of pauses. */
static int
lengthen(int *pause, int most)
{
	int now = *pause;

	*pause = now * 2 < most ? now * 2 : most;
	return now;
}

/* All that is due.  Returns false when something kept it from its work. */
static bool
work(struct jobs *j)
{
	enum outbox_state mail = OUTBOX_EMPTY;
	bool database = true;

	if (now_ms() >= j->expire_at && (database = expire(j)))
		j->expire_at = now_ms() + EXPIRE_MS;
	if (database && now_ms() >= j->mail_at)
		mail = outbox_run(j->db, j->stop_fd);
	database = database && mail != OUTBOX_NO_DATABASE;
	note_database(j, !database);
	if (database)
		j->database_pause = FIRST_PAUSE_MS;
	if (mail == OUTBOX_STUCK)
		j->mail_at = now_ms() +
		    lengthen(&j->server_pause, SERVER_PAUSE_MS);
	else if (database && now_ms() >= j->mail_at)
		j->server_pause = FIRST_PAUSE_MS;
	if (shared != NULL)
		shared->jobs_runs++;
	return database && mail != OUTBOX_STUCK;
}

static void
loop(struct jobs *j)
{
	int64_t next, pause;

	do {
		next = now_ms() + POLL_MS;
		work(j);
		pause = j->away
		    ? lengthen(&j->database_pause, DATABASE_PAUSE_MS)
		    : next - now_ms();
	} while (!told_to_stop(j, pause));
}

/* SIGTERM and SIGINT can be read from what it returns, and do nothing else. */
static int
catch_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd == -1) {
		fprintf(stderr, "foyer jobs: signalfd: %s\n", strerror(errno));
		exit(1);
	}
	return fd;
}

int
cmd_jobs(int argc, char **argv)
{
	static const struct option options[] = {
		{ "once", no_argument, NULL, 'o' },
		{ 0 },
	};
	struct jobs j = { .database_pause = FIRST_PAUSE_MS,
		.server_pause = FIRST_PAUSE_MS };
	struct mailbox from;
	bool once = false, ok = true;
	int c;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c != 'o')
			return usage(argv[0], "%s", options_fault());
		once = true;
	}
	if (optind < argc)
		return usage(argv[0], "takes no %s", argv[optind]);
	if (!mailbox_parse(settings.mail_from, &from)) {
		fprintf(stderr,
		    "foyer: setting MAIL_FROM: \"%s\" is neither"
		    " an address nor Name <address>\n",
		    settings.mail_from);
		return 2;
	}
	if (shared_open(settings.shared_file) != OK)
		return 1;
	j.stop_fd = catch_signals();
	/* With the routes, since it may be us who answers for all processes
	 * that share the counters. */
	route_init();
	if (!once)
		metrics_start(settings.metrics_listen);
	j.db = db_new(settings.database_url);
	log_event(LOG_INFO, "jobs_started", (char *)0);
	if (once)
		ok = work(&j);
	else
		loop(&j);
	log_event(LOG_INFO, "jobs_done", (char *)0);
	db_free(j.db);
	close(j.stop_fd);
	return ok ? 0 : 1;
}
