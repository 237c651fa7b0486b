/*
 * What makes a bad version of a good one: preloaded into the real program, it
 * spoils the statements of the greeting, of which people and promotions ask,
 * and leaves probes alone.  BAD says how:
 *
 *   errors    the statement names a table that is not there
 *   slow      Postgres takes BAD_SECONDS longer for it
 *   dies      the worker that is asked for it ends by a signal
 *   crash     `foyer serve' ends at once
 *
 *   cc -shared -fPIC -o bad.so bad.c
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int prepare_fn(void *, const char *, const char *, int, const void *);

static int
is(const char *what)
{
	const char *bad = getenv("BAD");

	return bad != NULL && strcmp(bad, what) == 0;
}

/* As libpq's; statements are prepared by their names in sql/. */
int
PQsendPrepare(void *conn, const char *name, const char *text, int n,
    const void *types)
{
	prepare_fn *next = (prepare_fn *)dlsym(RTLD_NEXT, "PQsendPrepare");
	const char *seconds = getenv("BAD_SECONDS");
	static char spoilt[8192];

	if (strncmp(name, "greeting_", 9) != 0)
		return next(conn, name, text, n, types);
	if (is("dies"))
		abort();
	if (is("errors"))
		text = "select word from greeting_of_old";
	if (is("slow")) {
		snprintf(spoilt, sizeof spoilt,
		    "with answer as (%.*s) select answer.* from answer, "
		    "pg_sleep(%s)", (int)strcspn(text, ";"), text,
		    seconds != NULL ? seconds : "1");
		text = spoilt;
	}
	return next(conn, name, text, n, types);
}

__attribute__((constructor)) static void
begin(void)
{
	char line[64] = "";
	FILE *f;

	if (!is("crash") || (f = fopen("/proc/self/cmdline", "r")) == NULL)
		return;
	if (fread(line, 1, sizeof line - 1, f) > 0 &&
	    strcmp(line + strlen(line) + 1, "serve") == 0) {
		fprintf(stderr, "settings: nonsense\n");
		abort();
	}
	fclose(f);
}
