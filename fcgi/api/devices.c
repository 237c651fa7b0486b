/*
 * A member's devices: each with a token of its own, which can send sightings
 * and nothing else.  What they send is locations.c's, how one is recognised
 * fcgi/auth.c's.
 */
#include "../api.h"
#include "../password.h"

/* clang-format off */
#define FIELDS \
	{ "id",           T_ID,     READONLY }, \
	{ "name",         T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 }, \
	{ "created_at",   T_TIME,   READONLY }, \
	{ "last_seen_at", T_TIME,   READONLY | NULLABLE, .doc = "To the minute." }

static const struct field device[] = {
	FIELDS,
	{ 0 }
};
static const struct field device_once[] = {
	FIELDS,
	{ "token", T_STRING, READONLY | SECRET_,
	  .doc = "Shown this once. OwnTracks takes it as its password." },
	{ 0 }
};
/* clang-format on */

/* As with tokens, no program makes one. */
static enum err
create(struct req *req)
{
	char secret[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;
	char *plain;

	if (req_me(req)->by_token) {
		reply_detail(req, "Devices are added in the web application.");
		return E_forbidden;
	}
	token_make(secret);
	plain = req_printf(req, "foyer_device_%s", secret);
	token_hash(plain, hash);
	arg_set(req, "device_hash", hash);
	arg_set(req, "token", plain);
	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "people_enter", &rows)) != OK ||
	    (err = sql(req, "devices_create", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0) {
		reply_detail(req, "There are twenty devices already.");
		return E_conflict;
	}
	reply_row(req, device_once, rows, 0);
	return OK;
}

/* clang-format off */
static const enum err refused[] = { E_forbidden, E_conflict, OK };

static const struct route routes[] = {
	{ GET,    "/people/me/devices",      "devices_list",   MEMBER,
	  .reply = device, .many = true,
	  .doc = "The own devices, newest first." },
	{ POST,   "/people/me/devices",      "devices_create", MEMBER,
	  .body = device, .reply = device_once, .schema = "NewDevice",
	  .status = 201, .fails = refused, .handler = create,
	  .doc = "Adds a device; twenty at most. What it sends nobody sees "
		 "until sharing is turned on." },
	{ DELETE, "/people/me/devices/{id}", "devices_delete", MEMBER,
	  .status = 204, .handler = auth_revoke,
	  .doc = "Ends a device's right to send, at once." },
	{ 0 }
};
/* clang-format on */

const struct resource devices = {
	.name = "devices",
	.schema = "Device",
	.doc = "A member's phones and trackers.",
	.fields = device,
	.routes = routes,
};
