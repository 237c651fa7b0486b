/*
 * Signing up: open, by invitation, or closed.  Where mail is sent there is no
 * account before its address is confirmed, and neither the answer nor what is
 * done for it depends on whether the address has an account already: the same
 * rows are written, and the mail tells the difference to whom it concerns.
 */
#include "../account.h"
#include "../api.h"
#include "../password.h"

#include <string.h>

/* clang-format off */
static const struct field signup_body[] = {
	{ "email",        T_EMAIL,  REQUIRED },
	{ "password",     T_STRING, REQUIRED | SECRET_, .min = 10, .max = 1024,
	    .doc = "Not among the common ones (code `common')." },
	{ "handle",       T_HANDLE, REQUIRED },
	{ "display_name", T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 },
	{ "invitation",   T_STRING, NULLABLE | SECRET_, .max = 100,
	    .doc = "The token of an invitation; needed where sign-up is by invitation." },
	{ 0 }
};
static const struct field signup_waits[] = {
	{ "confirm", T_STRING, READONLY, .doc = "Always `mail'." },
	{ 0 }
};
static const struct field confirm_body[] = {
	{ "token", T_STRING, REQUIRED | SECRET_, .min = 1, .max = 100,
	    .doc = "Behind the # of the link in the mail." },
	{ 0 }
};
/* clang-format on */

static void
signup_check(struct req *req)
{
	account_check_password(req, "/password", arg(req, "password"),
	    arg(req, "handle"), arg(req, "email"), arg(req, "display_name"));
}

/* Holds the sign-up against what is there: E_invalid with all its faults, or
 * OK and whether the address has an account.  With mail that is no fault, and
 * nothing else here depends on it. */
static enum err MUST_CHECK
signup_look(struct req *req, bool *ret_known)
{
	const char *invitation = arg(req, "invitation");
	char hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;
	bool known;

	token_hash(invitation != NULL ? invitation : "", hash);
	arg_set(req, "invitation_hash", hash);
	if ((err = sql(req, "signup_look", &rows)) != OK)
		return err;
	known = *rows_text(rows, 0, "email_known") == 't';
	arg_set(req, "recipient", rows_text(rows, 0, "recipient"));
	arg_set(req, "invitation_id", rows_text(rows, 0, "invitation_id"));
	if (*rows_text(rows, 0, "handle_taken") == 't')
		fault(req, "/handle", "taken", "is somebody else's");
	if (known && !account_waits_for_mail())
		fault(req, "/email", "taken", "has an account already");
	if (strcmp(settings.signup, "invitation") == 0 &&
	    arg(req, "invitation_id") == NULL)
		fault(req, "/invitation",
		    invitation != NULL ? "unknown" : "required",
		    invitation != NULL ? "is unknown, used up or too old"
				       : "is needed to sign up here");
	if (has_faults(req))
		return E_invalid;
	*ret_known = known;
	return OK;
}

/* Where no mail is sent the account is there at once. */
static enum err MUST_CHECK
signup_at_once(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "signup_create", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0) {
		fault(req, "/invitation", "unknown", "has just been used up");
		return E_invalid;
	}
	return account_enter(req, rows_text(rows, 0, "account"));
}

static enum err MUST_CHECK
signup_by_mail(struct req *req, bool known)
{
	const char *token = account_make_ticket(req);
	struct rows *rows;
	enum err err;

	if (known)
		account_mail_known(req);
	else
		account_mail_confirm(req, token);
	if ((err = sql(req, "signup_pend", &rows)) != OK)
		return err;
	reply_status(req, 202);
	reply_row(req, signup_waits, rows, 0);
	return OK;
}

static enum err
create(struct req *req)
{
	bool known = false;
	enum err err;

	if (strcmp(settings.signup, "closed") == 0) {
		reply_detail(req, "Nobody can sign up here.");
		return E_forbidden;
	}
	if ((err = signup_look(req, &known)) != OK ||
	    (account_waits_for_mail() &&
		(err = account_limit_mail(req)) != OK) ||
	    (err = account_hash_password(req, "password")) != OK)
		return err;
	return account_waits_for_mail() ? signup_by_mail(req, known)
					: signup_at_once(req);
}

static enum err
confirm(struct req *req)
{
	struct rows *rows;
	enum err err;

	account_take_ticket(req);
	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "confirm_create", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_gone;
	return account_enter(req, rows_text(rows, 0, "account"));
}

/* clang-format off */
static const enum err closed[] = { E_forbidden, OK };
static const enum err used_up[] = { E_gone, OK };
static const struct outcome by_mail[] = {
	{ 202, "ConfirmByMail", signup_waits, "A mail asks for confirmation." },
	{ 0 }
};

static const struct route routes[] = {
	{ POST, "/auth/signup",   "auth_signup",   ANYONE, RATE_PASSWORD,
	  .body = signup_body, .check = signup_check,
	  .reply = me_fields, .status = 201, .others = by_mail,
	  .fails = closed, .handler = create,
	  .doc = "Makes an account, or, where mail is sent, asks by mail whether the address is right." },
	{ POST, "/auth/confirm",  "auth_confirm",  ANYONE, RATE_PASSWORD,
	  .body = confirm_body, .reply = me_fields,
	  .fails = used_up, .handler = confirm,
	  .doc = "Makes the account whose address the link proves, and signs in." },
	{ 0 }
};

static const struct constraint constraints[] = {
	{ "account_handle_key", "/handle", "taken", "is somebody else's" },
	{ "account_email_key",  "/email",  "taken", "has an account already" },
	{ 0 }
};
/* clang-format on */

const struct resource signup = {
	.name = "signup",
	.schema = "Me",
	.doc = "How an account comes to be.",
	.fields = me_fields,
	.routes = routes,
	.constraints = constraints,
};
