/*
 * Pads: what a member gathers notes in.  A pad goes and comes back together
 * with its notes; how, is said in sql/pads.sql.
 */
#include "../api.h"

/* clang-format off */
static const char *const fates[] = { "keep", "delete", NULL };

static const struct field pad[] = {
	{ "id",          T_ID,     READONLY },
	{ "name",        T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 },
	{ "notes_count", T_INT,    READONLY,
	  .doc = "How many notes are in it." },
	{ "created_at",  T_TIME,   READONLY },
	{ "updated_at",  T_TIME,   READONLY,
	  .doc = "Moves on with notes_count, too." },
	{ 0 }
};

static const struct field fate[] = {
	{ "notes", T_ENUM, 0, .oneof = fates,
	  .doc = "What becomes of its notes: \"keep\", unless given, leaves "
		 "them without a pad." },
	{ 0 }
};
/* clang-format on */

static enum err
pads_delete(struct req *req)
{
	struct rows *rows;
	enum err err;

	if (arg(req, "notes") == NULL)
		arg_set(req, "notes", "keep");
	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "pads_lock_notes", &rows)) != OK ||
	    (err = sql(req, "pads_delete", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return absent(req);
	return sql(req, "pads_delete_notes", &rows);
}

static enum err
pads_restore(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "pads_lock_notes", &rows)) != OK ||
	    (err = sql(req, "pads_restore", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_not_found;
	if ((err = sql(req, "pads_restore_notes", &rows)) != OK ||
	    (err = sql(req, "pads_get", &rows)) != OK)
		return err;
	reply_row(req, pad, rows, 0);
	return OK;
}

/* clang-format off */
static const struct route routes[] = {
	{ GET,    "/pads", "pads_list", MEMBER, .query = paging,
	  .reply = pad, .many = true,
	  .doc = "Lists the own pads by name." },
	{ POST,   "/pads", "pads_create", MEMBER, .body = pad,
	  .reply = pad, .status = 201,
	  .doc = "Makes a pad." },
	{ GET,    "/pads/{id}", "pads_get", MEMBER, .reply = pad,
	  .doc = "Answers one pad." },
	{ PATCH,  "/pads/{id}", "pads_update", MEMBER, .body = pad,
	  .reply = pad,
	  .doc = "Gives a pad another name." },
	{ DELETE, "/pads/{id}", "pads_delete", MEMBER, .query = fate,
	  .status = 204, .handler = pads_delete,
	  .doc = "Removes a pad; it can be restored for 30 days." },
	{ POST,   "/pads/{id}/restore", "pads_restore", MEMBER, .reply = pad,
	  .handler = pads_restore,
	  .doc = "Brings a removed pad back, with the notes that it had." },
	{ 0 }
};
/* clang-format on */

const struct resource pads = {
	.name = "pads",
	.schema = "Pad",
	.doc = "What a member's notes are gathered in.",
	.fields = pad,
	.routes = routes,
};
