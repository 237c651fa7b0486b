/*
 * The first organiser, through the link that is printed while there is none.
 * Two who use it at once do not both become one: see sql/setup.sql.
 */
#include "../account.h"
#include "../api.h"

/* clang-format off */
static const struct field setup_body[] = {
	{ "token",        T_STRING, REQUIRED | SECRET_, .min = 1, .max = 100,
	    .doc = "Behind the # of the printed link." },
	{ "email",        T_EMAIL,  REQUIRED },
	{ "password",     T_STRING, REQUIRED | SECRET_, .min = 10, .max = 1024,
	    .doc = "Not among the common ones (code `common')." },
	{ "handle",       T_HANDLE, REQUIRED },
	{ "display_name", T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 },
	{ 0 }
};
/* clang-format on */

static void
check(struct req *req)
{
	account_check_password(req, "/password", arg(req, "password"),
	    arg(req, "handle"), arg(req, "email"), arg(req, "display_name"));
}

/* What a demonstration has for the first organiser alone, so that no room is
 * empty: each room's statement welcome_NAME. */
static enum err MUST_CHECK
welcome(struct req *req, const char *account)
{
	const char *name = NULL;
	struct rows *rows;
	enum err err = OK;

	arg_set(req, "me", account);
	while (err == OK && (name = sql_next("welcome_", name)) != NULL)
		err = sql(req, name, &rows);
	return err;
}

static enum err
create(struct req *req)
{
	const char *account;
	struct rows *rows;
	enum err err;

	account_take_ticket(req);
	if ((err = sql(req, "setup_find", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_gone;
	if ((err = account_hash_password(req, "password")) != OK ||
	    (err = sql_begin(req)) != OK ||
	    (err = sql(req, "setup_lock", &rows)) != OK ||
	    (err = sql(req, "setup_create", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_gone;
	account = rows_text(rows, 0, "account");
	err = welcome(req, account);
	return err != OK ? err : account_enter(req, account);
}

/* clang-format off */
static const enum err used_up[] = { E_gone, OK };

static const struct route routes[] = {
	{ POST, "/auth/setup", "setup_create", ANYONE, RATE_PASSWORD,
	  .body = setup_body, .check = check, .reply = me_fields,
	  .status = 201, .fails = used_up, .handler = create,
	  .doc = "Makes the first organiser, and signs in." },
	{ 0 }
};
/* clang-format on */

const struct resource setup = {
	.name = "setup",
	.schema = "Me",
	.doc = "The first organiser.",
	.fields = me_fields,
	.routes = routes,
};
