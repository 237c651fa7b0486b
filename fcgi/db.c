/*
 * See db.h: prepared statements, transactions, and what a failure means.  The
 * connection under them is link.c's.
 */
#include "db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "link.h"
#include "mem.h"

enum { MAX_STMTS = 1024 };

struct db {
	struct link link;
	unsigned generation; /* of the connection that `prepared'
					   tells of */
	bool prepared[MAX_STMTS];
	bool in_transaction; /* stays when the connection is lost:
					    what follows must fail too */
	char constraint[64];
};

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

const struct stmt *
stmt_next(const char *prefix, const struct stmt *after)
{
	const struct stmt *s = after == NULL ? stmts : after + 1;

	for (; s < stmts + n_stmts; s++)
		if (strncmp(s->name, prefix, strlen(prefix)) == 0)
			return s;
	return NULL;
}

void
db_put_element(struct buf *b, bool first, const char *value)
{
	buf_putc(b, first ? '{' : ',');
	if (value == NULL) {
		buf_puts(b, "NULL");
		return;
	}
	buf_putc(b, '"');
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *value);
	}
	buf_putc(b, '"');
}

struct db *
db_new(const char *conninfo)
{
	struct db *db = mem_new(sizeof *db);

	if (n_stmts > MAX_STMTS)
		mem_die("foyer: more statements than there is room for\n");
	memset(db, 0, sizeof *db);
	db->link.conninfo = conninfo;
	return db;
}

void
db_free(struct db *db)
{
	link_drop(&db->link);
	mem_free(db);
}

/* A connection stands, and `prepared' tells of it. */
static enum err MUST_CHECK
connected(struct db *db)
{
	enum err err;

	if ((err = link_up(&db->link, db->in_transaction)) != OK)
		return err;
	if (db->generation != db->link.generation) {
		db->generation = db->link.generation;
		memset(db->prepared, 0, sizeof db->prepared);
	}
	return OK;
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

	link_note(&db->link, PQresultErrorMessage(res));
	snprintf(db->constraint, sizeof db->constraint, "%s",
	    name != NULL ? name : "");
	for (i = 0; state != NULL && i < sizeof states / sizeof states[0]; i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) ==
		    0) {
			if (states[i].lose)
				link_drop(&db->link);
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

	if (!PQsendPrepare(db->link.conn, stmt->name, stmt->text, 0, NULL)) {
		link_note(&db->link, PQerrorMessage(db->link.conn));
		link_drop(&db->link);
		return E_unavailable;
	}
	res = link_await(&db->link);
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
	if (PQsendQuery(db->link.conn, text))
		PQclear(link_await(&db->link));
}

enum err
db_run(struct db *db, const struct stmt *stmt, const char *const *values,
    PGresult **ret)
{
	bool fresh = false;
	PGresult *res;
	enum err err;

	db->constraint[0] = db->link.message[0] = '\0';
again:
	if (db->in_transaction && db->link.conn == NULL)
		return E_unavailable; /* lost on the way; rolled back */
	if ((err = connected(db)) != OK)
		return err;
	if (!db->prepared[stmt - stmts]) {
		fresh = true;
		if ((err = prepare(db, stmt)) != OK)
			return err;
	}
	if (!PQsendQueryPrepared(db->link.conn, stmt->name, stmt->n_params,
		values, NULL, NULL, 0)) {
		link_note(&db->link, PQerrorMessage(db->link.conn));
		link_drop(&db->link);
		return E_unavailable;
	}
	res = link_await(&db->link);
	if (res == NULL)
		return E_unavailable;
	if (succeeded(res)) {
		*ret = res;
		return OK;
	}
	if (is_stale(res) && !fresh && !db->in_transaction) {
		PQclear(res);
		unprepare(db, stmt);
		if (db->link.conn == NULL)
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

	if ((err = connected(db)) != OK)
		return err;
	if (!PQsendQuery(db->link.conn, text)) {
		link_note(&db->link, PQerrorMessage(db->link.conn));
		link_drop(&db->link);
		return E_unavailable;
	}
	res = link_await(&db->link);
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
	PGconn *conn = db->link.conn;
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
	if (db->in_transaction && db->link.conn != NULL &&
	    command(db, "rollback") != OK && db->link.conn != NULL)
		link_drop(&db->link);
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
	return db->link.message;
}
