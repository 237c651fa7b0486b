/* Invitations: links by which somebody may sign up where not everybody may.
 * Organisers make them; auth.c takes them, once each. */
#include "../api.h"
#include "../password.h"

/* clang-format off */
#define FIELDS \
	{ "id",              T_ID,     READONLY }, \
	{ "note",            T_STRING, TRIM, .max = 100, \
	    .doc = "For whom it is, for the organisers to remember." }, \
	{ "expires_in_days", T_INT,    WRITEONLY, .min = 1, .max = 90, \
	    .doc = "14 unless given." }, \
	{ "created_at",      T_TIME,   READONLY }, \
	{ "expires_at",      T_TIME,   READONLY }, \
	{ "used_at",         T_TIME,   READONLY | NULLABLE }, \
	{ "used_by",         T_HANDLE, READONLY | NULLABLE }

static const struct field invitation[] = {
	FIELDS,
	{ 0 }
};
static const struct field invitation_once[] = {
	FIELDS,
	{ "token",           T_STRING, READONLY | SECRET_, .doc = "Shown this once." },
	{ "url",             T_STRING, READONLY | SECRET_, .doc = "The link to send." },
	{ 0 }
};
/* clang-format on */

static enum err
create(struct req *req)
{
	char token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;

	token_make(token);
	token_hash(token, hash);
	arg_set(req, "invitation_hash", hash);
	arg_set(req, "token", token);
	arg_set(req, "url",
	    req_printf(req, "%s/signup#%s", settings.app_url, token));
	if ((err = sql(req, "invitations_create", &rows)) != OK)
		return err;
	reply_row(req, invitation_once, rows, 0);
	return OK;
}

/* clang-format off */
static const struct route routes[] = {
	{ GET,    "/invitations",      "invitations_list",   ORGANISER,
	  .query = paging, .reply = invitation, .many = true,
	  .doc = "All invitations, newest first." },
	{ POST,   "/invitations",      "invitations_create", ORGANISER,
	  .body = invitation, .reply = invitation_once,
	  .schema = "NewInvitation", .status = 201, .handler = create,
	  .doc = "Makes an invitation for one sign-up." },
	{ DELETE, "/invitations/{id}", "invitations_delete", ORGANISER,
	  .status = 204,
	  .doc = "Takes an invitation back." },
	{ 0 }
};
/* clang-format on */

const struct resource invitations = {
	.name = "invitations",
	.schema = "Invitation",
	.doc = "Links by which somebody may sign up.",
	.fields = invitation,
	.routes = routes,
};
