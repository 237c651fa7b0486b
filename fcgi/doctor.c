/*
 * Is this installation in order?  One line for each thing that it needs, and
 * what to do where it is not.  Changes nothing; asks the world only what the
 * program itself would ask it.
 */
#include "doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "db.h"
#include "mail.h"
#include "migrate.h"
#include "options.h"
#include "script.h"
#include "settings.h"

enum {
	REPORT_MAX = 64 << 10,
	OLDEST_POSTGRES = 14,
	SKEW_WARNING_S = 1,
	SKEW_FAILURE_S = 30,
};

void
report(struct report *r, enum finding finding, const char *what,
    const char *advice, const char *fmt, ...)
{
	static const char *const words[] = { "ok", "warn", "fail" };
	char detail[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof detail, fmt, ap);
	va_end(ap);
	detail[strcspn(detail, "\n")] = '\0';
	if (finding == FAILURE)
		r->failures++;
	if (!r->json) {
		printf("%-5s %-12s %s%s%s\n", words[finding], what, detail,
		    advice != NULL ? " — " : "", advice != NULL ? advice : "");
		fflush(stdout); /* the next line may take seconds */
		return;
	}
	buf_printf(&r->out, "%s{\"status\":\"%s\",\"check\":\"%s\",\"detail\":",
	    r->n++ > 0 ? ",\n " : "[", words[finding], what);
	buf_json(&r->out, detail, strlen(detail));
	if (advice != NULL) {
		buf_puts(&r->out, ",\"advice\":");
		buf_json(&r->out, advice, strlen(advice));
	}
	buf_putc(&r->out, '}');
}

static void
check_settings(struct report *r, int faults)
{
	struct mailbox from;

	if (faults > 0)
		report(r, FAILURE, "settings",
		    "mend them, nothing starts before",
		    "%d do not fit, named on standard error", faults);
	else if (!mailbox_parse(settings.mail_from, &from))
		report(r, FAILURE, "settings", "write Name <address>",
		    "MAIL_FROM is no sender: \"%s\"", settings.mail_from);
	else
		report(r, FINE, "settings", NULL, "all fit");
}

/* As many connections as the workers of this machine may hold. */
static void
check_connections(struct report *r, long offered)
{
	long workers = setting_number(settings.workers), need;

	if (workers == 0)
		workers = sysconf(_SC_NPROCESSORS_ONLN);
	need = workers * setting_number(settings.threads) + 2;
	if (need > offered)
		report(r, WARNING, "connections",
		    "raise max_connections of"
		    " Postgres, or lower WORKERS or THREADS",
		    "workers and jobs may want %ld, Postgres has %ld", need,
		    offered);
	else
		report(r, FINE, "connections", NULL,
		    "%ld of %ld that Postgres has", need, offered);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* `asked' and `answered' are our times around the question. */
static void
check_clock(struct report *r, double theirs, double asked, double answered)
{
	double skew = theirs - (asked + answered) / 2;
	double doubt = (answered - asked) / 2;
	double least = (skew < 0 ? -skew : skew) - doubt;

	if (least <= SKEW_WARNING_S)
		report(r, FINE, "clock", NULL,
		    "the database's is %+.1f ms from ours, give or take %.1f",
		    skew * 1e3, doubt * 1e3);
	else
		report(r, least > SKEW_FAILURE_S ? FAILURE : WARNING, "clock",
		    "let NTP set both", "the database's is %+.1f s from ours",
		    skew);
}

static void
check_server(struct report *r, PGconn *conn)
{
	double asked = now();
	PGresult *res = script_run(conn, "doctor_server", NULL);
	double answered = now();
	long major;

	if (!script_succeeded(res)) {
		report(r, FAILURE, "database", "look at its log", "%s",
		    PQresultErrorMessage(res));
		PQclear(res);
		return;
	}
	major = strtol(PQgetvalue(res, 0, 1), NULL, 10);
	if (major < OLDEST_POSTGRES)
		report(r, FAILURE, "database", "use Postgres 15 or newer",
		    "Postgres %s is too old", PQgetvalue(res, 0, 0));
	else
		report(r, FINE, "database", NULL, "Postgres %s, \"%s\" of %s",
		    PQgetvalue(res, 0, 0), PQdb(conn), PQhost(conn));
	check_clock(r, strtod(PQgetvalue(res, 0, 2), NULL), asked, answered);
	check_connections(r, strtol(PQgetvalue(res, 0, 3), NULL, 10));
	PQclear(res);
}

static void
check_postgis(struct report *r, PGconn *conn)
{
	PGresult *res = script_run(conn, "doctor_postgis", NULL);

	if (script_succeeded(res) && PQntuples(res) == 1)
		report(r, FINE, "postgis", NULL, "PostGIS %s",
		    PQgetvalue(res, 0, 0));
	else
		report(r, FAILURE, "postgis",
		    "run `foyer migrate`, which says more",
		    "PostGIS is not in this database");
	PQclear(res);
}

/* True when the tables are there, so that one may ask on. */
static bool
check_migrations(struct report *r, PGconn *conn)
{
	struct migrate_state st;

	if (migrate_look(conn, &st) != OK) {
		report(r, FAILURE, "migrations",
		    "look at the rights of this user", "%s",
		    PQerrorMessage(conn));
		return false;
	}
	if (st.changed != NULL)
		report(r, FAILURE, "migrations",
		    "run the version that"
		    " migrated this database, or a newer one",
		    "%s was applied with another text", st.changed);
	else if (st.pending > 0)
		report(r, FAILURE, "migrations", "run `foyer migrate`",
		    "%d of %d are pending", st.pending,
		    st.pending + st.applied);
	else if (st.newer > 0)
		report(r, FINE, "migrations", NULL,
		    "all, and up to %d of a newer version", st.newer);
	else
		report(r, FINE, "migrations", NULL, "all %d", st.applied);
	return st.pending == 0;
}

static void
check_organisers(struct report *r, PGconn *conn)
{
	PGresult *res = script_run(conn, "doctor_organisers", NULL);

	if (!script_succeeded(res))
		report(r, FAILURE, "organisers", "look at the database's log",
		    "%s", PQresultErrorMessage(res));
	else if (*PQgetvalue(res, 0, 0) == '0')
		report(r, WARNING, "organisers",
		    "open the link that `foyer setup-link` prints",
		    "nobody looks after the place");
	else
		report(r, FINE, "organisers", NULL, "%s",
		    PQgetvalue(res, 0, 0));
	PQclear(res);
}

static void
check_outbox(struct report *r, PGconn *conn)
{
	PGresult *res = script_run(conn, "doctor_mail", NULL);

	if (!script_succeeded(res))
		report(r, FAILURE, "outbox", "look at the database's log", "%s",
		    PQresultErrorMessage(res));
	else if (strcmp(PQgetvalue(res, 0, 0), "0") != 0)
		report(r, WARNING, "outbox",
		    "is `foyer jobs` running, and the mail server well?",
		    "mails that wait for more than ten minutes: %s; last: %s",
		    PQgetvalue(res, 0, 0), PQgetvalue(res, 0, 2));
	else if (strcmp(PQgetvalue(res, 0, 1), "0") != 0)
		report(r, WARNING, "outbox", "see last_error in the table mail",
		    "mails that could not be sent since yesterday: %s;"
		    " last: %s",
		    PQgetvalue(res, 0, 1), PQgetvalue(res, 0, 2));
	else
		report(r, FINE, "outbox", NULL, "no mail waits");
	PQclear(res);
}

static void
check_database(struct report *r)
{
	const char *why;
	PGconn *conn = db_connect(settings.database_url, &why);

	if (conn == NULL) {
		report(r, FAILURE, "database",
		    *settings.database_url == '\0'
			? "set DATABASE_URL"
			: "is it running, and DATABASE_URL right?",
		    "%s", why);
		return;
	}
	check_server(r, conn);
	check_postgis(r, conn);
	if (check_migrations(r, conn)) {
		check_organisers(r, conn);
		check_outbox(r, conn);
	}
	PQfinish(conn);
}

int
cmd_doctor(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ 0 },
	};
	struct report r = { 0 };
	int c;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c != 'j')
			return usage(argv[0], "%s", options_fault());
		r.json = true;
	}
	if (argc - optind > 1)
		return usage(argv[0], "one ADDRESS at a time");
	buf_init(&r.out, REPORT_MAX);
	check_settings(&r, settings_load());
	check_database(&r);
	doctor_mail_way(&r);
	doctor_site(&r, "app site", settings.app_url);
	doctor_site(&r, "api site", settings.api_url);
	doctor_tiles(&r);
	doctor_workers(&r, optind < argc ? argv[optind] : settings.listen);
	if (r.json)
		printf("%s]\n", buf_str(&r.out));
	buf_free(&r.out);
	return r.failures > 0;
}
