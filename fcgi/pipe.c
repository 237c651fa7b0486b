/* See pipe.h. */
#include "pipe.h"

#include <string.h>

#include "link.h"
#include "mem.h"
#include "req.h"

enum {
	STMTS = 1024,
	QUEUE = 4 * PIPE_MAX, /* statements, preparations and syncs */
	RETRY_US = 250 * 1000,
};

enum kind { PREPARE, STATEMENT, SYNC };

/* What the server owes an answer for, in order. */
struct entry {
	enum kind kind;
	const struct stmt *stmt;
	void *tag;
	int64_t since_us;
};

struct pipe {
	struct link link;
	bool prepared[STMTS];
	struct entry queue[QUEUE];
	unsigned first, n, n_statements;
	bool pushed; /* the last entry is a SYNC */
	bool lost;   /* what is queued has no answer */
	int64_t tried_us;
};

struct pipe *
pipe_new(const char *conninfo)
{
	struct pipe *p = mem_new(sizeof *p);

	memset(p, 0, sizeof *p);
	p->link.conninfo = conninfo;
	p->pushed = true;
	return p;
}

void
pipe_free(struct pipe *p)
{
	link_drop(&p->link);
	mem_free(p);
}

int
pipe_fd(const struct pipe *p)
{
	return p->link.conn != NULL ? PQsocket(p->link.conn) : -1;
}

unsigned
pipe_generation(const struct pipe *p)
{
	return p->link.generation;
}

int
pipe_length(const struct pipe *p)
{
	return (int)p->n_statements;
}

int64_t
pipe_oldest_us(const struct pipe *p)
{
	return p->n > 0 ? p->queue[p->first].since_us : INT64_MAX;
}

void
pipe_drop(struct pipe *p)
{
	link_drop(&p->link);
	p->lost = p->n > 0;
	p->pushed = true;
}

static void
push_entry(struct pipe *p, enum kind kind, const struct stmt *stmt, void *tag)
{
	if (p->n == QUEUE)
		mem_die("foyer: more in the pipe than there is room for\n");
	p->queue[(p->first + p->n++) % QUEUE] = (struct entry) { kind, stmt,
		tag, clock_us() };
	p->n_statements += kind == STATEMENT;
	p->pushed = kind == SYNC;
}

static struct entry
pop_entry(struct pipe *p)
{
	struct entry e = p->queue[p->first];

	p->first = (p->first + 1) % QUEUE;
	p->n--;
	p->n_statements -= e.kind == STATEMENT;
	if (p->n == 0)
		p->lost = false;
	return e;
}

/* A connection in pipeline mode stands. */
static bool
is_up(struct pipe *p)
{
	if (p->link.conn != NULL)
		return true;
	if (p->lost || clock_us() - p->tried_us < RETRY_US)
		return false;
	p->tried_us = clock_us();
	if (link_up(&p->link, false) != OK)
		return false;
	if (PQsetnonblocking(p->link.conn, 1) != 0 ||
	    !PQenterPipelineMode(p->link.conn)) {
		link_drop(&p->link);
		return false;
	}
	memset(p->prepared, 0, sizeof p->prepared);
	return true;
}

bool
pipe_send(struct pipe *p, const struct stmt *stmt, const char *const *values,
    void *tag)
{
	if (p->n_statements == PIPE_MAX || !is_up(p))
		return false;
	if (!p->prepared[stmt - stmts]) {
		if (!PQsendPrepare(p->link.conn, stmt->name, stmt->text, 0,
			NULL))
			goto lost;
		push_entry(p, PREPARE, stmt, NULL);
		p->prepared[stmt - stmts] = true;
	}
	if (!PQsendQueryPrepared(p->link.conn, stmt->name, stmt->n_params,
		values, NULL, NULL, 0))
		goto lost;
	push_entry(p, STATEMENT, stmt, tag);
	return true;
lost:
	pipe_drop(p);
	return false;
}

void
pipe_push(struct pipe *p)
{
	if (p->link.conn == NULL)
		return;
	if (!p->pushed) {
		if (!PQpipelineSync(p->link.conn)) {
			pipe_drop(p);
			return;
		}
		push_entry(p, SYNC, NULL, NULL);
	} else if (PQflush(p->link.conn) == -1)
		pipe_drop(p);
}

void
pipe_read(struct pipe *p)
{
	if (p->link.conn != NULL && !PQconsumeInput(p->link.conn))
		pipe_drop(p);
}

/* Does the server know other prepared statements than we think?  A pooler or
 * a migration did that; a new connection begins in step again. */
static bool
is_out_of_step(const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	return state != NULL &&
	    (strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0 ||
		strcmp(state, "42P05") == 0);
}

/* Takes the answer to the first entry off the connection, if it is there:
 * false when it is not.  *ret is NULL unless it is good rows. */
static bool
take(struct pipe *p, const struct entry *e, PGresult **ret)
{
	PGresult *res;

	if (PQisBusy(p->link.conn))
		return false;
	res = PQgetResult(p->link.conn);
	if (res == NULL) /* not in step with the server any more */
		goto lost;
	if (e->kind == SYNC) {
		PQclear(res);
		*ret = NULL;
		return true;
	}
	/* The NULL behind a result has come with it. */
	PQclear(PQgetResult(p->link.conn));
	if (PQresultStatus(res) == PGRES_TUPLES_OK) {
		*ret = res;
		return true;
	}
	if (e->kind == PREPARE && PQresultStatus(res) != PGRES_COMMAND_OK)
		p->prepared[e->stmt - stmts] = false;
	if (is_out_of_step(res))
		goto lost;
	PQclear(res);
	*ret = NULL;
	return true;
lost:
	PQclear(res);
	pipe_drop(p);
	*ret = NULL;
	return true;
}

bool
pipe_next(struct pipe *p, void **ret_tag, PGresult **ret_rows)
{
	struct entry e;
	PGresult *rows;

	while (p->n > 0) {
		rows = NULL;
		if (p->link.conn == NULL)
			p->lost = true;
		if (!p->lost && !take(p, &p->queue[p->first], &rows))
			return false;
		e = pop_entry(p);
		if (e.kind != STATEMENT)
			continue;
		*ret_tag = e.tag;
		*ret_rows = rows;
		return true;
	}
	return false;
}
