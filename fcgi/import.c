/*
 * Imports, from the machine itself: the data of UdaConnect, and attendees.
 * Each is one transaction, and may be repeated: what is there already is left
 * as it is.  How a file is read is csv.h's, what becomes of a row
 * import_rows.c's.
 */
#include "import.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "db.h"
#include "options.h"
#include "script.h"
#include "settings.h"

enum { LIST_TEXT = 1 << 20 }; /* of what is named in the report */

bool
import_failed(const struct import *in, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "foyer import: %s", in->path);
	if (in->csv.line > 0)
		fprintf(stderr, ", line %ld", in->csv.line);
	fputs(": ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("; nothing was imported\n", stderr);
	return false;
}

static bool
take_file(struct import *in, const char *path, const struct import_kind *kind)
{
	bool ok;

	in->path = path;
	in->kind = kind;
	ok = csv_open(&in->csv, path) && import_find_columns(in);
	while (ok && csv_next(&in->csv))
		ok = kind->take(in);
	if (in->csv.why != NULL)
		ok = import_failed(in, "%s", in->csv.why);
	csv_close(&in->csv);
	in->csv.line = 0;
	return ok;
}

/* All of it, between begin and commit. */
static bool
take_files(struct import *in, char **paths, bool udaconnect)
{
	if (!udaconnect)
		return take_file(in, paths[0], &import_attendees);
	return take_file(in, paths[0], &import_persons) &&
	    take_file(in, paths[1], &import_sightings) &&
	    (script_do(in->conn, "import_ids", NULL) ||
		import_failed(in, "%s", PQerrorMessage(in->conn)));
}

static void
count(long n, const char *one, const char *many, long new)
{
	printf("%ld %s, %ld of them new, ", n, n == 1 ? one : many, new);
}

static void
report(const struct import *in, bool udaconnect)
{
	const char *days = settings.history_days;

	count(in->people, "person", "people", in->new_people);
	printf("declared as %s\n",
	    *in->sharing == 't' ? "sharing" : "not sharing");
	if (in->ignored.len > 0)
		printf("columns that nobody asked for: %.*s\n",
		    (int)in->ignored.len, in->ignored.data);
	if (!udaconnect)
		return;
	count(in->sightings, "sighting", "sightings", in->new_sightings);
	printf("kept for %s day%s\n", days, strcmp(days, "1") == 0 ? "" : "s");
	printf("%ld sighting%s had latitude and longitude swapped, and %s "
	       "swapped back%s%.*s\n",
	    in->swapped, in->swapped == 1 ? "" : "s",
	    in->swapped == 1 ? "was" : "were", in->swapped > 0 ? ":" : "",
	    (int)in->which.len, in->which.len > 0 ? in->which.data : "");
}

static int
import(struct import *in, char **paths, bool udaconnect)
{
	const char *why;
	bool ok;

	if ((in->conn = db_connect(settings.database_url, &why)) == NULL) {
		fprintf(stderr, "foyer import: database: %s\n", why);
		return 1;
	}
	buf_init(&in->which, LIST_TEXT);
	buf_init(&in->ignored, LIST_TEXT);
	ok = script_text(in->conn,
	    "begin; set local statement_timeout = '60s'");
	if (ok)
		ok = take_files(in, paths, udaconnect);
	if (ok && !script_text(in->conn, "commit"))
		ok = import_failed(in, "%s", PQerrorMessage(in->conn));
	if (ok)
		report(in, udaconnect);
	buf_free(&in->which);
	buf_free(&in->ignored);
	PQfinish(in->conn); /* and what is not committed is rolled back */
	return ok ? 0 : 1;
}

int
cmd_import(int argc, char **argv)
{
	static const struct option options[] = {
		{ "sharing", required_argument, NULL, 's' },
		{ 0 },
	};
	struct import in = { 0 };
	bool udaconnect;
	int c;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c != 's')
			return usage(argv[0], "%s", options_fault());
		if (strcmp(optarg, "yes") != 0 && strcmp(optarg, "no") != 0)
			return usage(argv[0], "--sharing is yes or no");
		in.sharing = *optarg == 'y' ? "t" : "f";
	}
	if (optind == argc)
		return usage(argv[0], "what is to be imported?");
	udaconnect = strcmp(argv[optind], "udaconnect") == 0;
	if (!udaconnect && strcmp(argv[optind], "attendees") != 0)
		return usage(argv[0], "knows no %s", argv[optind]);
	if (argc - optind != (udaconnect ? 3 : 2))
		return usage(argv[0], "%s takes %s", argv[optind],
		    udaconnect ? "two files" : "one file");
	if (in.sharing == NULL && !udaconnect)
		return usage(argv[0], "have they agreed? --sharing yes|no");
	if (in.sharing == NULL)
		in.sharing = "t"; /* made-up people of a sample */
	return import(&in, argv + optind + 1, udaconnect);
}
