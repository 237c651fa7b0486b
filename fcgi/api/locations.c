/*
 * Sightings: where people were.  They come one by one or in thousands, all of
 * a request or none; how they are stored is said in sql/locations.sql, what
 * others may know of them in migrations/0006_people.sql.
 */
#include "../api.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ROWS_MAX = 10000,
	BODY_BYTES = 4 << 20, /* four hundred for each */
};

/* clang-format off */
static const struct field location[] = {
	{ "id",            T_ID,     READONLY },
	{ "person_id",     T_ID,
	  .doc = "The own one unless given." },
	{ "latitude",      T_DOUBLE, REQUIRED, .min = -90, .max = 90 },
	{ "longitude",     T_DOUBLE, REQUIRED, .min = -180, .max = 180 },
	{ "accuracy",      T_DOUBLE, NULLABLE, .min = 0, .max = 1000000,
	  .doc = "In metres, as the device says." },
	{ "creation_time", T_TIME,   ZONELESS,
	  .doc = "Now unless given; without a zone it is UTC." },
	{ 0 }
};

static const struct field owntracks[] = {
	{ "_type", T_STRING, REQUIRED, .min = 1, .max = 100,
	  .doc = "All but \"location\" is passed over." },
	{ "lat",   T_DOUBLE, 0, .min = -90, .max = 90 },
	{ "lon",   T_DOUBLE, 0, .min = -180, .max = 180 },
	{ "acc",   T_DOUBLE, 0, .min = 0, .max = 1000000 },
	{ "tst",   T_INT,    0, .min = 0, .max = 99999999999,
	  .doc = "Seconds since 1970; now unless given." },
	{ 0 }
};

static const struct field stored[] = {
	{ "count", T_INT, READONLY },
	{ 0 }
};
/* clang-format on */

/* Says what is wrong with the first row that is. */
static enum err
refuse(struct req *req, const struct rows *rows)
{
	const char *what = rows_text(rows, 0, "fault");
	const char *at = "";

	if (arg(req, "rows") != NULL)
		at = req_printf(req, "/%s", rows_text(rows, 0, "fault_row"));
	if (strcmp(what, "person") == 0)
		fault(req, req_printf(req, "%s/person_id", at), "unknown",
		    "is nobody whom you may send sightings of");
	else if (strcmp(what, "past") == 0)
		fault(req, req_printf(req, "%s/creation_time", at), "too_small",
		    req_printf(req, "must not be more than %s days ago",
			settings.sighting_days));
	else
		fault(req, req_printf(req, "%s/creation_time", at), "too_large",
		    "must not be more than an hour ahead");
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
	reply_row(req, location, rows, 0);
	reply_location(req,
	    req_printf(req, "/api/locations/%s", rows_text(rows, 0, "id")));
	return OK;
}

static void
check_owntracks(struct req *req)
{
	const char *type = arg(req, "_type");

	if (type != NULL && strcmp(type, "encrypted") == 0)
		fault(req, "/_type", "one_of",
		    "must not be encrypted: TLS keeps it secret on the way");
	if (type == NULL || strcmp(type, "location") != 0)
		return;
	if (!arg_given(req, "lat"))
		fault(req, "/lat", "required", "must be given");
	if (!arg_given(req, "lon"))
		fault(req, "/lon", "required", "must be given");
}

/* An argument as an array of one. */
static void
set_one(struct req *req, const char *name, const char *value)
{
	arg_set(req, name,
	    req_printf(req, "{%s}", value != NULL ? value : "NULL"));
}

/* Seconds since 1970 as Postgres reads them. */
static const char *
time_text(struct req *req, const char *seconds)
{
	time_t t = strtol(seconds, NULL, 10);
	char *text = req_alloc(req, 40);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(text, 40, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

/*
 * OwnTracks repeats for ever what is not answered with a success, so what will
 * never be taken (of a day that is gone, or of a clock that is wrong) is passed
 * over; so is what is no place.
 */
static enum err
take_owntracks(struct req *req)
{
	const char *tst = arg(req, "tst"), *time = NULL, *what;
	struct rows *rows;
	enum err err;

	reply_rows(req, location, NULL); /* and the places of no friends */
	if (strcmp(arg(req, "_type"), "location") != 0)
		return OK;
	if (tst != NULL)
		time = time_text(req, tst);
	set_one(req, "person_id", NULL);
	set_one(req, "latitude", arg(req, "lat"));
	set_one(req, "longitude", arg(req, "lon"));
	set_one(req, "accuracy", arg(req, "acc"));
	set_one(req, "creation_time", time);
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
	{ POST, "/locations", "locations_create", MEMBER, .body = location,
	  .reply = location, .status = 201, .most_rows = ROWS_MAX,
	  .max_body = BODY_BYTES, .devices = true, .others = many_stored,
	  .handler = create,
	  .doc = "Stores where the member was, or, for an organiser, somebody "
		 "without an account: one sighting or up to 10000, all or "
		 "none." },
	{ POST, "/locations/owntracks", "locations_owntracks", MEMBER,
	  .body = owntracks, .reply = location, .many = true, .devices = true,
	  .lenient = true, .check = check_owntracks, .handler = take_owntracks,
	  .doc = "Takes what OwnTracks sends in HTTP mode, and answers an "
		 "empty list." },
	{ GET,  "/locations/{id}", "locations_get", MEMBER, .reply = location,
	  .doc = "Answers one of the own sightings, or, for an organiser, of "
		 "who shares." },
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
