/*
 * Imports, from the machine itself: the data of UdaConnect, and attendees.
 * Each is one transaction, and may be repeated: what is there already is left
 * as it is.
 */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "commands.h"
#include "csv.h"
#include "db.h"
#include "options.h"
#include "script.h"
#include "settings.h"
#include "text.h"

enum { SWAPPED_TEXT = 1 << 20 };

struct import {
	PGconn *conn;
	const char *path; /* of the file that is being read */
	struct csv csv;
	const char *sharing; /* "t" or "f" */
	long people, new_people, sightings, new_sightings, swapped;
	struct buf which; /* the ids of those that were swapped */
};

/* Says what is wrong with the row, or, when it was none, the file. */
static bool failed(const struct import *in, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static bool
failed(const struct import *in, const char *fmt, ...)
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

/* Runs one of the statements that answer `made' and `same'. */
static bool
put(struct import *in, const char *name, const char *const *values,
    const char *what, long *count)
{
	PGresult *res = script_run(in->conn, name, values);
	bool ok = script_succeeded(res), made, same;

	if (!ok) {
		const char *why = PQresultErrorMessage(res);

		failed(in, "%.*s", (int)strcspn(why, "\n"), why);
		PQclear(res);
		return false;
	}
	made = *PQgetvalue(res, 0, 0) == 't';
	same = *PQgetvalue(res, 0, 1) == 't';
	PQclear(res);
	*count += made;
	return made || same ||
	    failed(in,
		"%s is somebody or something else here already, or is "
		"of a person who is not there",
		what);
}

/* A value that must be there; "" when it is not, which is said. */
static const char *
value(struct import *in, const char *name, const char *other, bool *ok)
{
	const char *v = csv_value(&in->csv, name);

	if (v == NULL && other != NULL)
		v = csv_value(&in->csv, other);
	if (v == NULL && *ok)
		*ok = failed(in, "there is no column %s", name);
	return v != NULL ? v : "";
}

static bool
take_person(struct import *in)
{
	bool ok = true;
	const char *id = value(in, "id", NULL, &ok);
	const char *values[] = { id, value(in, "first_name", NULL, &ok),
		value(in, "last_name", NULL, &ok),
		value(in, "company_name", NULL, &ok), in->sharing };
	/* in the order in which import_person names them */
	const char *bound[] = { values[1], values[2], values[3], id,
		in->sharing };

	in->people++;
	return ok && put(in, "import_person", bound, "the id", &in->new_people);
}

/* The degrees of a text; NAN when it is none. */
static double
degrees(const char *text)
{
	char *end;
	double d = strtod(text, &end);

	return *text != '\0' && *end == '\0' &&
		strspn(text, "0123456789+-.eE") == strlen(text)
	    ? d
	    : NAN;
}

/*
 * UdaConnect's API took latitude for longitude in part of what it stored.  A
 * latitude beyond a pole can only be that, and is swapped back; what could be
 * either is left as it is.
 */
static bool
take_sighting(struct import *in)
{
	bool ok = true;
	const char *id = value(in, "id", NULL, &ok);
	const char *who = value(in, "person_id", NULL, &ok);
	const char *lat = value(in, "latitude", "latitude_wire", &ok);
	const char *lon = value(in, "longitude", "longitude_wire", &ok);
	const char *at = value(in, "creation_time", NULL, &ok), *was = lat;
	char time[64];

	if (!ok)
		return false;
	if (fabs(degrees(lat)) > 90 && fabs(degrees(lon)) <= 90) {
		lat = lon;
		lon = was;
		in->swapped++;
		buf_printf(&in->which, " %s", id);
	}
	if (!(fabs(degrees(lat)) <= 90) || !(fabs(degrees(lon)) <= 180))
		return failed(in, "%s, %s is no place", lat, lon);
	snprintf(time, sizeof time, "%s%s", at,
	    text_is_time(at, strlen(at)) ? "" : "Z");
	if (!text_is_time(time, strlen(time)))
		return failed(in, "\"%s\" is no time", at);
	in->sightings++;
	const char *bound[] = { who, lat, lon, time, id,
		settings.history_days };
	return put(in, "import_sighting", bound, "the id", &in->new_sightings);
}

static bool
take_attendee(struct import *in)
{
	bool ok = true;
	const char *bound[] = { value(in, "first_name", NULL, &ok),
		value(in, "last_name", NULL, &ok),
		csv_value(&in->csv, "company_name"), in->sharing };

	if (bound[2] == NULL)
		bound[2] = "";
	in->people++;
	return ok && put(in, "import_attendee", bound, "it", &in->new_people);
}

static bool
take_file(struct import *in, const char *path, bool (*take)(struct import *))
{
	bool ok;

	in->path = path;
	ok = csv_open(&in->csv, path);
	while (ok && csv_next(&in->csv))
		ok = take(in);
	if (in->csv.why != NULL)
		ok = failed(in, "%s", in->csv.why);
	csv_close(&in->csv);
	in->csv.line = 0;
	return ok;
}

/* All of it, between begin and commit. */
static bool
take_files(struct import *in, char **paths, bool udaconnect)
{
	if (!udaconnect)
		return take_file(in, paths[0], take_attendee);
	return take_file(in, paths[0], take_person) &&
	    take_file(in, paths[1], take_sighting) &&
	    (script_do(in->conn, "import_ids", NULL) ||
		failed(in, "%s", PQerrorMessage(in->conn)));
}

static void
report(const struct import *in, bool udaconnect)
{
	printf("%ld people, %ld of them new, declared as %s\n", in->people,
	    in->new_people, *in->sharing == 't' ? "sharing" : "not sharing");
	if (!udaconnect)
		return;
	printf("%ld sightings, %ld of them new, kept for %s days\n",
	    in->sightings, in->new_sightings, settings.history_days);
	printf("%ld sightings had latitude and longitude swapped, and were "
	       "swapped back%s%.*s\n",
	    in->swapped, in->swapped > 0 ? ":" : "", (int)in->which.len,
	    in->which.len > 0 ? in->which.data : "");
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
	buf_init(&in->which, SWAPPED_TEXT);
	ok = script_text(in->conn,
	    "begin; set local statement_timeout = '60s'");
	if (ok)
		ok = take_files(in, paths, udaconnect);
	if (ok && !script_text(in->conn, "commit"))
		ok = failed(in, "%s", PQerrorMessage(in->conn));
	if (ok)
		report(in, udaconnect);
	buf_free(&in->which);
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
