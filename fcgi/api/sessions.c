/* Where somebody is signed in, and how to end that from elsewhere.  A session
 * begins and ends itself in auth.c. */
#include "../api.h"

/* clang-format off */
static const struct field session[] = {
	{ "id",           T_ID,     READONLY },
	{ "user_agent",   T_STRING, READONLY,
	    .doc = "What the browser called itself." },
	{ "created_at",   T_TIME,   READONLY },
	{ "last_seen_at", T_TIME,   READONLY, .doc = "To the minute." },
	{ "current",      T_BOOL,   READONLY, .doc = "Whether it is the one that asks." },
	{ 0 }
};
/* clang-format on */

/* The argument session: the one that asks, absent for a token. */
static void
take_session(struct req *req)
{
	const struct principal *me = req_me(req);

	if (!me->by_token)
		arg_set(req, "session",
		    req_printf(req, "%lld", (long long)me->credential));
}

static enum err
list(struct req *req)
{
	struct rows *rows;
	enum err err;

	take_session(req);
	if ((err = sql(req, "sessions_list", &rows)) == OK)
		reply_rows(req, session, rows);
	return err;
}

static enum err
end_others(struct req *req)
{
	struct rows *rows;

	take_session(req);
	auth_revoked(req);
	return sql(req, "sessions_end_others", &rows);
}

/* clang-format off */
static const struct route routes[] = {
	{ GET,    "/auth/sessions",      "sessions_list", MEMBER,
	  .reply = session, .many = true, .handler = list,
	  .doc = "The own sessions, newest first." },
	{ DELETE, "/auth/sessions/{id}", "sessions_end", MEMBER,
	  .status = 204, .handler = auth_revoke,
	  .doc = "Ends one of the own sessions at once." },
	{ DELETE, "/auth/sessions",      "sessions_end_others", MEMBER,
	  .status = 204, .handler = end_others,
	  .doc = "Ends all own sessions but the one that asks." },
	{ 0 }
};
/* clang-format on */

const struct resource sessions = {
	.name = "sessions",
	.schema = "Session",
	.doc = "Where a member is signed in.",
	.fields = session,
	.routes = routes,
};
