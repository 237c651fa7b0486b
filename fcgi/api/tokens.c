/* Personal access tokens: named, for reading or writing, perhaps expiring,
 * shown once.  How one is recognised is fcgi/auth.c's. */
#include "../api.h"
#include "../password.h"

static const char *const scopes[] = { "read", "write", NULL };

/* clang-format off */
#define FIELDS \
	{ "id",              T_ID,     READONLY }, \
	{ "name",            T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 }, \
	{ "scope",           T_ENUM,   REQUIRED, .oneof = scopes }, \
	{ "expires_in_days", T_INT,    NULLABLE | WRITEONLY, .min = 1, .max = 365, \
	    .doc = "Without it the token holds until it is revoked." }, \
	{ "created_at",      T_TIME,   READONLY }, \
	{ "expires_at",      T_TIME,   READONLY | NULLABLE }, \
	{ "last_used_at",    T_TIME,   READONLY | NULLABLE, .doc = "To the minute." }

static const struct field token[] = {
	FIELDS,
	{ 0 }
};
static const struct field token_once[] = {
	FIELDS,
	{ "token",           T_STRING, READONLY | SECRET_, .doc = "Shown this once." },
	{ 0 }
};
/* clang-format on */

/* A token cannot make another one: who gets hold of it has it for as long as
 * it holds and no longer. */
static enum err
create(struct req *req)
{
	char secret[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;
	char *plain;

	if (req_me(req)->by_token) {
		reply_detail(req, "Tokens are made in the web application.");
		return E_forbidden;
	}
	token_make(secret);
	plain = req_printf(req, "foyer_%s", secret);
	token_hash(plain, hash);
	arg_set(req, "access_hash", hash);
	arg_set(req, "token", plain);
	if ((err = sql(req, "tokens_create", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0) {
		reply_detail(req, "There are a hundred tokens already.");
		return E_conflict;
	}
	reply_row(req, token_once, rows, 0);
	return OK;
}

/* clang-format off */
static const enum err refused[] = { E_forbidden, E_conflict, OK };

static const struct route routes[] = {
	{ GET,    "/auth/tokens",      "tokens_list",   MEMBER,
	  .reply = token, .many = true,
	  .doc = "The own tokens that hold, newest first." },
	{ POST,   "/auth/tokens",      "tokens_create", MEMBER,
	  .body = token, .reply = token_once, .schema = "NewToken",
	  .status = 201,
	  .fails = refused, .handler = create,
	  .doc = "Makes a token; a hundred at most." },
	{ DELETE, "/auth/tokens/{id}", "tokens_delete", MEMBER,
	  .status = 204, .handler = auth_revoke,
	  .doc = "Revokes one of the own tokens at once." },
	{ 0 }
};
/* clang-format on */

const struct resource tokens = {
	.name = "tokens",
	.schema = "Token",
	.doc = "The keys of a member's programs.",
	.fields = token,
	.routes = routes,
};
