/*
 * All that is kept of a member, to take away or to be erased.  What there is
 * of a room says the room's own SQL: a statement export_NAME gives its rows,
 * and a row that goes with its account is declared so in its migration.
 */
#include "../account.h"
#include "../api.h"

#include <string.h>

/* clang-format off */
static const struct field part[] = {
	{ "part", T_STRING, READONLY, .doc = "What GET /profile/export/{part} is asked for." },
	{ 0 }
};
static const struct field item[] = {
	{ "data", T_JSON, READONLY, .doc = "All that is kept, but for hashes of secrets." },
	{ 0 }
};
static const struct field params[] = {
	{ "part", T_HANDLE, .doc = "One of the parts." },
	{ 0 }
};
/* Texts may be long: a page of so many fits an answer. */
static const struct field query[] = {
	{ "limit", T_INT, .min = 1, .max = 20, .doc = "How many at most; 20 unless given." },
	{ "cursor", T_STRING, .max = 1500,
	    .doc = "Where to go on, as the Link of an answer says it." },
	{ 0 }
};
static const struct field erase_body[] = {
	{ "password", T_STRING, REQUIRED | SECRET_, .min = 1, .max = 1024 },
	{ 0 }
};
/* clang-format on */

static const char prefix[] = "export_";

static enum err
list_parts(struct req *req)
{
	const char *name = NULL, *names = "";
	struct rows *rows;
	enum err err;

	while ((name = sql_next(prefix, name)) != NULL)
		names = req_printf(req, "%s%s%s", names,
		    *names != '\0' ? " " : "", name + strlen(prefix));
	arg_set(req, "names", names);
	if ((err = sql(req, "own_data_parts", &rows)) == OK)
		reply_rows(req, part, rows);
	return err;
}

static enum err
list_items(struct req *req)
{
	const char *wanted = req_printf(req, "%s%s", prefix, arg(req, "part"));
	const char *name = sql_next(wanted, NULL); /* it sorts first */
	struct rows *rows;
	enum err err;

	if (name == NULL || strcmp(name, wanted) != 0)
		return E_not_found;
	if ((err = sql(req, name, &rows)) == OK)
		reply_rows(req, item, rows);
	return err;
}

/* Is it an organiser, and the only one? */
static enum err MUST_CHECK
check_others(struct req *req)
{
	const struct principal *me = req_me(req);
	struct rows *rows;
	enum err err;

	if ((err = sql(req, "users_lock_organisers", &rows)) != OK)
		return err;
	if (rows_count(rows) != 1 ||
	    strcmp(rows_text(rows, 0, "handle"), me->handle) != 0)
		return OK;
	reply_detail(req,
	    "You are the last organiser: make somebody else one first.");
	return E_conflict;
}

static enum err
erase(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = account_prove_password(req, "password", &rows)) != OK)
		return err;
	arg_set(req, "email", rows_text(rows, 0, "email"));
	arg_set(req, "old_hash", rows_text(rows, 0, "password_hash"));
	account_mail_erased(req);
	if ((err = sql_begin(req)) != OK || (err = check_others(req)) != OK ||
	    (err = sql(req, "own_data_erase", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0) {
		fault(req, "/password", "wrong", "has just been changed");
		return E_invalid;
	}
	auth_revoked(req);
	reply_cookie(req, NULL);
	return OK;
}

/* clang-format off */
static const enum err last[] = { E_conflict, OK };

static const struct route routes[] = {
	{ GET,  "/profile/export",        "own_data_parts", MEMBER,
	  .reply = part, .schema = "OwnPart", .many = true, .handler = list_parts,
	  .doc = "The parts of what is kept of the member who asks." },
	{ GET,  "/profile/export/{part}", "own_data_items", MEMBER,
	  .params = params, .query = query, .reply = item, .schema = "OwnItem",
	  .many = true, .handler = list_items,
	  .doc = "One part of it, page by page." },
	{ POST, "/profile/erase",         "own_data_erase", MEMBER, RATE_PASSWORD,
	  .body = erase_body, .status = 204, .fails = last, .handler = erase,
	  .doc = "Erases the account and all that is only its own; there is no way back." },
	{ 0 }
};
/* clang-format on */

const struct resource own_data = {
	.name = "own_data",
	.schema = "OwnItem",
	.doc = "All that is kept of a member, to take away or to be erased.",
	.fields = item,
	.routes = routes,
};
