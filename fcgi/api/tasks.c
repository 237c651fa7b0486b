/*
 * The board: tasks that every member may see, move and change.  What the
 * statements of sql/tasks.sql do about order and undo is said there.
 */
#include "../api.h"

enum { CHANGES_MAX = 5000 }; /* tasks in one answer; see tasks.sql too */

/* clang-format off */
static const char *const columns[] = { "To Do", "In Progress", "Done", NULL };

static const struct field task[] = {
	{ "id",         T_ID,      READONLY },
	{ "name",       T_STRING,  REQUIRED | TRIM, .min = 1, .max = 255 },
	{ "status",     T_ENUM,    0, .oneof = columns },
	{ "position",   T_DECIMAL, READONLY,
	  .doc = "Order within the column, ascending; compare it exactly." },
	{ "assignee",   T_HANDLE,  NULLABLE,
	  .doc = "The handle of the member who does it, if any." },
	{ "due_on",     T_DATE,    NULLABLE,
	  .doc = "The day it is due, if any." },
	{ "after",      T_ID,      NULLABLE | WRITEONLY,
	  .doc = "The task of the same column to stand behind; null: first." },
	{ "created_by", T_HANDLE,  NULLABLE | READONLY },
	{ "created_at", T_TIME,    READONLY },
	{ "updated_at", T_TIME,    READONLY },
	{ 0 }
};

/* A new one stands first, so it has no `after'. */
static const struct field new_task[] = {
	{ "name",       T_STRING,  REQUIRED | TRIM, .min = 1, .max = 255 },
	{ "status",     T_ENUM,    0, .oneof = columns },
	{ "assignee",   T_HANDLE,  NULLABLE },
	{ "due_on",     T_DATE,    NULLABLE },
	{ 0 }
};

/* A task as others have changed it: `deleted' ones are gone. */
static const struct field change[] = {
	{ "id",         T_ID,      READONLY },
	{ "name",       T_STRING,  READONLY },
	{ "status",     T_ENUM,    READONLY, .oneof = columns },
	{ "position",   T_DECIMAL, READONLY },
	{ "assignee",   T_HANDLE,  NULLABLE | READONLY },
	{ "due_on",     T_DATE,    NULLABLE | READONLY },
	{ "created_by", T_HANDLE,  NULLABLE | READONLY },
	{ "created_at", T_TIME,    READONLY },
	{ "updated_at", T_TIME,    READONLY },
	{ "deleted",    T_BOOL,    READONLY },
	{ 0 }
};

static const struct field filter[] = {
	{ "status",   T_ENUM,   0, .oneof = columns },
	{ "assignee", T_HANDLE },
	{ "q",        T_STRING, TRIM, .max = 255,
	  .doc = "Words that the name contains." },
	PAGING,
	{ 0 }
};

static const struct field since[] = {
	{ "since", T_INT, .min = 0, .max = INT64_MAX,
	  .doc = "X-Changes-Cursor of an earlier answer; without it: from now." },
	{ 0 }
};

static const struct field changes_cursor[] = {
	{ "X-Changes-Cursor", T_INT, REQUIRED,
	  .doc = "What to ask with next, as `since'." },
	{ 0 }
};
/* clang-format on */

/* Nobody's handle is a fault of the field, which the statement cannot tell
 * from "nobody". */
static enum err
check_assignee(struct req *req)
{
	struct rows *rows;
	enum err err;

	if (arg(req, "assignee") == NULL)
		return OK;
	if ((err = sql(req, "tasks_find_assignee", &rows)) != OK)
		return err;
	if (rows_count(rows) > 0)
		return OK;
	fault(req, "/assignee", "unknown_member", "is no member's handle");
	return E_invalid;
}

static enum err
tasks_create(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = check_assignee(req)) != OK ||
	    (err = sql(req, "tasks_create", &rows)) != OK)
		return err;
	reply_row(req, task, rows, 0);
	reply_location(req,
	    req_printf(req, "/api/tasks/%s", rows_text(rows, 0, "id")));
	return OK;
}

/* The task to stand behind must be in the column where this one will be. */
static enum err
check_after(struct req *req)
{
	struct rows *rows;
	enum err err;

	if (arg(req, "after") == NULL)
		return OK;
	if ((err = sql(req, "tasks_find_after", &rows)) != OK)
		return err;
	if (rows_count(rows) > 0)
		return OK;
	fault(req, "/after", "unknown_task", "is no other task of that column");
	return E_invalid;
}

static enum err
tasks_update(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "tasks_lock", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return absent(req);
	if ((err = check_assignee(req)) != OK ||
	    (err = check_after(req)) != OK ||
	    (err = sql(req, "tasks_update", &rows)) != OK)
		return err;
	reply_row(req, task, rows, 0);
	return OK;
}

/*
 * What has changed, and the cursor to ask with next: the oldest transaction
 * that was still running, so that nothing is missed and some is repeated.
 * Who is too far behind, or ahead of a database that was restored, is told to
 * read the list anew.
 */
static enum err
tasks_changes(struct req *req)
{
	struct rows *cursor, *rows;
	enum err err;

	if ((err = sql(req, "tasks_changes_cursor", &cursor)) != OK)
		return err;
	if (!arg_given(req, "since"))
		arg_set(req, "since", rows_text(cursor, 0, "cursor"));
	if ((err = sql(req, "tasks_changes", &rows)) != OK)
		return err;
	if (rows_count(rows) > CHANGES_MAX ||
	    *rows_text(cursor, 0, "ahead") == 't') {
		reply_detail(req, "Too much has changed: read the list anew.");
		return E_gone;
	}
	reply_rows(req, change, rows);
	reply_changes_cursor(req, rows_text(cursor, 0, "cursor"));
	return OK;
}

/* clang-format off */
static const enum err too_far_behind[] = { E_gone, OK };

static const struct route routes[] = {
	{ GET,    "/tasks", "tasks_list", MEMBER, .query = filter,
	  .reply = task, .many = true,
	  .doc = "Lists tasks by column and place in it." },
	{ POST,   "/tasks", "tasks_create", MEMBER, .body = new_task,
	  .reply = task, .status = 201, .handler = tasks_create,
	  .doc = "Adds a task at the top of its column." },
	{ GET,    "/tasks/changes", "tasks_changes", MEMBER, .query = since,
	  .reply = change, .many = true, .handler = tasks_changes,
	  .schema = "TaskChange", .sends = changes_cursor,
	  .fails = too_far_behind,
	  .doc = "Lists tasks that were changed since the last time." },
	{ GET,    "/tasks/{id}", "tasks_get", MEMBER, .reply = task,
	  .doc = "Answers one task." },
	{ PATCH,  "/tasks/{id}", "tasks_update", MEMBER, .body = task,
	  .reply = task, .handler = tasks_update,
	  .doc = "Changes or moves a task." },
	{ DELETE, "/tasks/{id}", "tasks_delete", MEMBER, .status = 204,
	  .doc = "Removes a task; it can be restored for 30 days." },
	{ POST,   "/tasks/{id}/restore", "tasks_restore", MEMBER,
	  .reply = task,
	  .doc = "Brings a removed task back to where it was." },
	{ 0 }
};

static const struct constraint constraints[] = {
	{ "task_position_digits", "/after", "too_narrow",
	  "there is no place left between the two; move it elsewhere first" },
	{ 0 }
};
/* clang-format on */

const struct resource tasks = {
	.name = "tasks",
	.schema = "Task",
	.doc = "The board's tasks.",
	.fields = task,
	.routes = routes,
	.constraints = constraints,
};
