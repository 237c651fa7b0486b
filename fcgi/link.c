/*
 * See link.h.  Every wait has a deadline of ours: the server's own timeouts do
 * not help when the server is frozen or the network swallows packets, and
 * PQexec() would then hang for as long as TCP does.
 */
#include "link.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db.h"
#include "shared.h"

enum {
	CONNECT_MS = 1500, /* for a connection to stand */
	ANSWER_MS = 3300,  /* for an answer; a little above the server's
				   own statement_timeout */
	RETRY_MS = 250,	   /* between attempts of all threads together */
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
	    " -c jit=off -c random_page_cost=1.1"
	    " -c client_min_messages=warning" },
};
enum { N_DEFAULTS = sizeof defaults / sizeof defaults[0] };

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

/* Keeps what the server said for the log, on one line. */
void
link_note(struct link *link, const char *message)
{
	snprintf(link->message, sizeof link->message, "%s", message);
	link->message[strcspn(link->message, "\n")] = '\0';
}

void
link_drop(struct link *link)
{
	PQfinish(link->conn);
	link->conn = NULL;
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
connect_again(struct link *link)
{
	int64_t failed = atomic_load(&failed_at), now = now_ms();

	if (failed != 0 &&
	    (now - failed < RETRY_MS ||
		!atomic_compare_exchange_strong(&failed_at, &failed, now))) {
		link_note(link, "the database was away a moment ago");
		return E_unavailable;
	}
	link->conn = start_connecting(link->conninfo);
	if (link->conn == NULL)
		abort();
	if (PQstatus(link->conn) != CONNECTION_BAD &&
	    finish_connecting(link->conn, now_ms() + CONNECT_MS)) {
		atomic_store(&failed_at, 0);
		link->generation++;
		if (shared != NULL)
			shared->db_connects++;
		return OK;
	}
	link_note(link,
	    *PQerrorMessage(link->conn) == '\0' ? "no answer from the server"
						: PQerrorMessage(link->conn));
	atomic_store(&failed_at, now_ms());
	if (shared != NULL)
		shared->db_failures++;
	link_drop(link);
	return E_unavailable;
}

/* Has the server closed it?  Its last words may stand before the end, so after
 * any that are there the end gets a moment. */
static bool
is_closed(PGconn *conn)
{
	struct pollfd p = { PQsocket(conn), POLLIN, 0 };

	if (poll(&p, 1, 0) <= 0)
		return false;
	do
		if (!PQconsumeInput(conn) || PQstatus(conn) == CONNECTION_BAD)
			return true;
	while (wait_socket(conn, POLLIN, now_ms() + 1));
	return false;
}

/*
 * A connection stands afterwards, or E_unavailable.  One that the server
 * closed while it was idle is readable; it is replaced without the caller
 * noticing, where a statement sent into it would be lost.  To look costs half a
 * microsecond.
 */
enum err
link_up(struct link *link, bool in_transaction)
{
	if (link->conn != NULL && !in_transaction && is_closed(link->conn))
		link_drop(link);
	if (link->conn != NULL)
		return OK;
	return connect_again(link);
}

/* The one result of what was just sent, or NULL when the connection was lost
 * or the answer did not come in time; then it is disconnected. */
PGresult *
link_await(struct link *link)
{
	int64_t deadline = now_ms() + ANSWER_MS;
	PGresult *res = NULL, *next;

	for (;;) {
		while (PQisBusy(link->conn)) {
			if (!wait_socket(link->conn, POLLIN, deadline)) {
				link_note(link,
				    "no answer from the server in time");
				goto lost;
			}
			if (!PQconsumeInput(link->conn)) {
				link_note(link, PQerrorMessage(link->conn));
				goto lost;
			}
		}
		next = PQgetResult(link->conn);
		if (next == NULL)
			break;
		PQclear(res);
		res = next;
	}
	if (res != NULL && PQstatus(link->conn) != CONNECTION_BAD)
		return res;
	link_note(link, PQerrorMessage(link->conn));
lost:
	PQclear(res);
	link_drop(link);
	if (shared != NULL)
		shared->db_failures++;
	return NULL;
}
