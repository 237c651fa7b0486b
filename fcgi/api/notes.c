/*
 * Notes: a member's own, found by pad, tag and words, and what they were
 * before.  Who else may read one is note_shares.c's; what of a note is kept
 * when it is edited is said in sql/notes.sql and sql/note_versions.sql.
 */
#include "../api.h"

#include <stdlib.h>
#include <string.h>

enum {
	TEXT_MAX = 100000,    /* characters */
	BODY_BYTES = 1 << 20, /* ten for each of them, as JSON */
};

/* clang-format off */
static const char *const orders[] = {
	"name", "-name", "updated_at", "-updated_at", NULL
};

static const struct field note[] = {
	{ "id",         T_ID,      READONLY },
	{ "pad_id",     T_ID,      NULLABLE,
	  .doc = "The pad that it is in, if any: one of the own." },
	{ "name",       T_STRING,  REQUIRED | TRIM, .min = 1, .max = 100 },
	{ "text",       T_STRING,  0, .max = TEXT_MAX, .doc = "Markdown." },
	{ "pinned",     T_BOOL,    .doc = "It stands first in every list." },
	{ "tags",       T_STRINGS, TRIM, .min = 1, .max = 50, .most = 20,
	  .doc = "Kept in small letters, each once, in order." },
	{ "created_at", T_TIME,    READONLY },
	{ "updated_at", T_TIME,    READONLY },
	{ 0 }
};

/* A note as lists have it. */
static const struct field summary[] = {
	{ "id",         T_ID,      READONLY },
	{ "pad_id",     T_ID,      READONLY | NULLABLE },
	{ "name",       T_STRING,  READONLY },
	{ "excerpt",    T_STRING,  READONLY, .max = 200,
	  .doc = "How its text begins, as plain text." },
	{ "highlight",  T_STRING,  READONLY | NULLABLE,
	  .doc = "With q: the place of the text where the words are, each "
		 "between U+E000 and U+E001." },
	{ "pinned",     T_BOOL,    READONLY },
	{ "tags",       T_STRINGS, READONLY },
	{ "created_at", T_TIME,    READONLY },
	{ "updated_at", T_TIME,    READONLY },
	{ 0 }
};

/* What an edit has replaced. */
static const struct field version_fields[] = {
	{ "id",       T_ID,     READONLY },
	{ "name",     T_STRING, READONLY },
	{ "size",     T_INT,    READONLY, .doc = "Of the text, in characters." },
	{ "saved_at", T_TIME,   READONLY,
	  .doc = "When the note became what it is here." },
	{ 0 }
};

static const struct field version_text[] = {
	{ "id",       T_ID,     READONLY },
	{ "name",     T_STRING, READONLY },
	{ "text",     T_STRING, READONLY },
	{ "saved_at", T_TIME,   READONLY },
	{ 0 }
};

static const struct field filter[] = {
	{ "pad",   T_STRING, .doc = "The id of a pad, or \"none\"." },
	{ "tag",   T_STRING, TRIM, .min = 1, .max = 50 },
	{ "order", T_ENUM,   0, .oneof = orders,
	  .doc = "\"-updated_at\", the newest first, unless given." },
	{ "q",     T_STRING, TRIM, .max = 255,
	  .doc = "Words of name or text; \"in quotes\", or, -not." },
	PAGING,
	{ 0 }
};

static const struct field tag[] = {
	{ "tag",         T_STRING, READONLY },
	{ "notes_count", T_INT,    READONLY },
	{ 0 }
};
/* clang-format on */

static bool
is_id(const char *s)
{
	return *s >= '1' && *s <= '9' && strspn(s, "0123456789") == strlen(s) &&
	    strlen(s) <= 18;
}

static void
check_filter(struct req *req)
{
	const char *pad = arg(req, "pad"), *q = arg(req, "q");

	if (pad != NULL && strcmp(pad, "none") != 0 && !is_id(pad))
		fault(req, "?pad", "format",
		    "must be the id of a pad, or \"none\"");
	else if (pad != NULL)
		arg_set(req, "pad_id", strcmp(pad, "none") != 0 ? pad : NULL);
	if (q != NULL && *q == '\0')
		arg_set(req, "q", NULL); /* a search field that is empty */
	if (arg(req, "order") == NULL)
		arg_set(req, "order", "-updated_at");
}

static enum err
notes_list(struct req *req)
{
	/* clang-format off */
	static const char *const by[] = {
		"notes_by_name", "notes_by_name_back",
		"notes_by_updated", "notes_by_updated_back",
	};
	/* clang-format on */
	const char *statement = by[0];
	struct rows *rows;
	enum err err;

	for (int i = 0; orders[i] != NULL; i++)
		if (strcmp(orders[i], arg(req, "order")) == 0)
			statement = by[i];
	if (arg(req, "q") != NULL || arg(req, "tag") != NULL ||
	    arg(req, "pad") != NULL)
		statement = "notes_find";
	if ((err = sql(req, statement, &rows)) != OK)
		return err;
	reply_rows(req, summary, rows);
	return OK;
}

/* A note without a history is told from one that is not there. */
static enum err
list_versions(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = sql(req, "note_versions_find", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_not_found;
	if ((err = sql(req, "note_versions_list", &rows)) == OK)
		reply_rows(req, version_fields, rows);
	return err;
}

/* A page that its size has cut short goes on behind the last note but one:
 * the last stands for "there is more". */
static enum err
notes_all(struct req *req)
{
	struct rows *rows;
	enum err err;
	int n;

	if ((err = sql(req, "notes_all", &rows)) != OK)
		return err;
	n = rows_count(rows);
	if (n > 0 && *rows_text(rows, 0, "more") == 't')
		arg_set(req, "limit", req_printf(req, "%d", n));
	reply_rows(req, note, rows);
	return OK;
}

/* clang-format off */
static const struct route routes[] = {
	{ GET,    "/notes", "notes_list", MEMBER, .query = filter,
	  .reply = summary, .schema = "NoteSummary", .many = true,
	  .check = check_filter, .handler = notes_list,
	  .doc = "Lists or searches the own notes, pinned ones first." },
	{ POST,   "/notes", "notes_create", MEMBER, .body = note,
	  .reply = note, .status = 201, .max_body = BODY_BYTES,
	  .doc = "Makes a note." },
	{ GET,    "/notes/all", "notes_all", MEMBER, .query = paging,
	  .reply = note, .many = true, .handler = notes_all,
	  .doc = "Lists all own notes with their texts, for an export." },
	{ GET,    "/notes/{id}", "notes_get", MEMBER, .reply = note,
	  .doc = "Answers one note." },
	{ PATCH,  "/notes/{id}", "notes_update", MEMBER, .body = note,
	  .reply = note, .max_body = BODY_BYTES,
	  .doc = "Changes a note; what it replaces is kept as a version." },
	{ DELETE, "/notes/{id}", "notes_delete", MEMBER, .status = 204,
	  .doc = "Removes a note; it can be restored for 30 days." },
	{ POST,   "/notes/{id}/restore", "notes_restore", MEMBER,
	  .reply = note,
	  .doc = "Brings a removed note back." },
	{ GET,    "/notes/{id}/versions", "note_versions_list", MEMBER,
	  .reply = version_fields, .schema = "NoteVersion", .many = true,
	  .handler = list_versions,
	  .doc = "Lists what edits have replaced, the newest first." },
	{ GET,    "/notes/{id}/versions/{version}", "note_versions_get",
	  MEMBER, .reply = version_text, .schema = "NoteVersionText",
	  .doc = "Answers one of them with its text." },
	{ POST,   "/notes/{id}/versions/{version}/restore",
	  "note_versions_restore", MEMBER, .reply = note,
	  .doc = "Makes the note what it was, and keeps what it is now." },
	{ GET,    "/tags", "tags_list", MEMBER, .query = paging,
	  .reply = tag, .schema = "Tag", .many = true,
	  .doc = "Lists the tags of the own notes by name." },
	{ 0 }
};

static const struct constraint constraints[] = {
	{ "note_pad_fkey", "/pad_id", "unknown_pad", "is none of your pads" },
	{ 0 }
};
/* clang-format on */

const struct resource notes = {
	.name = "notes",
	.schema = "Note",
	.doc = "A member's own notes.",
	.fields = note,
	.routes = routes,
	.constraints = constraints,
};
