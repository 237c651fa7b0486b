/*
 * Signing in and out, and the password.  An answer, and what it costs to give
 * it, is the same whether an address is known or not: the same statements
 * write the same rows and as many passwords are hashed.  How an account comes
 * to be is signup.c's; the first organiser's, setup.c's; sessions and tokens
 * are listed and revoked by sessions.c and tokens.c.
 */
#include "../account.h"
#include "../api.h"
#include "../password.h"

/* Attempts at one account's password, a minute and at once: from one place, and
 * from everywhere but the places where its owner has been. */
enum {
	TRIES_HERE = 6,
	BURST_HERE = 20,
	TRIES_ANYWHERE = 20,
	BURST_ANYWHERE = 40,
};

/* clang-format off */
#define PASSWORD(name_) \
	{ name_, T_STRING, REQUIRED | SECRET_, .min = 10, .max = 1024, \
	    .doc = "Not among the common ones (code `common')." }
#define PASSWORD_NOW(name_) \
	{ name_, T_STRING, REQUIRED | SECRET_, .min = 1, .max = 1024 }
#define TOKEN(doc_) \
	{ "token", T_STRING, REQUIRED | SECRET_, .min = 1, .max = 100, \
	    .doc = doc_ }

static const struct field signin_body[] = {
	{ "login", T_STRING, REQUIRED | TRIM, .min = 1, .max = 254,
	    .doc = "The address or the handle." },
	PASSWORD_NOW("password"),
	{ 0 }
};
static const struct field password_body[] = {
	PASSWORD_NOW("current"),
	PASSWORD("new"),
	{ 0 }
};
static const struct field forgot_body[] = {
	{ "email", T_EMAIL, REQUIRED },
	{ 0 }
};
static const struct field forgot_sent[] = {
	{ "sent", T_STRING, READONLY, .doc = "Always `mail'." },
	{ 0 }
};
static const struct field reset_body[] = {
	TOKEN("Behind the # of the link in the mail."),
	PASSWORD("password"),
	{ 0 }
};
/* clang-format on */

/*
 * Is it the password of the account that was found, or of a sign-up that waits
 * under the same name?  OK, E_wrong_password, or E_forbidden with its fault
 * for who still has to confirm.  Where mail is sent a wrong password is hashed
 * twice, whatever was found.
 */
static enum err MUST_CHECK
signin_judge(struct req *req, const struct rows *rows)
{
	const char *password = arg(req, "password");
	bool waits = account_waits_for_mail(), right, pending = false;
	enum err err;

	err = password_verify(password, rows_text(rows, 0, "password_hash"),
	    &right);
	if (err == OK && !right && waits)
		err = password_verify(password,
		    rows_text(rows, 0, "pending_hash"), &pending);
	if (err != OK)
		return err;
	if (!right && !pending)
		return E_wrong_password;
	if (pending || (waits && *rows_text(rows, 0, "confirmed") != 't')) {
		fault(req, "/login", "unconfirmed",
		    "Open the link in the mail first.");
		return E_forbidden;
	}
	return OK;
}

/* The password was right when it was read; it took its time to verify. */
static enum err MUST_CHECK
signin_enter(struct req *req, const struct rows *found)
{
	struct rows *rows;
	enum err err;

	arg_set(req, "me", rows_text(found, 0, "account"));
	arg_set(req, "old_hash", rows_text(found, 0, "password_hash"));
	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "signin_hold", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_wrong_password;
	return account_enter(req, arg(req, "me"));
}

static enum err
signin(struct req *req)
{
	const char *login = account_fold(req, arg(req, "login"));
	const char *place = account_place(req);
	char hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;

	if (req_on_api_host(req)) {
		reply_detail(req,
		    "Programs come with an access token; "
		    "people sign in at the web application.");
		return E_forbidden;
	}
	err = limit_attempt(req,
	    req_printf(req, "signin-here:%s %s", place, login), TRIES_HERE,
	    BURST_HERE);
	if (err != OK)
		return err;
	token_hash(place, hash);
	arg_set(req, "address_hash", hash);
	arg_set(req, "folded", login);
	if ((err = sql(req, "auth_signin", &rows)) != OK)
		return err;
	/* Who has been here before is not kept out by what others try. */
	if (*rows_text(rows, 0, "known_place") != 't')
		err = limit_attempt(req, req_printf(req, "signin:%s", login),
		    TRIES_ANYWHERE, BURST_ANYWHERE);
	if (err != OK || (err = signin_judge(req, rows)) != OK)
		return err;
	return signin_enter(req, rows);
}

/* The session ends; a program that asks so gives up its token. */
static enum err
signout(struct req *req)
{
	struct rows *rows;

	auth_revoked(req);
	if (req_me(req)->by_token)
		return sql(req, "auth_signout_token", &rows);
	reply_cookie(req, NULL);
	return sql(req, "auth_signout_session", &rows);
}

/* Is `current' the password now, and is `new' good for one?  E_invalid with
 * the faults of both. */
static enum err MUST_CHECK
password_judge(struct req *req)
{
	struct rows *rows;
	enum err err = account_prove_password(req, "current", &rows);

	if (err != OK && err != E_invalid)
		return err;
	account_check_password(req, "/new", arg(req, "new"),
	    rows_text(rows, 0, "handle"), rows_text(rows, 0, "email"),
	    rows_text(rows, 0, "display_name"));
	arg_set(req, "old_hash", rows_text(rows, 0, "password_hash"));
	return has_faults(req) ? E_invalid : OK;
}

static enum err
password(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = password_judge(req)) != OK ||
	    (err = account_hash_password(req, "new")) != OK)
		return err;
	account_mail_changed(req);
	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "account_lock", &rows)) != OK ||
	    (err = sql(req, "password_set", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0) {
		fault(req, "/current", "wrong", "has just been changed");
		return E_invalid;
	}
	auth_revoked(req);
	return req_me(req)->by_token ? OK : account_start_session(req);
}

static enum err
forgot(struct req *req)
{
	const char *token = account_make_ticket(req);
	struct rows *rows;
	enum err err;

	if ((err = account_limit_mail(req)) != OK ||
	    (err = sql(req, "forgot_find", &rows)) != OK)
		return err;
	arg_set(req, "account", rows_text(rows, 0, "account"));
	arg_set(req, "recipient", rows_text(rows, 0, "recipient"));
	if (arg(req, "account") != NULL)
		account_mail_reset(req, token);
	else
		account_mail_nobody(req);
	if ((err = sql(req, "forgot_write", &rows)) != OK)
		return err;
	reply_row(req, forgot_sent, rows, 0);
	return OK;
}

static enum err
reset(struct req *req)
{
	struct rows *rows;
	enum err err;

	account_take_ticket(req);
	if ((err = sql(req, "reset_find", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_gone;
	arg_set(req, "me", rows_text(rows, 0, "account"));
	account_check_password(req, "/password", arg(req, "password"),
	    rows_text(rows, 0, "handle"), rows_text(rows, 0, "email"),
	    rows_text(rows, 0, "display_name"));
	if (has_faults(req))
		return E_invalid;
	if ((err = account_hash_password(req, "password")) != OK)
		return err;
	account_mail_changed(req);
	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "account_lock", &rows)) != OK ||
	    (err = sql(req, "reset_use", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_gone;
	if ((err = sql(req, "password_set", &rows)) != OK)
		return err;
	auth_revoked(req);
	return account_enter(req, arg(req, "me"));
}

/* clang-format off */
static const enum err refused[] = { E_wrong_password, E_forbidden, OK };
static const enum err used_up[] = { E_gone, OK };

static const struct route routes[] = {
	{ GET,  "/auth/me",       "auth_me",       MEMBER,
	  .reply = me_fields,
	  .doc = "Who asks." },
	{ POST, "/auth/signin",   "auth_signin",   ANYONE, RATE_PASSWORD,
	  .body = signin_body, .reply = me_fields,
	  .fails = refused, .handler = signin,
	  .doc = "Begins a session." },
	{ POST, "/auth/signout",  "auth_signout",  MEMBER,
	  .status = 204, .handler = signout,
	  .doc = "Ends the session, or the token, that asks." },
	{ POST, "/auth/password", "auth_password", MEMBER, RATE_PASSWORD,
	  .body = password_body, .status = 204, .handler = password,
	  .doc = "Changes the password and ends every other session." },
	{ POST, "/auth/forgot",   "auth_forgot",   ANYONE, RATE_PASSWORD,
	  .body = forgot_body, .reply = forgot_sent, .schema = "MailSent",
	  .status = 202, .handler = forgot,
	  .doc = "Sends a link to a new password, if the address has an account." },
	{ POST, "/auth/reset",    "auth_reset",    ANYONE, RATE_PASSWORD,
	  .body = reset_body, .reply = me_fields,
	  .fails = used_up, .handler = reset,
	  .doc = "Sets a new password through the link, ends every session and signs in." },
	{ 0 }
};

/* clang-format on */

const struct resource auth = {
	.name = "auth",
	.schema = "Me",
	.doc = "Signing in and out, and the password.",
	.fields = me_fields,
	.routes = routes,
};
