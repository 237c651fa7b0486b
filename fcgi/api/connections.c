/*
 * Who was near whom.  The search is one statement, sql/connections.sql; here
 * is what it is asked, and how the answer pages.
 */
#include "../api.h"

#include <stdlib.h>
#include <string.h>

#define EARTH_RADIUS 6371000.0
#define ALWAYS "1000 years" /* as the time that may lie between two */

enum { PAGE_MAX = 10000, WITHIN_LEN = 10, WITHIN_MAX = 366 * 86400 };

/* clang-format off */
static const struct field location[] = {
	{ "id",            T_ID,     READONLY },
	{ "person_id",     T_ID,     READONLY },
	{ "latitude",      T_DOUBLE, READONLY, .min = -90, .max = 90 },
	{ "longitude",     T_DOUBLE, READONLY, .min = -180, .max = 180 },
	{ "accuracy",      T_DOUBLE, READONLY | NULLABLE },
	{ "creation_time", T_TIME,   READONLY },
	{ 0 }
};

static const struct field person[] = {
	{ "id",           T_ID,     READONLY },
	{ "first_name",   T_STRING, READONLY },
	{ "last_name",    T_STRING, READONLY },
	{ "company_name", T_STRING, READONLY },
	{ "handle",       T_HANDLE, READONLY | NULLABLE },
	{ 0 }
};

static const struct field connection[] = {
	{ "location", T_OBJECT, READONLY, .members = location,
	  .schema = "SharedLocation", .doc = "Where the other one was." },
	{ "person",   T_OBJECT, READONLY, .members = person,
	  .schema = "PersonBrief" },
	{ 0 }
};

/* What was near without long breaks: a meeting. */
static const struct field encounter[] = {
	{ "person",    T_OBJECT, READONLY, .members = person,
	  .schema = "PersonBrief" },
	{ "first",     T_TIME,   READONLY },
	{ "last",      T_TIME,   READONLY },
	{ "count",     T_INT,    READONLY,
	  .doc = "Of the other one's sightings." },
	{ "nearest_m", T_DOUBLE, READONLY, .doc = "To the millimetre." },
	{ "latitude",  T_DOUBLE, READONLY, .doc = "Where it was nearest." },
	{ "longitude", T_DOUBLE, READONLY },
	{ 0 }
};

#define QUERY \
	{ "start_date", T_DATE, .doc = "The first day, in UTC." }, \
	{ "end_date",   T_DATE, .doc = "The last day, which counts." }, \
	{ "distance",   T_DOUBLE, .min = 0, .max = 1000, \
	  .doc = "Metres on the WGS-84 spheroid; 5 unless given." }, \
	{ "within",     T_STRING, TRIM, .max = WITHIN_LEN, \
	  .doc = "How far apart in time the two may be, as 90s, 15m, 2h or " \
		 "1d; or any." }

static const struct field query[] = {
	QUERY,
	{ "limit", T_INT, .min = 1, .max = PAGE_MAX,
	  .doc = "How many at most; 50 unless given." },
	{ "cursor", T_STRING, .max = 1500,
	  .doc = "Where to go on, as the Link of an answer says it." },
	{ 0 }
};

static const struct field encounters_query[] = {
	QUERY,
	PAGING,
	{ 0 }
};
/* clang-format on */

/* The seconds of "15m"; 0 when it is none, or too much. */
static long
seconds(const char *s)
{
	static const struct {
		char unit;
		long s;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	size_t digits = strspn(s, "0123456789");
	long n = digits <= 8 ? strtol(s, NULL, 10) : 0;

	if (digits == 0 || s[digits] == '\0' || s[digits + 1] != '\0')
		return 0;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (units[i].unit == s[digits])
			return n <= WITHIN_MAX / units[i].s ? n * units[i].s
							    : 0;
	return 0;
}

static void
set_within(struct req *req)
{
	const char *within = arg(req, "within");
	long s;

	arg_set(req, "slot", NULL);
	if (within == NULL || strcmp(within, "any") == 0) {
		arg_set(req, "apart", ALWAYS);
		return;
	}
	/* What is too long has its fault already. */
	if ((s = seconds(within)) == 0 &&
	    (strlen(within) <= WITHIN_LEN || !has_faults(req)))
		fault(req, "?within", "format",
		    "must be a time like 90s, 15m, 2h or 1d, up to 366d, or any");
	/* Times are told apart in slots that are several times as long. */
	arg_set(req, "slot", req_printf(req, "%ld", 4 * s));
	arg_set(req, "apart", req_printf(req, "%ld seconds", s));
}

/* And the straight line that is as long as the distance on the ground, a
 * micrometre more. */
static void
set_distance(struct req *req)
{
	double d = 5, chord;

	if (arg(req, "distance") != NULL)
		d = strtod(arg(req, "distance"), NULL);
	chord = d - d * d * d / (24 * EARTH_RADIUS * EARTH_RADIUS) + 1e-6;
	arg_set(req, "distance", req_printf(req, "%.17g", d));
	arg_set(req, "chord", req_printf(req, "%.17g", chord));
}

static void
check_query(struct req *req)
{
	const char *start = arg(req, "start_date"), *end = arg(req, "end_date");

	check_days(req);
	arg_set(req, "from",
	    start != NULL ? req_printf(req, "%s 00:00:00+00", start)
			  : "-infinity");
	arg_set(req, "to",
	    end != NULL ? req_printf(req, "%s 24:00:00+00", end) : "infinity");
	set_within(req);
	set_distance(req);
}

/* A meeting is one at the same time, unless it is said otherwise. */
static void
check_encounters(struct req *req)
{
	if (arg(req, "within") == NULL)
		arg_set(req, "within", "15m");
	check_query(req);
}

static enum err
list(struct req *req)
{
	const struct route *route = req_route(req);
	struct rows *rows;
	enum err err;

	if ((err = sql(req, "connections_person", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_not_found;
	arg_set(req, "exact", rows_text(rows, 0, "exact"));
	if ((err = sql(req, route->name, &rows)) == OK)
		reply_rows(req, route->reply, rows);
	return err;
}

/* clang-format off */
static const struct route routes[] = {
	{ GET, "/persons/{id}/connection", "connections_list", MEMBER,
	  .query = query, .reply = connection, .many = true,
	  .cursor = { "location_id", "location_creation_time" },
	  .check = check_query, .handler = list,
	  .doc = "Each sighting of somebody else who shares near one of this "
		 "person's, by time: the own person, or, for an organiser, "
		 "who shares." },
	{ GET, "/persons/{id}/encounters", "encounters_list", MEMBER,
	  .query = encounters_query, .reply = encounter,
	  .schema = "Encounter", .many = true, .check = check_encounters,
	  .handler = list,
	  .doc = "Whom this person has met, the last first: one entry for "
		 "each time that they were near without an hour between. "
		 "Without within, 15m." },
	{ 0 }
};
/* clang-format on */

const struct resource connections = {
	.name = "connections",
	.schema = "Connection",
	.doc = "Who was near whom.",
	.fields = connection,
	.routes = routes,
};
