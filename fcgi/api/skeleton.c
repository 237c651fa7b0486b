/*
 * The model of a resource: compiled and checked with all others, never
 * served.  To add a resource "things":
 *
 *   sql/migrations/NNNN_things.sql  its table      (sql/skeleton/migration.sql)
 *   sql/things.sql                  its statements (sql/skeleton/skeleton.sql),
 *                                   what a member takes away among them
 *   sql/seed/NN_things.sql          what a demonstration has of it; for the
 *                                   first organiser, welcome_things
 *   fcgi/api/things.c               its tables: a copy of this file
 *   tests/api/test_things.py        what it does
 *
 * No existing file is edited.  `foyer check-sql' holds the statements against
 * the tables, `make derive' writes the documents and types that come of them,
 * and the tests of who may do what are made from the routes.
 *
 * Here stands in a few lines what it is: private notes of a member that can
 * be ticked off.  What it leaves to others: nothing; the rows are kept apart
 * by `owner = :me' in the statements.
 */
#include "../api.h"

enum { MOST = 1000 }; /* of one member */

/* clang-format off */

/* One object.  A field goes into replies and bodies alike unless its flags
 * say otherwise; what is not here does not exist. */
static const struct field skeleton_fields[] = {
	{ "id",         T_ID,     READONLY },
	{ "name",       T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 },
	{ "note",       T_STRING, NULLABLE, .max = 1000,
	  .doc = "What there is to say of it, if anything." },
	{ "done",       T_BOOL },
	{ "created_at", T_TIME,   READONLY },
	{ "updated_at", T_TIME,   READONLY },
	{ 0 }
};

static const struct field filter[] = {
	{ "done", T_BOOL },
	PAGING,
	{ 0 }
};
/* clang-format on */

/* What a table cannot say: a handler, straight on, that runs statements and
 * answers.  It returns what it gets; the engine does the rest. */
static enum err
create(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = sql(req, "skeletons_count", &rows)) != OK)
		return err;
	if (strtol(rows_text(rows, 0, "count"), NULL, 10) >= MOST) {
		reply_detail(req, "There are 1000 already: remove some.");
		return E_conflict;
	}
	if ((err = sql(req, "skeletons_create", &rows)) != OK)
		return err;
	reply_row(req, skeleton_fields, rows, 0);
	return OK;
}

/* clang-format off */

/* Errors beyond those that the tables imply. */
static const enum err full[] = { E_conflict, OK };

static const struct route routes[] = {
	{ GET,    "/skeletons",      "skeletons_list",   MEMBER,
	  .query = filter, .reply = skeleton_fields, .many = true,
	  .doc = "Lists them, the oldest first." },
	{ POST,   "/skeletons",      "skeletons_create", MEMBER,
	  .body = skeleton_fields, .reply = skeleton_fields, .status = 201,
	  .fails = full, .handler = create,
	  .doc = "Makes one." },
	{ GET,    "/skeletons/{id}", "skeletons_get",    MEMBER,
	  .reply = skeleton_fields,
	  .doc = "Answers one." },
	{ PATCH,  "/skeletons/{id}", "skeletons_update", MEMBER,
	  .body = skeleton_fields, .reply = skeleton_fields,
	  .doc = "Changes one." },
	{ DELETE, "/skeletons/{id}", "skeletons_delete", MEMBER,
	  .status = 204,
	  .doc = "Removes one." },
	{ 0 }
};

/* What the client is told when a row breaks a rule of the database. */
static const struct constraint constraints[] = {
	{ "skeleton_name_key", "/name", "taken", "is the name of another" },
	{ 0 }
};
/* clang-format on */

const struct resource skeleton = {
	.name = "skeletons",
	.schema = "Skeleton",
	.doc = "The model of a resource.",
	.fields = skeleton_fields,
	.routes = routes,
	.constraints = constraints,
};
