/*
 * Sightings: where people were.  They come one by one or in thousands, all of
 * a request or none; how they are stored is said in sql/locations.sql, what
 * others may know of them in migrations/0006_people.sql.
 */
#include "../api.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ROWS_MAX = 10000,
	BODY_BYTES = 4 << 20, /* four hundred for each */
	PAGE_MAX = 1000,
	ACCURACY_MAX = 1000000, /* metres */
};

#define SECONDS_MAX 99999999999.0 /* of a clock: the year 5138 */

/* clang-format off */
static const struct field location[] = {
	{ "id",            T_ID,     READONLY },
	{ "person_id",     T_ID,
	  .doc = "The own one unless given." },
	{ "latitude",      T_DOUBLE, REQUIRED, .min = -90, .max = 90 },
	{ "longitude",     T_DOUBLE, REQUIRED, .min = -180, .max = 180 },
	{ "accuracy",      T_DOUBLE, NULLABLE, .min = 0, .max = ACCURACY_MAX,
	  .doc = "In metres, as the device says." },
	{ "creation_time", T_TIME,   ZONELESS,
	  .doc = "Now unless given; without a zone it is UTC." },
	{ 0 }
};

static const struct field filter[] = {
	{ "person_id",  T_ID,
	  .doc = "Whose; the own ones unless given. Of somebody else there are "
		 "some for organisers only, and as far as the person shares." },
	{ "start_date", T_DATE, .doc = "The first day, in UTC." },
	{ "end_date",   T_DATE, .doc = "The last day, which counts." },
	{ "limit",      T_INT, .min = 1, .max = PAGE_MAX,
	  .doc = "How many at most; 50 unless given." },
	{ "cursor",     T_STRING, .max = 1500,
	  .doc = "Where to go on, as the Link of an answer says it." },
	{ 0 }
};

/* What another type has by these names is not looked at, so that it does not
 * come again for ever. */
static const struct field owntracks[] = {
	{ "_type", T_STRING, REQUIRED, .min = 1, .max = 100,
	  .doc = "All but \"location\" is passed over." },
	{ "lat",   T_JSON,   0,
	  .doc = "Of a location a number from -90 to 90." },
	{ "lon",   T_JSON,   0,
	  .doc = "Of a location a number from -180 to 180." },
	{ "acc",   T_JSON,   0,
	  .doc = "Metres; what is no number from 0 to 1000000 is unknown." },
	{ "tst",   T_JSON,   0,
	  .doc = "Seconds since 1970, whose fraction does not count; now "
		 "unless given." },
	{ 0 }
};

static const struct field days[] = {
	{ "start_date", T_DATE, .doc = "The first day, in UTC." },
	{ "end_date",   T_DATE, .doc = "The last day, which counts." },
	{ 0 }
};

static const struct field owntracks_query[] = {
	{ "u", T_STRING, 0, .doc = "What OwnTracks calls the user: ignored." },
	{ "d", T_STRING, 0, .doc = "And the device: ignored." },
	{ 0 }
};

static const struct field stored[] = {
	{ "count", T_INT, READONLY },
	{ 0 }
};

static const struct field imported[] = {
	{ "count", T_INT, READONLY, .doc = "How many have been stored." },
	{ "known", T_INT, READONLY,
	  .doc = "How many were stored already, or stand in the body twice." },
	{ 0 }
};
/* clang-format on */

/* Says what is wrong with one of the rows that were sent. */
static void
note(struct req *req, const struct rows *rows, int i)
{
	const char *what = rows_text(rows, i, "fault");
	const char *at = "";

	if (arg(req, "rows") != NULL)
		at = req_printf(req, "/%s", rows_text(rows, i, "fault_row"));
	if (strcmp(what, "person") == 0)
		fault(req, req_printf(req, "%s/person_id", at), "unknown",
		    "is nobody whom you may send sightings of; an entry of "
		    "your own is made by PUT /api/people/me");
	else if (strcmp(what, "past") == 0)
		fault(req, req_printf(req, "%s/creation_time", at), "too_small",
		    req_printf(req, "must not be more than %s days ago",
			settings.sighting_days));
	else
		fault(req, req_printf(req, "%s/creation_time", at), "too_large",
		    "must not be more than an hour ahead");
}

static enum err
refuse(struct req *req, const struct rows *rows)
{
	for (int i = 0; i < rows_count(rows); i++)
		note(req, rows, i);
	return E_invalid;
}

/* All rows of the request or none; what is wrong stands in `fault'. */
static enum err MUST_CHECK
store(struct req *req, struct rows **ret_rows)
{
	struct rows *rows;
	const char *what;
	enum err err;

	if ((err = sql(req, "locations_insert", &rows)) != OK)
		return err;
	what = rows_text(rows, 0, "fault");
	if (what != NULL && strcmp(what, "day") == 0) {
		if ((err = sql(req, "locations_days", &rows)) != OK ||
		    (err = sql(req, "locations_insert", &rows)) != OK)
			return err;
		what = rows_text(rows, 0, "fault");
		if (what != NULL && strcmp(what, "day") == 0)
			return E_unavailable; /* somebody else makes it */
	}
	*ret_rows = rows;
	return OK;
}

/* Answers one sighting by the row that was stored. */
static void
created(struct req *req, const struct rows *rows, int row)
{
	reply_row(req, location, rows, row);
	reply_location(req,
	    req_printf(req, "/api/locations/%s", rows_text(rows, row, "id")));
}

static enum err
create(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = store(req, &rows)) != OK)
		return err;
	if (rows_text(rows, 0, "fault") != NULL)
		return refuse(req, rows);
	if (arg(req, "rows") != NULL) {
		reply_status(req, 200);
		reply_row(req, stored, rows, 0);
		return OK;
	}
	created(req, rows, 0);
	return OK;
}

/* What is stored already is left out, and then the rest is all or nothing. */
static enum err
import(struct req *req)
{
	static const char *const rest[] = { "ns", "person_id", "latitude",
		"longitude", "accuracy", "creation_time" };
	struct rows *new, *rows;
	enum err err;

	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "locations_turn", &rows)) != OK ||
	    (err = sql(req, "locations_new", &new)) != OK)
		return err;
	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
		arg_set(req, rest[i], rows_text(new, 0, rest[i]));
	if ((err = store(req, &rows)) != OK)
		return err;
	if (rows_text(rows, 0, "fault") != NULL)
		return refuse(req, rows);
	reply_row(req, imported, new, 0);
	return OK;
}

/* An argument as an array of one. */
static void
set_one(struct req *req, const char *name, const char *value)
{
	arg_set(req, name,
	    req_printf(req, "{%s}", value != NULL ? value : "NULL"));
}

/* An argument that is a number; false, and *ret_number as it was, when it is
 * something else. */
static bool
number(const struct req *req, const char *name, double *ret_number)
{
	const char *text = arg(req, name);
	char *end;
	double d;

	if (text == NULL || strspn(text, "0123456789+-.eE") != strlen(text))
		return false;
	d = strtod(text, &end);
	if (end == text || *end != '\0' || !isfinite(d))
		return false;
	*ret_number = d;
	return true;
}

/* A whole second as Postgres reads it; what is no time is the first of all,
 * which is too long ago. */
static const char *
time_text(struct req *req)
{
	char *text = req_alloc(req, 40);
	double seconds = 0;
	struct tm tm;
	time_t t = 0;

	if (arg(req, "tst") == NULL)
		return NULL;
	number(req, "tst", &seconds);
	if (seconds > 0)
		t = (time_t)(seconds < SECONDS_MAX ? seconds : SECONDS_MAX);
	gmtime_r(&t, &tm);
	strftime(text, 40, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

static bool
is_location(const struct req *req)
{
	const char *type = arg(req, "_type");

	return type != NULL && strcmp(type, "location") == 0;
}

/* What a sighting is called by OwnTracks becomes what it is called by us; what
 * is none has no latitude. */
static void
translate(struct req *req, const char *latitude, const char *longitude)
{
	double metres = -1; /* as iOS says that it does not know */
	const char *accuracy = NULL;

	number(req, "acc", &metres);
	if (metres >= 0 && metres <= ACCURACY_MAX)
		accuracy = req_printf(req, "%.17g", metres);
	set_one(req, "person_id", NULL);
	set_one(req, "latitude", latitude);
	set_one(req, "longitude", longitude);
	set_one(req, "accuracy", accuracy);
	set_one(req, "creation_time", time_text(req));
}

/* An angle up to `most'; NULL when it is none, which is noted. */
static const char *
angle(struct req *req, const char *name, double most)
{
	const char *pointer = req_printf(req, "/%s", name);
	double d = 0;

	if (arg(req, name) == NULL)
		fault(req, pointer, "required", "must be given");
	else if (!number(req, name, &d))
		fault(req, pointer, "type", "must be a number");
	else if (d < -most)
		fault(req, pointer, "too_small",
		    req_printf(req, "must be at least %g", -most));
	else if (d > most)
		fault(req, pointer, "too_large",
		    req_printf(req, "must be at most %g", most));
	else
		return req_printf(req, "%.17g", d);
	return NULL;
}

static void
check_owntracks(struct req *req)
{
	const char *type = arg(req, "_type");

	if (is_location(req))
		translate(req, angle(req, "lat", 90), angle(req, "lon", 180));
	else
		translate(req, NULL, NULL);
	if (type != NULL && strcmp(type, "encrypted") == 0)
		fault(req, "/_type", "one_of",
		    "must not be encrypted: TLS keeps it secret on the way");
}

/* Nothing is said of the place, and there are no places of friends. */
static void
taken_owntracks(struct req *req, const struct rows *rows, int row)
{
	(void)rows;
	(void)row;
	reply_rows(req, location, NULL);
}

/*
 * OwnTracks repeats for ever what is not answered with a success, so what will
 * never be taken (of a day that is gone, or of a clock that is wrong) is passed
 * over; so is what is no place.
 */
static enum err
take_owntracks(struct req *req)
{
	struct rows *rows;
	const char *what;
	enum err err;

	taken_owntracks(req, NULL, 0);
	if (!is_location(req))
		return OK;
	if ((err = store(req, &rows)) != OK)
		return err;
	what = rows_text(rows, 0, "fault");
	return what != NULL && strcmp(what, "person") == 0 ? refuse(req, rows)
							   : OK;
}

/* clang-format off */
static const struct outcome many_stored[] = {
	{ 200, "LocationsStored", stored,
	  "They are stored: an array, or a line each." },
	{ 0 }
};

static const struct route routes[] = {
	{ GET,  "/locations", "locations_list", MEMBER, .query = filter,
	  .reply = location, .many = true, .check = check_days,
	  .doc = "Lists where the member was, the newest first, or, for an "
		 "organiser, what is shown of somebody who shares." },
	{ POST, "/locations", "locations_create", MEMBER, .body = location,
	  .reply = location, .status = 201, .most_rows = ROWS_MAX,
	  .max_body = BODY_BYTES, .devices = true, .others = many_stored,
	  .handler = create, .gather = "locations_gather", .gathered = created,
	  .doc = "Stores where the member was, or, for an organiser, somebody "
		 "without an account: one sighting or up to 10000, all or "
		 "none." },
	{ POST, "/locations/import", "locations_import", MEMBER,
	  .body = location, .reply = imported, .schema = "LocationsImported",
	  .most_rows = ROWS_MAX, .max_body = BODY_BYTES, .devices = true,
	  .handler = import,
	  .doc = "Stores what of these sightings is not stored yet: who sends "
		 "the same file twice, or a longer one, has nothing twice. "
		 "The same is of the same person, at the same time and place. "
		 "What is new is stored all or not at all." },
	{ POST, "/locations/owntracks", "locations_owntracks", MEMBER,
	  .query = owntracks_query, .body = owntracks,
	  .reply = location, .many = true, .devices = true, .lenient = true,
	  .check = check_owntracks, .handler = take_owntracks,
	  .gather = "locations_gather", .gathered = taken_owntracks,
	  .doc = "Takes what OwnTracks sends in HTTP mode, and answers an "
		 "empty list." },
	{ GET,  "/locations/{id}", "locations_get", MEMBER, .reply = location,
	  .doc = "Answers one of the own sightings, or, for an organiser, of "
		 "who shares." },
	{ DELETE, "/locations/{id}", "locations_delete", MEMBER, .status = 204,
	  .doc = "Removes one of the own sightings for good, or, for an "
		 "organiser, one of somebody without an account." },
	{ DELETE, "/persons/{id}/locations", "locations_clear", MEMBER,
	  .query = days, .status = 204, .check = check_days,
	  .doc = "Removes all of the own sightings, or those of some days, for "
		 "good, or, for an organiser, of somebody without an account, "
		 "whose are not shown to anybody if they do not share." },
	{ 0 }
};
/* clang-format on */

const struct resource locations = {
	.name = "locations",
	.schema = "Location",
	.doc = "Where people were.",
	.fields = location,
	.routes = routes,
};
