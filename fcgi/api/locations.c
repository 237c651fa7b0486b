/*
 * Sightings: where people were.  They come one by one or in thousands, all of
 * a request or none; how they are stored is said in sql/locations.sql, what
 * others may know of them in migrations/0006_people.sql.
 */
#include "../api.h"

#include <stdlib.h>
#include <string.h>

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

static enum err
create(struct req *req)
{
	const char *what;
	struct rows *rows;
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
	if (what != NULL)
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

/* clang-format off */
static const struct outcome many_stored[] = {
	{ 200, "LocationsStored", stored,
	  "They are stored: an array, or a line each." },
	{ 0 }
};

static const struct route routes[] = {
	{ POST, "/locations", "locations_create", MEMBER, .body = location,
	  .reply = location, .status = 201, .most_rows = ROWS_MAX,
	  .max_body = BODY_BYTES, .others = many_stored, .handler = create,
	  .doc = "Stores where the member was, or, for an organiser, somebody "
		 "without an account: one sighting or up to 10000, all or "
		 "none." },
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
