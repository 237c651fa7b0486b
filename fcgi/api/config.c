/*
 * What the web application must know before anybody signs in.  It comes from
 * the settings of the running program, so nothing of it is built in there.
 */
#include "../api.h"

static enum err
config_get(struct req *req)
{
	struct rows *rows;
	enum err err;

	arg_set(req, "community", settings.community);
	arg_set(req, "version", version);
	arg_set(req, "app_url", settings.app_url);
	arg_set(req, "api_url", settings.api_url);
	arg_set(req, "signup", settings.signup);
	arg_set(req, "mail", *settings.smtp_url != '\0' ? "t" : "f");
	if (*settings.map_tiles != '\0') {
		arg_set(req, "map_tiles", settings.map_tiles);
		arg_set(req, "map_attribution", settings.map_attribution);
	}
	if ((err = sql(req, "config_get", &rows)) != OK)
		return err;
	reply_row(req, req_route(req)->reply, rows, 0);
	return OK;
}

/* clang-format off */
static const char *const signup_modes[] = {
	"open", "invitation", "closed", NULL
};

static const struct field config_fields[] = {
	{ "community",   T_STRING, READONLY,
	  .doc = "The community's name." },
	{ "version",     T_STRING, READONLY },
	{ "app_url",     T_STRING, READONLY },
	{ "api_url",     T_STRING, READONLY },
	{ "signup",      T_ENUM,   READONLY, .oneof = signup_modes,
	  .doc = "Who may make an account." },
	{ "mail",        T_BOOL,   READONLY,
	  .doc = "Mail is sent, so a new account waits for its confirmation." },
	{ "map_tiles",   T_STRING, READONLY | NULLABLE,
	  .doc = "Where the map has its pictures from, by {z}, {x} and {y}; "
		 "null: from nowhere." },
	{ "map_attribution", T_STRING, READONLY | NULLABLE,
	  .doc = "What is to be said on the map of whose they are." },
	{ "needs_setup", T_BOOL,   READONLY,
	  .doc = "There is no organiser yet." },
	{ 0 }
};

static const struct route routes[] = {
	{ GET, "/config", "config_get", ANYONE, .reply = config_fields,
	  .handler = config_get,
	  .doc = "Answers what a client must know before it signs in." },
	{ 0 }
};
/* clang-format on */

const struct resource config = {
	.name = "config",
	.schema = "Config",
	.doc = "How this installation is set up.",
	.fields = config_fields,
	.routes = routes,
};
