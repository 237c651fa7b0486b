/*
 * See db.h.  Every wait has a deadline of ours: the server's own timeouts do
 * not help when the server is frozen or the network swallows packets, and
 * PQexec() would then hang for as long as TCP does.
 */
#include "db.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "log.h"
#include "shared.h"

enum {
	CONNECT_MS = 1500, /* for a connection to stand */
	ANSWER_MS = 3300,  /* for an answer; a little above the server's
				   own statement_timeout */
	RETRY_MS = 250,	   /* between attempts of all threads together */
	IDLE_MS = 500,	   /* after which a connection is looked at before
				   it is used again */
	MAX_STMTS = 1024,
};

/* What a connection asks of the server unless DATABASE_URL says otherwise.
 * Each is there to turn a silent hang into an error within seconds. */
static const char *const defaults[][2] = {
	{ "connect_timeout", "2" },
	{ "tcp_user_timeout", "3000" },
	{ "keepalives_idle", "5" },
	{ "keepalives_interval", "2" },
	{ "keepalives_count", "3" },
	{ "target_session_attrs", "read-write" },
	{ "application_name", "foyer" },
	{ "client_encoding", "UTF8" },
	{ "options",
	    "-c statement_timeout=3000 -c lock_timeout=2000"
	    " -c idle_in_transaction_session_timeout=5000"
	    " -c timezone=UTC -c datestyle=ISO -c bytea_output=hex"
	    " -c jit=off" },
};
enum { N_DEFAULTS = sizeof defaults / sizeof defaults[0] };

struct db {
	const char *conninfo;
	PGconn *conn;
	bool prepared[MAX_STMTS];
	bool in_transaction;
	int64_t used_at; /* now_ms() of the last answer */
	char constraint[64];
	char message[256];
};

/* When the last attempt to connect failed, in ms; 0 while all is well.  One
 * thread at a time tries again, the others answer 503 at once meanwhile. */
static _Atomic int64_t failed_at;

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
compare_stmt(const void *name, const void *stmt)
{
	return strcmp(name, ((const struct stmt *)stmt)->name);
}

const struct stmt *
stmt_find(const char *name)
{
	return bsearch(name, stmts, (size_t)n_stmts, sizeof stmts[0],
	    compare_stmt);
}

struct db *
db_new(const char *conninfo)
{
	struct db *db = calloc(1, sizeof *db);

	if (db == NULL || n_stmts > MAX_STMTS)
		abort();
	db->conninfo = conninfo;
	return db;
}

void
db_free(struct db *db)
{
	PQfinish(db->conn);
	free(db);
}

/* Keeps what the server said for the log, on one line. */
static void
note(struct db *db, const char *message)
{
	snprintf(db->message, sizeof db->message, "%s", message);
	db->message[strcspn(db->message, "\n")] = '\0';
}

static void
disconnect(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL; /* in_transaction stays: see db_run() */
	memset(db->prepared, 0, sizeof db->prepared);
}

/* Waits until the socket is readable or writable: false when the deadline
 * (in ms of now_ms()) passed first. */
static bool
wait_socket(PGconn *conn, short events, int64_t deadline)
{
	struct pollfd p = { PQsocket(conn), events, 0 };
	int64_t left;
	int n;

	do {
		left = deadline - now_ms();
		if (left <= 0)
			return false;
		n = poll(&p, 1, (int)left);
	} while (n == -1 && errno == EINTR);
	return n > 0;
}

/* Brings a connection up before the deadline; true when it stands. */
static bool
finish_connecting(PGconn *conn, int64_t deadline)
{
	PostgresPollingStatusType s = PGRES_POLLING_WRITING;

	while (s != PGRES_POLLING_OK && s != PGRES_POLLING_FAILED) {
		if (!wait_socket(conn,
			s == PGRES_POLLING_READING ? POLLIN : POLLOUT,
			deadline))
			return false;
		s = PQconnectPoll(conn);
	}
	return s == PGRES_POLLING_OK;
}

/* Starts a connection with our defaults under the operator's own words: the
 * last of a repeated key wins in libpq, and dbname may be a whole URL. */
static PGconn *
start_connecting(const char *conninfo)
{
	const char *keys[N_DEFAULTS + 2], *values[N_DEFAULTS + 2];
	int i;

	for (i = 0; i < N_DEFAULTS; i++) {
		keys[i] = defaults[i][0];
		values[i] = defaults[i][1];
	}
	keys[i] = "dbname";
	values[i++] = conninfo;
	keys[i] = values[i] = NULL;
	return PQconnectStartParams(keys, values, 1);
}

PGconn *
db_connect(const char *conninfo, const char **ret_why)
{
	static _Thread_local char why[512];
	PGconn *conn = start_connecting(conninfo);

	if (conn != NULL && PQstatus(conn) != CONNECTION_BAD &&
	    finish_connecting(conn, now_ms() + 2 * CONNECT_MS))
		return conn;
	snprintf(why, sizeof why, "%s",
	    conn == NULL || *PQerrorMessage(conn) == '\0'
		? "no answer from the server"
		: PQerrorMessage(conn));
	why[strcspn(why, "\n")] = '\0';
	*ret_why = why;
	PQfinish(conn);
	return NULL;
}

/* A connection stands afterwards, or E_unavailable. */
static enum err MUST_CHECK
connect_again(struct db *db)
{
	int64_t failed = atomic_load(&failed_at), now = now_ms();

	if (failed != 0 &&
	    (now - failed < RETRY_MS ||
		!atomic_compare_exchange_strong(&failed_at, &failed, now))) {
		note(db, "the database was away a moment ago");
		return E_unavailable;
	}
	db->conn = start_connecting(db->conninfo);
	if (db->conn == NULL)
		abort();
	if (PQstatus(db->conn) != CONNECTION_BAD &&
	    finish_connecting(db->conn, now_ms() + CONNECT_MS)) {
		atomic_store(&failed_at, 0);
		if (shared != NULL)
			shared->db_connects++;
		return OK;
	}
	note(db,
	    *PQerrorMessage(db->conn) == '\0' ? "no answer from the server"
					      : PQerrorMessage(db->conn));
	atomic_store(&failed_at, now_ms());
	if (shared != NULL)
		shared->db_failures++;
	disconnect(db);
	return E_unavailable;
}

/*
 * A connection stands afterwards, or E_unavailable.  One that the server
 * closed while it was idle is readable; it is replaced without the caller
 * noticing, where a statement sent into it would be lost.
 */
static enum err MUST_CHECK
connect_if_needed(struct db *db)
{
	if (db->conn != NULL && !db->in_transaction &&
	    now_ms() - db->used_at > IDLE_MS &&
	    wait_socket(db->conn, POLLIN, now_ms() + 1) &&
	    (!PQconsumeInput(db->conn) || PQstatus(db->conn) == CONNECTION_BAD))
		disconnect(db);
	if (db->conn != NULL)
		return OK;
	db->in_transaction = false;
	return connect_again(db);
}

/* The one result of what was just sent, or NULL when the connection was lost
 * or the answer did not come in time; then it is disconnected. */
static PGresult *
await(struct db *db)
{
	int64_t deadline = now_ms() + ANSWER_MS;
	PGresult *res = NULL, *next;

	for (;;) {
		while (PQisBusy(db->conn)) {
			if (!wait_socket(db->conn, POLLIN, deadline)) {
				note(db, "no answer from the server in time");
				goto lost;
			}
			if (!PQconsumeInput(db->conn)) {
				note(db, PQerrorMessage(db->conn));
				goto lost;
			}
		}
		next = PQgetResult(db->conn);
		if (next == NULL)
			break;
		PQclear(res);
		res = next;
	}
	if (res != NULL && PQstatus(db->conn) != CONNECTION_BAD) {
		db->used_at = now_ms();
		return res;
	}
	note(db, PQerrorMessage(db->conn));
lost:
	PQclear(res);
	disconnect(db);
	if (shared != NULL)
		shared->db_failures++;
	return NULL;
}

/* SQLSTATE, or the beginning of it, to what it is for the caller.  `lose'
 * says that the connection is of no more use. */
static const struct {
	const char *state;
	enum err err;
	bool lose;
} states[] = {
	{ "23", E_invalid, false },	   /* a constraint */
	{ "22", E_invalid, false },	   /* a value */
	{ "40", E_unavailable, false },	   /* deadlock, serialization */
	{ "55P03", E_unavailable, false }, /* lock_timeout */
	{ "57014", E_unavailable, false }, /* statement_timeout */
	{ "57P", E_unavailable, true },	   /* the server is ending */
	{ "25006", E_unavailable, true },  /* read only: a replica now */
	{ "53", E_unavailable, true },	   /* disk, memory, connections */
	{ "58", E_unavailable, true },	   /* I/O error */
};

static enum err
classify(struct db *db, const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *name = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
	size_t i;

	note(db, PQresultErrorMessage(res));
	snprintf(db->constraint, sizeof db->constraint, "%s",
	    name != NULL ? name : "");
	for (i = 0; state != NULL && i < sizeof states / sizeof states[0]; i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) ==
		    0) {
			if (states[i].lose)
				disconnect(db);
			return states[i].err;
		}
	return E_internal;
}

/* A prepared statement that the server no longer knows (a pooler, DISCARD) or
 * whose table has changed under it: preparing it again mends it. */
static bool
is_stale(const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	return state != NULL &&
	    (strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0);
}

static bool
succeeded(const PGresult *res)
{
	ExecStatusType s = PQresultStatus(res);

	return s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK;
}

static enum err MUST_CHECK
prepare(struct db *db, const struct stmt *stmt)
{
	PGresult *res;
	enum err err = OK;

	if (!PQsendPrepare(db->conn, stmt->name, stmt->text, 0, NULL)) {
		note(db, PQerrorMessage(db->conn));
		disconnect(db);
		return E_unavailable;
	}
	res = await(db);
	if (res == NULL)
		return E_unavailable;
	if (succeeded(res))
		db->prepared[stmt - stmts] = true;
	else if (PQresultErrorField(res, PG_DIAG_SQLSTATE) != NULL &&
	    strcmp(PQresultErrorField(res, PG_DIAG_SQLSTATE), "42P05") == 0)
		db->prepared[stmt - stmts] = true; /* is there already */
	else
		err = classify(db, res);
	PQclear(res);
	return err;
}

/* Forgets a stale statement on both sides, so that it is prepared anew. */
static void
unprepare(struct db *db, const struct stmt *stmt)
{
	char text[96];

	db->prepared[stmt - stmts] = false;
	snprintf(text, sizeof text, "deallocate %s", stmt->name);
	if (PQsendQuery(db->conn, text))
		PQclear(await(db));
}

enum err
db_run(struct db *db, const struct stmt *stmt, const char *const *values,
    PGresult **ret)
{
	bool fresh = false;
	PGresult *res;
	enum err err;

	db->constraint[0] = db->message[0] = '\0';
again:
	if (db->in_transaction && db->conn == NULL)
		return E_unavailable; /* lost on the way; rolled back */
	if ((err = connect_if_needed(db)) != OK)
		return err;
	if (!db->prepared[stmt - stmts]) {
		fresh = true;
		if ((err = prepare(db, stmt)) != OK)
			return err;
	}
	if (!PQsendQueryPrepared(db->conn, stmt->name, stmt->n_params, values,
		NULL, NULL, 0)) {
		note(db, PQerrorMessage(db->conn));
		disconnect(db);
		return E_unavailable;
	}
	res = await(db);
	if (res == NULL)
		return E_unavailable;
	if (succeeded(res)) {
		*ret = res;
		return OK;
	}
	if (is_stale(res) && !fresh && !db->in_transaction) {
		PQclear(res);
		unprepare(db, stmt);
		if (db->conn == NULL)
			return E_unavailable;
		goto again;
	}
	err = classify(db, res);
	PQclear(res);
	return err;
}

/* A command without parameters or rows. */
static enum err MUST_CHECK
command(struct db *db, const char *text)
{
	PGresult *res;
	enum err err;

	if ((err = connect_if_needed(db)) != OK)
		return err;
	if (!PQsendQuery(db->conn, text)) {
		note(db, PQerrorMessage(db->conn));
		disconnect(db);
		return E_unavailable;
	}
	res = await(db);
	if (res == NULL)
		return E_unavailable;
	if (!succeeded(res))
		err = classify(db, res);
	PQclear(res);
	return err;
}

enum err
db_begin(struct db *db)
{
	enum err err = command(db, "begin");

	if (err == OK)
		db->in_transaction = true;
	return err;
}

enum err
db_commit(struct db *db)
{
	PGconn *conn = db->conn;
	enum err err;

	if (conn == NULL) {
		db->in_transaction = false;
		return E_unavailable; /* lost on the way; rolled back */
	}
	if (PQtransactionStatus(conn) == PQTRANS_INERROR) {
		db_rollback(db);
		return E_internal; /* COMMIT would answer ROLLBACK */
	}
	err = command(db, "commit");
	db->in_transaction = false;
	return err;
}

void
db_rollback(struct db *db)
{
	if (db->in_transaction && db->conn != NULL &&
	    command(db, "rollback") != OK && db->conn != NULL)
		disconnect(db);
	db->in_transaction = false;
}

bool
db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

const char *
db_constraint(const struct db *db)
{
	return db->constraint;
}

const char *
db_message(const struct db *db)
{
	return db->message;
}
