/* See group.h. */
#include "group.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "shared.h"

void
group_add(struct group *g, struct req *req, bool *done)
{
	g->reqs[g->n] = req;
	g->done[g->n++] = done;
}

/* The parameters of the statement: for each an array of what the requests have
 * for it. */
static void
bind_all(const struct group *g, const struct stmt *stmt,
    const char *values[STMT_MAX_PARAMS])
{
	const char *each[GROUP_MAX][STMT_MAX_PARAMS];
	struct arena *arena = g->reqs[0]->arena;
	struct buf array;
	int i, p;

	for (i = 0; i < g->n; i++)
		req_bind(g->reqs[i], stmt, each[i]);
	buf_init(&array, REQ_ARENA);
	for (p = 0; p < stmt->n_params; p++) {
		values[p] = each[0][p];
		if (strncmp(stmt->params[p], "setting_", 8) == 0)
			continue;
		array.len = 0;
		for (i = 0; i < g->n; i++)
			db_put_element(&array, i == 0, each[i][p]);
		buf_putc(&array, '}');
		values[p] = arena_strndup(arena, array.data, array.len);
	}
	buf_free(&array);
}

/* Has each request that has a row answer by it. */
static void
answer(const struct group *g, const struct rows *rows)
{
	int row, i;

	for (row = 0; row < rows_count(rows); row++) {
		i = (int)strtol(rows_text(rows, row, "n"), NULL, 10) - 1;
		if (i < 0 || i >= g->n)
			abort(); /* a statement that counts otherwise */
		g->reqs[i]->route->gathered(g->reqs[i], rows, row);
		*g->done[i] = true;
	}
	shared->gathered += (uint64_t)rows_count(rows);
	shared->groups += rows_count(rows) > 0;
}

static void
fail_all(const struct group *g, const char *why)
{
	int i;

	for (i = 0; i < g->n; i++) {
		g->reqs[i]->log = arena_strndup(g->reqs[i]->arena, why,
		    strlen(why));
		*g->done[i] = true;
	}
}

enum err
group_run(struct group *g, struct db *db)
{
	const char *values[STMT_MAX_PARAMS];
	const struct stmt *stmt;
	int64_t before = clock_us();
	PGresult *res;
	enum err err;
	int i;

	if (g->n == 0)
		return OK;
	stmt = stmt_find(g->reqs[0]->route->gather);
	bind_all(g, stmt, values);
	err = db_run(db, stmt, values, &res);
	for (i = 0; i < g->n; i++)
		g->reqs[i]->db_us += clock_us() - before;
	if (err == OK)
		answer(g, req_adopt(g->reqs[0], res));
	else if (err == E_unavailable)
		fail_all(g, db_message(db));
	else
		log_event(LOG_WARN, "gather_failed", "statement", stmt->name,
		    (char *)0);
	return err == E_unavailable ? err : OK;
}
