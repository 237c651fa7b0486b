/*
 * What a row of an import must be, and how it is stored: see import.h, and
 * sql/import.sql.
 */
#include "import.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "settings.h"
#include "text.h"

/* Half of what a browser counts exactly: the other half is for those that come
 * after the highest. */
#define ID_MAX (INT64_C(1) << 52)

/* The row's value of a column, by the first of its names; "" when there is no
 * such column. */
static const char *
value(const struct import *in, const char *name)
{
	const struct import_column *c = in->kind->columns;
	int i = 0;

	while (strcmp(c[i].names[0], name) != 0)
		i++;
	return in->at[i] != -1 ? in->csv.values[in->at[i]] : "";
}

/* Finds one column of the header. */
static bool
find_column(struct import *in, int i)
{
	const struct import_column *c = &in->kind->columns[i];

	in->at[i] = -1;
	for (int n = 0; n < IMPORT_NAMES && c->names[n] != NULL; n++) {
		int at = csv_column(&in->csv, c->names[n]);

		if (at != -1 && in->at[i] != -1)
			return import_failed(in,
			    "the columns %s and %s are one",
			    in->csv.names[in->at[i]], c->names[n]);
		if (at != -1)
			in->at[i] = at;
	}
	return in->at[i] != -1 || !c->required ||
	    import_failed(in, "there is no column %s", c->names[0]);
}

bool
import_find_columns(struct import *in)
{
	const char *name;
	bool known;

	for (int i = 0; i < IMPORT_COLUMNS && in->kind->columns[i].names[0];
	    i++)
		if (!find_column(in, i))
			return false;
	for (int n = 0; n < in->csv.n_names; n++) {
		name = in->csv.names[n];
		if (*name == '\0')
			continue;
		if (csv_column(&in->csv, name) != n)
			return import_failed(in, "two columns are called %s",
			    name);
		known = false;
		for (int i = 0;
		    i < IMPORT_COLUMNS && in->kind->columns[i].names[0] != NULL;
		    i++)
			known |= in->at[i] == n;
		if (!known)
			buf_printf(&in->ignored, "%s%s",
			    in->ignored.len > 0 ? ", " : "", name);
	}
	return true;
}

static bool
is_id(const struct import *in, const char *name)
{
	const char *text = value(in, name);
	size_t len = strlen(text);

	if (len > 0 && len <= 16 && strspn(text, "0123456789") == len &&
	    strtoll(text, NULL, 10) >= 1 && strtoll(text, NULL, 10) <= ID_MAX)
		return true;
	return import_failed(in,
	    "%s: \"%.40s\" is no whole number from 1 to %" PRId64, name, text,
	    ID_MAX);
}

static bool
is_name(const struct import *in, const char *name, bool required, size_t max)
{
	const char *text = value(in, name);
	size_t len = strlen(text);

	if (required && !text_is_visible(text, len))
		return import_failed(in, "%s: must not be empty", name);
	return text_chars(text, len) <= max ||
	    import_failed(in, "%s: must have at most %zu characters", name,
		max);
}

static bool
are_names(const struct import *in)
{
	return is_name(in, "first_name", true, 100) &&
	    is_name(in, "last_name", false, 100) &&
	    is_name(in, "company_name", false, 255);
}

/* Says why a row that Postgres could store is not one of ours. */
static bool
refused(const struct import *in, const PGresult *res)
{
	const char *fault = PQgetvalue(res, 0, 2);
	const char *whose = PQgetvalue(res, 0, 3);
	const char *clean = *PQgetvalue(res, 0, 4) == 't'
	    ? ", of the demonstration (foyer seed --clean removes it)"
	    : "";

	if (strcmp(fault, "nobody") == 0)
		return import_failed(in, "person_id: %s is nobody's id",
		    value(in, "person_id"));
	if (strcmp(fault, "future") == 0)
		return import_failed(in, "creation_time: %s is in the future",
		    value(in, "creation_time"));
	return import_failed(in, "id: %s is here already: %s%s",
	    value(in, "id"), whose, clean);
}

/* Runs one of the statements that answer made, same, fault, whose, seeded. */
static bool
put(struct import *in, const char *name, const char *const *values, long *count)
{
	PGresult *res = script_run(in->conn, name, values);
	bool ok = script_succeeded(res), made;

	if (!ok) {
		const char *why = PQresultErrorMessage(res);

		import_failed(in, "%.*s", (int)strcspn(why, "\n"), why);
	} else {
		made = *PQgetvalue(res, 0, 0) == 't';
		*count += made;
		ok = made || *PQgetvalue(res, 0, 1) == 't' || refused(in, res);
	}
	PQclear(res);
	return ok;
}

static bool
take_person(struct import *in)
{
	const char *bound[] = { value(in, "first_name"), value(in, "last_name"),
		value(in, "company_name"), value(in, "id"), in->sharing };

	in->people++;
	return is_id(in, "id") && are_names(in) &&
	    put(in, "import_person", bound, &in->new_people);
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
	const char *lat = value(in, "latitude"), *lon = value(in, "longitude");
	const char *at = value(in, "creation_time"), *was = lat;
	char time[64];

	if (!is_id(in, "id") || !is_id(in, "person_id"))
		return false;
	if (fabs(degrees(lat)) > 90 && fabs(degrees(lon)) <= 90) {
		lat = lon;
		lon = was;
		in->swapped++;
		buf_printf(&in->which, " %s", value(in, "id"));
	}
	if (!(fabs(degrees(lat)) <= 90) || !(fabs(degrees(lon)) <= 180))
		return import_failed(in, "%.40s, %.40s is no place", lat, lon);
	snprintf(time, sizeof time, "%s%s", at,
	    text_is_time(at, strlen(at)) ? "" : "Z");
	if (!text_is_time(time, strlen(time)))
		return import_failed(in, "creation_time: \"%.40s\" is no time",
		    at);
	in->sightings++;
	const char *bound[] = { value(in, "person_id"), lat, lon, time,
		value(in, "id"), settings.history_days };
	return put(in, "import_sighting", bound, &in->new_sightings);
}

static bool
take_attendee(struct import *in)
{
	const char *bound[] = { value(in, "first_name"), value(in, "last_name"),
		value(in, "company_name"), in->sharing };

	in->people++;
	return are_names(in) &&
	    put(in, "import_attendee", bound, &in->new_people);
}

/* clang-format off */
const struct import_kind import_persons = { {
	{ { "id" }, true },
	{ { "first_name" }, true },
	{ { "last_name" }, true },
	{ { "company_name", "company" }, true },
}, take_person };

const struct import_kind import_sightings = { {
	{ { "id" }, true },
	{ { "person_id" }, true },
	{ { "latitude", "latitude_wire" }, true },
	{ { "longitude", "longitude_wire" }, true },
	{ { "creation_time" }, true },
}, take_sighting };

/* As the web application calls them. */
const struct import_kind import_attendees = { {
	{ { "first_name", "firstname", "given_name", "vorname" }, true },
	{ { "last_name", "lastname", "family_name", "surname", "nachname",
	    "name" }, true },
	{ { "company_name", "company", "organisation", "organization",
	    "firma" }, false },
}, take_attendee };
/* clang-format on */
