/*
 * The members as they see each other, and the role that organisers give them.
 * There is always an organiser: the last one cannot step down, nor can the
 * last two make one another step down at once.
 */
#include "../api.h"

#include <string.h>

static const char *const roles[] = { "member", "organiser", NULL };

/* clang-format off */
static const struct field user[] = {
	{ "uuid",         T_UUID,   READONLY },
	{ "handle",       T_HANDLE, READONLY },
	{ "display_name", T_STRING, READONLY },
	{ "role",         T_ENUM,   0, .oneof = roles },
	{ "company",      T_STRING, READONLY },
	{ "bio",          T_STRING, READONLY },
	{ "created_at",   T_TIME,   READONLY },
	{ "updated_at",   T_TIME,   READONLY },
	{ 0 }
};
static const struct field listed[] = {
	{ "uuid",         T_UUID,   READONLY },
	{ "handle",       T_HANDLE, READONLY },
	{ "display_name", T_STRING, READONLY },
	{ "role",         T_ENUM,   READONLY, .oneof = roles },
	{ "company",      T_STRING, READONLY },
	{ 0 }
};
static const struct field brief[] = {
	{ "uuid",         T_UUID,   READONLY },
	{ "handle",       T_HANDLE, READONLY },
	{ "display_name", T_STRING, READONLY },
	{ 0 }
};
static const struct field query[] = {
	{ "q", T_STRING, TRIM, .max = 100,
	  .doc = "Part of a handle or display name." },
	PAGING,
	{ 0 }
};
static const struct field params[] = {
	{ "handle", T_HANDLE },
	{ 0 }
};
/* clang-format on */

static bool
is_last_organiser(const struct rows *organisers, const char *handle)
{
	return rows_count(organisers) == 1 &&
	    strcmp(rows_text(organisers, 0, "handle"), handle) == 0;
}

static enum err
update(struct req *req)
{
	const char *role = arg(req, "role");
	struct rows *rows;
	enum err err;

	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "users_lock_organisers", &rows)) != OK)
		return err;
	if (role != NULL && strcmp(role, "member") == 0 &&
	    is_last_organiser(rows, arg(req, "handle"))) {
		fault(req, "/role", "last_organiser",
		    "There would be no organiser left.");
		return E_conflict;
	}
	arg_set(req, "new_role", role);
	if ((err = sql(req, "users_update", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return absent(req);
	auth_revoked(req);
	reply_row(req, user, rows, 0);
	return OK;
}

/* clang-format off */
static const enum err last[] = { E_conflict, OK };

static const struct route routes[] = {
	{ GET,   "/users",                 "users_list",   MEMBER,
	  .query = query, .reply = listed, .schema = "UserListed",
	  .many = true,
	  .doc = "The members by handle." },
	{ GET,   "/users/@{handle}",       "users_get",    MEMBER,
	  .params = params, .reply = user,
	  .doc = "One member." },
	{ GET,   "/users/@{handle}/short", "users_short",  MEMBER,
	  .params = params, .reply = brief, .schema = "UserShort",
	  .doc = "The least that names a member." },
	{ PATCH, "/users/@{handle}",       "users_update", ORGANISER,
	  .params = params, .body = user, .reply = user,
	  .fails = last, .handler = update,
	  .doc = "Gives a member another role." },
	{ 0 }
};
/* clang-format on */

const struct resource users = {
	.name = "users",
	.schema = "User",
	.doc = "The members.",
	.fields = user,
	.routes = routes,
};
