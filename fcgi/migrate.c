/*
 * Brings a database to the schema that this program needs: each file of
 * sql/migrations once, in the order of their numbers, each in a transaction
 * of its own together with the row that remembers it.
 *
 * A migration that has to wait for a lock would make all who come after it
 * wait as well.  So it waits for LOCK_TIMEOUT at most, gives up, and tries
 * again later, a few times.
 *
 * A program of version N runs on schema N and N+1, so a database that has
 * more than we know is fine; one whose applied files differ from ours is not.
 * It needs a session of its own: give it Postgres itself, not a pooler.
 */
#include "migrate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "db.h"
#include "embedded.h"
#include "options.h"
#include "script.h"
#include "settings.h"

#define LOCK_TIMEOUT "3s"
enum {
	TRIES = 8,
	FIRST_PAUSE_MS = 500, /* doubled each time, up to */
	LAST_PAUSE_MS = 8000,
	TURN_MS = 10 * 60 * 1000, /* how long we wait for another migrate */
	POLL_MS = 200,
	DATABASE_WAIT_S = 30,
};

static void
pause_ms(long ms)
{
	nanosleep(&(struct timespec) { ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static int
number_of(const char *name)
{
	return (int)strtol(name, NULL, 10);
}

/* Says what went wrong with `what', in a line.  Returns the exit status. */
static int
failed(const char *what, const char *why)
{
	fprintf(stderr, "foyer migrate: %s: %.*s\n", what,
	    (int)strcspn(why, "\n"), why);
	return 1;
}

/* The row of `applied' with this number, or -1. */
static int
row_of(const PGresult *applied, int number)
{
	for (int i = 0; i < PQntuples(applied); i++)
		if (number_of(PQgetvalue(applied, i, 0)) == number)
			return i;
	return -1;
}

/* What is applied; an empty result while nothing ever was; NULL on failure. */
static PGresult *
look(PGconn *conn)
{
	PGresult *res = script_run(conn, "migrate_has_table", NULL);

	if (PQresultStatus(res) == PGRES_TUPLES_OK &&
	    *PQgetvalue(res, 0, 0) == 't') {
		PQclear(res);
		res = script_run(conn, "migrate_applied", NULL);
	} else if (PQresultStatus(res) == PGRES_TUPLES_OK) {
		PQclear(res);
		res = PQmakeEmptyPGresult(conn, PGRES_TUPLES_OK);
	}
	if (PQresultStatus(res) == PGRES_TUPLES_OK)
		return res;
	PQclear(res);
	return NULL;
}

static struct migrate_state
compare(const PGresult *applied)
{
	struct migrate_state st = { 0 };
	int last = 0, row, n = PQntuples(applied);

	for (const struct embedded *m = migrations; m->name != NULL; m++) {
		last = number_of(m->name);
		row = row_of(applied, last);
		if (row == -1) {
			st.pending++;
			continue;
		}
		st.applied++;
		if (st.changed == NULL &&
		    strcmp(PQgetvalue(applied, row, 2), m->checksum) != 0)
			st.changed = m->name;
	}
	if (n > 0 && number_of(PQgetvalue(applied, n - 1, 0)) > last)
		st.newer = number_of(PQgetvalue(applied, n - 1, 0));
	return st;
}

enum err
migrate_look(PGconn *conn, struct migrate_state *ret)
{
	PGresult *applied = look(conn);

	if (applied == NULL)
		return E_unavailable;
	*ret = compare(applied);
	PQclear(applied);
	return OK;
}

enum migrate_fit
migrate_fits(int number, const char *checksum)
{
	int last = 0;

	for (const struct embedded *m = migrations; m->name != NULL; m++) {
		last = number_of(m->name);
		if (last == number)
			return strcmp(m->checksum, checksum) == 0
			    ? MIGRATE_KNOWN
			    : MIGRATE_OTHER;
	}
	return number > last ? MIGRATE_NEWER : MIGRATE_OTHER;
}

PGconn *
migrate_connect(long wait_s)
{
	const char *why = "";
	long waited = 0;
	PGconn *conn;

	while ((conn = db_connect(settings.database_url, &why)) == NULL) {
		PGPing there = PQping(settings.database_url);
		if ((there != PQPING_REJECT && there != PQPING_NO_RESPONSE) ||
		    waited >= wait_s * 1000) {
			failed("database", why);
			return NULL;
		}
		if (waited == 0)
			fprintf(stderr,
			    "foyer migrate: waiting for the database: %s\n",
			    why);
		pause_ms(POLL_MS);
		waited += POLL_MS;
	}
	if (script_text(conn,
		"set statement_timeout = 0;"
		" set idle_in_transaction_session_timeout = 0;"
		" set client_min_messages = warning;"
		" set lock_timeout = '" LOCK_TIMEOUT "'"))
		return conn;
	failed("database", PQerrorMessage(conn));
	PQfinish(conn);
	return NULL;
}

/* Waits until no other migrate is at work on this database. */
static bool
take_turn(PGconn *conn)
{
	long waited;

	for (waited = 0; waited < TURN_MS; waited += POLL_MS) {
		if (script_holds(conn, "migrate_lock"))
			return true;
		if (PQstatus(conn) == CONNECTION_BAD) {
			failed("database", PQerrorMessage(conn));
			return false;
		}
		if (waited == 0)
			fprintf(stderr,
			    "foyer migrate: waiting: another one"
			    " is at work on this database\n");
		pause_ms(POLL_MS);
	}
	failed("gave up", "another one is still at work; see pg_locks");
	return false;
}

/* Its absence needs more than an error. */
bool
migrate_postgis(PGconn *conn)
{
	PGresult *res;
	const char *state;

	if (script_holds(conn, "migrate_has_postgis"))
		return true;
	res = script_run(conn, "migrate_create_postgis", NULL);
	if (script_succeeded(res)) {
		PQclear(res);
		return true;
	}
	failed("PostGIS cannot be created", PQresultErrorMessage(res));
	state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	if (state != NULL && strcmp(state, "42501") == 0)
		fprintf(stderr,
		    "  Let a superuser do it once, in this"
		    " database (%s): create extension postgis;\n",
		    PQdb(conn));
	else
		fprintf(stderr,
		    "  Install it where Postgres runs (Debian:"
		    " apt-get install postgresql-%d-postgis-3), then try"
		    " again.\n",
		    PQserverVersion(conn) / 10000);
	PQclear(res);
	return false;
}

/* One attempt.  *ret_busy: it failed because of a lock and may be repeated;
 * nothing of it is there then. */
static bool
apply_once(PGconn *conn, const struct embedded *m, bool *ret_busy)
{
	char number[16];
	const char *values[] = { number, m->name, m->checksum };
	const char *state;
	PGresult *res;
	bool ok;

	snprintf(number, sizeof number, "%d", number_of(m->name));
	*ret_busy = false;
	res = PQexec(conn, "begin");
	if (script_succeeded(res)) {
		PQclear(res);
		res = PQexec(conn, m->text);
	}
	if (script_succeeded(res)) {
		PQclear(res);
		res = script_run(conn, "migrate_record", values);
	}
	if (script_succeeded(res)) {
		PQclear(res);
		res = PQexec(conn, "commit");
	}
	/* A COMMIT of a failed transaction answers ROLLBACK, and succeeds. */
	ok = script_succeeded(res) && strcmp(PQcmdStatus(res), "COMMIT") == 0;
	state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	if (state != NULL)
		*ret_busy = strcmp(state, "55P03") == 0 ||
		    strcmp(state, "40P01") == 0;
	if (!ok && !*ret_busy)
		failed(m->name, PQresultErrorMessage(res));
	PQclear(res);
	if (!ok)
		script_text(conn, "rollback");
	return ok;
}

static bool
apply(PGconn *conn, const struct embedded *m)
{
	long pause = FIRST_PAUSE_MS;
	bool busy;

	for (int n = 1; !apply_once(conn, m, &busy); n++) {
		if (!busy)
			return false;
		if (n == TRIES) {
			failed(m->name,
			    "another session holds a lock that it"
			    " needs (see pg_locks); gave up, nothing of it was"
			    " done; try again when the database is quieter");
			return false;
		}
		fprintf(stderr,
		    "foyer migrate: %s: another session holds a"
		    " lock that it needs; once more in %ld ms (%d of %d)\n",
		    m->name, pause, n, TRIES);
		pause_ms(pause);
		pause = 2 * pause < LAST_PAUSE_MS ? 2 * pause : LAST_PAUSE_MS;
	}
	printf("%s applied\n", m->name);
	fflush(stdout);
	return true;
}

int
migrate_run(PGconn *conn)
{
	struct migrate_state st;
	const char *culprit;
	PGresult *applied;
	int status = 1;

	if (!take_turn(conn))
		return 1;
	if (!script_do(conn, "migrate_table", NULL) ||
	    (applied = look(conn)) == NULL)
		return failed("schema_migration", PQerrorMessage(conn));
	st = compare(applied);
	if (st.changed != NULL) {
		failed(st.changed,
		    "was applied to this database with another"
		    " text: an applied file is never edited, a new one is"
		    " added");
		goto out;
	}
	if (!migrate_postgis(conn))
		goto out;
	for (const struct embedded *m = migrations; m->name != NULL; m++)
		if (row_of(applied, number_of(m->name)) == -1 &&
		    !apply(conn, m))
			goto out;
	if (!script_do_all(conn, "repair_", &culprit)) {
		failed(culprit, PQerrorMessage(conn));
		goto out;
	}
	if (st.newer > 0)
		fprintf(stderr,
		    "foyer migrate: notice: the database is at %d,"
		    " made by a newer version; that is fine\n",
		    st.newer);
	printf("%d migrations applied now, %d were there\n", st.pending,
	    st.applied);
	status = 0;
out:
	PQclear(applied);
	return status;
}

/* Exit status 1 when something is pending or was changed. */
static int
print_status(PGconn *conn)
{
	PGresult *applied = look(conn);
	struct migrate_state st;

	if (applied == NULL)
		return failed("schema_migration", PQerrorMessage(conn));
	st = compare(applied);
	for (const struct embedded *m = migrations; m->name != NULL; m++) {
		int row = row_of(applied, number_of(m->name));
		printf("%-20s %s%s\n", m->name,
		    row == -1 ? "pending" : PQgetvalue(applied, row, 3),
		    row != -1 &&
			    strcmp(PQgetvalue(applied, row, 2), m->checksum) !=
				0
			? " changed since"
			: "");
	}
	if (st.newer > 0)
		printf("%04d and what is below it is from a newer version\n",
		    st.newer);
	PQclear(applied);
	return st.pending > 0 || st.changed != NULL;
}

int
cmd_migrate(int argc, char **argv)
{
	static const struct option options[] = {
		{ "status", no_argument, NULL, 's' },
		{ "wait", required_argument, NULL, 'w' },
		{ 0 },
	};
	bool only_status = false;
	long wait = DATABASE_WAIT_S;
	PGconn *conn;
	int c, result;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c == 's')
			only_status = true;
		else if (c != 'w' || !options_number(optarg, 0, 3600, &wait))
			return usage(argv[0], "%s", options_fault());
	}
	if (optind < argc)
		return usage(argv[0], "takes no %s", argv[optind]);
	if ((conn = migrate_connect(wait)) == NULL)
		return 1;
	result = only_status ? print_status(conn) : migrate_run(conn);
	PQfinish(conn);
	return result;
}
