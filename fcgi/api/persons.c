/*
 * The people: entries of attendees, with an account or without.  Who sees and
 * who changes one is said in sql/persons.sql; a member's own entry is
 * people.c's, where somebody was is locations.c's.
 */
#include "../api.h"
#include "../password.h"

enum {
	ROWS_MAX = 10000,
	BODY_BYTES = 4 << 20, /* as much as nginx takes */
};

/* clang-format off */
static const struct field person[] = {
	{ "id",           T_ID,     READONLY },
	{ "first_name",   T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 },
	{ "last_name",    T_STRING, REQUIRED | TRIM, .max = 100 },
	{ "company_name", T_STRING, TRIM, .max = 255 },
	{ "handle",       T_HANDLE, READONLY | NULLABLE,
	  .doc = "Of the member whose entry it is." },
	{ "sharing",      T_BOOL,
	  .doc = "Whether others may know where the person was: who enters "
		 "somebody without an account declares that they agree. No, "
		 "unless given." },
	{ "updated_at",   T_TIME,   READONLY },
	{ 0 }
};

static const struct field filter[] = {
	{ "q", T_STRING, TRIM, .max = 100,
	  .doc = "Words of a name or company, in any order, without regard to "
		 "case and accents; behind an @ the handle." },
	PAGING,
	{ 0 }
};

static const struct field entered[] = {
	{ "count", T_INT, READONLY },
	{ 0 }
};

static const struct field offer[] = {
	{ "id",         T_ID,     READONLY },
	{ "token",      T_STRING, READONLY | SECRET_, .doc = "Shown this once." },
	{ "url",        T_STRING, READONLY | SECRET_,
	  .doc = "For the person alone: whoever opens it takes the entry." },
	{ "expires_at", T_TIME,   READONLY },
	{ 0 }
};
/* clang-format on */

static enum err
create(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = sql(req, "persons_create", &rows)) != OK)
		return err;
	if (arg(req, "rows") != NULL) {
		reply_status(req, 200);
		reply_row(req, entered, rows, 0);
		return OK;
	}
	reply_row(req, person, rows, 0);
	reply_location(req,
	    req_printf(req, "/api/persons/%s", rows_text(rows, 0, "id")));
	return OK;
}

static enum err
make_offer(struct req *req)
{
	char token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;

	token_make(token);
	token_hash(token, hash);
	arg_set(req, "claim_hash", hash);
	arg_set(req, "token", token);
	arg_set(req, "url",
	    req_printf(req, "%s/people/claim#%s", settings.app_url, token));
	if ((err = sql(req, "persons_offer", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_not_found;
	reply_row(req, offer, rows, 0);
	return OK;
}

/* clang-format off */
static const struct outcome many_entered[] = {
	{ 200, "PersonsEntered", entered,
	  "They are entered: an array, or a line each." },
	{ 0 }
};

static const struct route routes[] = {
	{ GET,    "/persons",      "persons_list",   MEMBER, .query = filter,
	  .reply = person, .many = true,
	  .doc = "Lists by name the people who share, the own entry, and, for "
		 "organisers, entries without an account." },
	{ POST,   "/persons",      "persons_create", ORGANISER, .body = person,
	  .reply = person, .status = 201, .most_rows = ROWS_MAX,
	  .max_body = BODY_BYTES, .others = many_entered, .handler = create,
	  .doc = "Enters somebody without an account: one, or up to 10000, "
		 "all or none." },
	{ GET,    "/persons/{id}", "persons_get",    MEMBER, .reply = person,
	  .doc = "Answers one of them." },
	{ PATCH,  "/persons/{id}", "persons_update", MEMBER, .body = person,
	  .reply = person,
	  .doc = "Changes the own entry, or, as an organiser, one that nobody "
		 "has claimed." },
	{ DELETE, "/persons/{id}", "persons_delete", MEMBER, .status = 204,
	  .doc = "Removes it, and all its sightings, for good." },
	{ POST,   "/persons/{id}/offer", "persons_offer", ORGANISER,
	  .reply = offer, .schema = "PersonOffer", .handler = make_offer,
	  .doc = "Makes a link by which a member can make an entry the own "
		 "one, once, for 30 days." },
	{ 0 }
};
/* clang-format on */

const struct resource persons = {
	.name = "persons",
	.schema = "Person",
	.doc = "The people who are here.",
	.fields = person,
	.routes = routes,
};
