/*
 * A member's own entry among the people: taking one that an organiser made,
 * and deciding what others may know.  Turning sharing off needs no word to
 * anybody: every answer reads who shares from the database.
 */
#include "../api.h"
#include "../password.h"

#include <stdlib.h>

/* clang-format off */
static const struct field own[] = {
	{ "person_id",    T_ID,     READONLY | NULLABLE,
	  .doc = "Null: there is no entry yet; the first setting makes one." },
	{ "first_name",   T_STRING, READONLY },
	{ "last_name",    T_STRING, READONLY },
	{ "company_name", T_STRING, READONLY },
	{ "sharing",      T_BOOL,   REQUIRED,
	  .doc = "Whether others may know where the member was." },
	{ "precision_m",  T_INT,    0, .min = 0, .max = 1000,
	  .doc = "Metres to which places are rounded for others: 0, 100 or "
		 "1000." },
	{ "updated_at",   T_TIME,   READONLY },
	{ 0 }
};

static const struct field consent[] = {
	{ "id",          T_ID,   READONLY },
	{ "sharing",     T_BOOL, READONLY },
	{ "precision_m", T_INT,  READONLY },
	{ "own",         T_BOOL, READONLY,
	  .doc = "The person's own word; else it was declared for them before "
		 "they had an account." },
	{ "at",          T_TIME, READONLY },
	{ 0 }
};

static const struct field claim[] = {
	{ "token", T_STRING, REQUIRED | SECRET_, .min = 1, .max = 100 },
	{ 0 }
};
/* clang-format on */

/* Of what the table lets through: the rest has its fault already. */
static void
check_precision(struct req *req)
{
	const char *m = arg(req, "precision_m");
	char *end = NULL;
	long metres = m != NULL ? strtol(m, &end, 10) : 0;

	if (m != NULL && *end == '\0' && metres > 0 && metres < 1000 &&
	    metres != 100)
		fault(req, "/precision_m", "one_of", "must be 0, 100 or 1000");
}

static enum err
set(struct req *req)
{
	struct rows *rows, *rest;
	enum err err;

	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "people_enter", &rows)) != OK ||
	    (err = sql(req, "people_set", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_changed;
	if ((err = sql(req, "people_restore_places", &rest)) != OK)
		return err;
	reply_row(req, own, rows, 0);
	return OK;
}

static enum err
take(struct req *req)
{
	char hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;

	token_hash(arg(req, "token"), hash);
	arg_set(req, "claim_hash", hash);
	if ((err = sql(req, "people_me", &rows)) != OK)
		return err;
	if (rows_text(rows, 0, "person_id") != NULL) {
		reply_detail(req,
		    "You have an entry already: remove it first, and its "
		    "sightings with it.");
		return E_conflict;
	}
	if ((err = sql(req, "people_claim", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_gone;
	reply_row(req, own, rows, 0);
	return OK;
}

/* clang-format off */
static const enum err changed[] = { E_changed, OK };
static const enum err not_taken[] = { E_conflict, E_gone, OK };

static const struct route routes[] = {
	{ GET,  "/people/me", "people_me", MEMBER, .reply = own,
	  .doc = "The own entry, and what others may know of it." },
	{ PUT,  "/people/me", "people_set", MEMBER, .body = own, .reply = own,
	  .fails = changed, .check = check_precision, .handler = set,
	  .doc = "Turns sharing on or off; off holds at once, for all that "
		 "was ever sent." },
	{ GET,  "/people/me/consents", "consents_list", MEMBER,
	  .query = paging, .reply = consent, .schema = "Consent",
	  .many = true,
	  .doc = "Who has said when whether the member shares, the newest "
		 "first." },
	{ POST, "/people/claim", "people_claim", MEMBER, .body = claim,
	  .reply = own, .fails = not_taken, .handler = take,
	  .doc = "Makes the entry that an organiser's link names the own one; "
		 "it does not share until the member says so." },
	{ 0 }
};

static const struct constraint constraints[] = {
	{ "person_account_key", "/token", "taken",
	  "you have an entry already" },
	{ 0 }
};
/* clang-format on */

const struct resource people = {
	.name = "people",
	.schema = "OwnPerson",
	.doc = "A member's own entry among the people.",
	.fields = own,
	.routes = routes,
	.constraints = constraints,
};
