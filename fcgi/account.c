/* See account.h.  The statements are in sql/auth.sql. */
#include "account.h"

#include <arpa/inet.h>
#include <string.h>

#include "password.h"
#include "text.h"

enum {
	MIN_PASSWORD = 10,
	MAX_USER_AGENT = 256,
	MAILS = 1,
	BURST_MAILS = 4, /* a minute; at once */
	PROOFS = 6,
	BURST_PROOFS = 20,
};

static const char *const roles[] = { "member", "organiser", NULL };

/* clang-format off */
const struct field me_fields[] = {
	{ "uuid",         T_UUID,   READONLY },
	{ "handle",       T_HANDLE, READONLY },
	{ "display_name", T_STRING, TRIM, .min = 1, .max = 100 },
	{ "email",        T_EMAIL,  READONLY },
	{ "role",         T_ENUM,   READONLY, .oneof = roles },
	{ "bio",          T_STRING, 0, .max = 1000 },
	{ "company",      T_STRING, TRIM, .max = 100 },
	{ "confirmed",    T_BOOL,   READONLY,
	    .doc = "Whether the address has been proven." },
	{ "created_at",   T_TIME,   READONLY },
	{ "updated_at",   T_TIME,   READONLY },
	{ 0 }
};
/* clang-format on */

bool
account_waits_for_mail(void)
{
	return *settings.smtp_url != '\0';
}

const char *
account_fold(struct req *req, const char *s)
{
	char *folded = req_printf(req, "%s", s);

	for (char *p = folded; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return folded;
}

const char *
account_place(struct req *req)
{
	const char *address = req_address(req);
	unsigned char a[16];

	if (inet_pton(AF_INET6, address, a) != 1)
		return address;
	return req_printf(req, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", a[0],
	    a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
}

void
account_check_password(struct req *req, const char *pointer,
    const char *password, const char *handle, const char *email,
    const char *display_name)
{
	const char *own[PASSWORD_MAX_OWN] = { settings.community };
	int n = 1;

	/* A short one has its fault from the table of fields. */
	if (password == NULL ||
	    text_chars(password, strlen(password)) < MIN_PASSWORD)
		return;
	if (handle != NULL)
		own[n++] = handle;
	if (display_name != NULL)
		own[n++] = display_name;
	if (email != NULL) {
		own[n++] = email;
		own[n++] = req_printf(req, "%.*s", (int)strcspn(email, "@"),
		    email);
	}
	own[n] = NULL;
	if (password_is_common(password, own))
		fault(req, pointer, "common",
		    "is among the first that anybody would try");
}

enum err
account_limit_mail(struct req *req)
{
	return limit_attempt(req,
	    req_printf(req, "mail:%s", account_fold(req, arg(req, "email"))),
	    MAILS, BURST_MAILS);
}

enum err
account_prove_password(struct req *req, const char *name, struct rows **ret)
{
	struct rows *rows;
	enum err err;
	bool right;

	err = limit_attempt(req,
	    req_printf(req, "password:%s", req_me(req)->uuid), PROOFS,
	    BURST_PROOFS);
	if (err != OK || (err = sql(req, "password_find", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_unauthorized; /* erased a moment ago */
	err = password_verify(arg(req, name),
	    rows_text(rows, 0, "password_hash"), &right);
	if (err != OK)
		return err;
	*ret = rows;
	if (right)
		return OK;
	fault(req, req_printf(req, "/%s", name), "wrong",
	    "is not your password");
	return E_invalid;
}

enum err
account_hash_password(struct req *req, const char *name)
{
	char hash[PASSWORD_HASH_SIZE];
	enum err err = password_hash(arg(req, name), hash);

	if (err == OK)
		arg_set(req, "password_hash", hash);
	return err;
}

const char *
account_make_ticket(struct req *req)
{
	char *token = req_alloc(req, TOKEN_SIZE), hash[TOKEN_HASH_SIZE];

	token_make(token);
	token_hash(token, hash);
	arg_set(req, "ticket_hash", hash);
	return token;
}

void
account_take_ticket(struct req *req)
{
	char hash[TOKEN_HASH_SIZE];

	token_hash(arg(req, "token"), hash);
	arg_set(req, "ticket_hash", hash);
}

/* What the browser calls itself, in visible ASCII and not endless. */
static const char *
user_agent(struct req *req)
{
	char *name = req_printf(req, "%.*s", MAX_USER_AGENT,
	    req_user_agent(req));

	for (char *p = name; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	return name;
}

enum err
account_start_session(struct req *req)
{
	const struct principal *me = req_me(req);
	char *token = req_alloc(req, TOKEN_SIZE), hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;

	if (me != NULL && !me->by_token) {
		arg_set(req, "old_session",
		    req_printf(req, "%lld", (long long)me->credential));
		auth_revoked(req);
	}
	token_make(token);
	token_hash(token, hash);
	arg_set(req, "session_hash", hash);
	arg_set(req, "user_agent", user_agent(req));
	token_hash(account_place(req), hash);
	arg_set(req, "address_hash", hash);
	if ((err = sql(req, "session_start", &rows)) == OK)
		reply_cookie(req, token);
	return err;
}

enum err
account_enter(struct req *req, const char *account)
{
	struct rows *rows;
	enum err err;

	arg_set(req, "me", account);
	if ((err = account_start_session(req)) != OK ||
	    (err = sql(req, "auth_me", &rows)) != OK)
		return err;
	reply_row(req, me_fields, rows, 0);
	return OK;
}
