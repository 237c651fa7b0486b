/*
 * A community to look at: the files of sql/seed, each once, and all of what
 * they made gone again with --clean.  Every row that is made is marked in the
 * table `seeded', so that nothing else is ever touched.  Done in one
 * transaction: there is all of it or nothing.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "db.h"
#include "embedded.h"
#include "options.h"
#include "script.h"
#include "settings.h"

static bool
failed(const char *what, const char *why)
{
	fprintf(stderr, "foyer seed: %s: %.*s\n", what, (int)strcspn(why, "\n"),
	    why);
	return false;
}

/* One file, unless it has been run; counts in *made. */
static bool
plant(PGconn *conn, const struct embedded *seed, int *made)
{
	char id[24];
	const char *values[] = { id };
	PGresult *res;
	bool ok, had;

	snprintf(id, sizeof id, "%ld", strtol(seed->name, NULL, 10));
	res = script_run(conn, "seed_has_script", values);
	ok = script_succeeded(res);
	had = ok && *PQgetvalue(res, 0, 0) == 't';
	PQclear(res);
	if (ok && !had && (ok = script_text(conn, seed->text))) {
		res = script_run(conn, "seed_mark_script", values);
		ok = script_succeeded(res);
		PQclear(res);
		++*made;
	}
	return ok || failed(seed->name, PQerrorMessage(conn));
}

static bool
plant_all(PGconn *conn)
{
	PGresult *res;
	int made = 0;

	for (const struct embedded *s = seeds; s->name != NULL; s++)
		if (!plant(conn, s, &made))
			return false;
	if (made == 0)
		puts("the demo community is there already");
	res = script_run(conn, "seed_count", NULL);
	for (int i = 0; i < PQntuples(res); i++)
		printf("%s %s\n", PQgetvalue(res, i, 0), PQgetvalue(res, i, 1));
	PQclear(res);
	return true;
}

static bool
clean(PGconn *conn)
{
	const char *culprit = "seed_remove_accounts";
	long accounts;

	if (!script_do_all(conn, "unseed_", &culprit) ||
	    !script_do(conn, "seed_remove_accounts", &accounts) ||
	    !script_do(conn, "seed_forget", NULL))
		return failed(culprit, PQerrorMessage(conn));
	if (accounts > 0)
		puts("the demo community is gone");
	else
		puts("there was no demo community");
	return true;
}

int
cmd_seed(int argc, char **argv)
{
	static const struct option options[] = {
		{ "clean", no_argument, NULL, 'c' },
		{ 0 },
	};
	bool cleaning = false, ok;
	const char *why;
	PGconn *conn;
	int c;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c != 'c')
			return usage(argv[0], "%s", options_fault());
		cleaning = true;
	}
	if (optind < argc)
		return usage(argv[0], "takes no %s", argv[optind]);
	conn = db_connect(settings.database_url, &why);
	if (conn == NULL)
		return failed("database", why), 1;
	if (!script_text(conn, "begin; set local statement_timeout = '60s'") ||
	    !script_do(conn, "seed_lock", NULL))
		ok = failed("database (run `foyer migrate' first?)",
		    PQerrorMessage(conn));
	else
		ok = cleaning ? clean(conn) : plant_all(conn);
	if (ok && !script_text(conn, "commit"))
		ok = failed("database", PQerrorMessage(conn));
	PQfinish(conn); /* and what is not committed is rolled back */
	return ok ? 0 : 1;
}
