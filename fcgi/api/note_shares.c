/*
 * Links by which somebody without an account may read one note, until they
 * end or are taken back.  The token stands behind the "#" of a link and in the
 * body of a request, so that no log has it.
 */
#include "../api.h"
#include "../password.h"

#include <stdlib.h>

enum { MOST = 20 }; /* links of one note */

/* clang-format off */
#define FIELDS \
	{ "id",              T_ID,   READONLY }, \
	{ "expires_in_days", T_INT,  WRITEONLY, .min = 1, .max = 365, \
	    .doc = "30 unless given." }, \
	{ "created_at",      T_TIME, READONLY }, \
	{ "expires_at",      T_TIME, READONLY }

static const struct field share[] = {
	FIELDS,
	{ 0 }
};
static const struct field share_once[] = {
	FIELDS,
	{ "token", T_STRING, READONLY | SECRET_, .doc = "Shown this once." },
	{ "url",   T_STRING, READONLY | SECRET_, .doc = "The link to send." },
	{ 0 }
};

static const struct field bearer[] = {
	{ "token", T_STRING, REQUIRED | SECRET_, .min = 1, .max = 100,
	  .doc = "What stands behind the # of the link." },
	{ 0 }
};

static const struct field shared[] = {
	{ "name",       T_STRING, READONLY },
	{ "text",       T_STRING, READONLY, .doc = "Markdown." },
	{ "author",     T_STRING, READONLY, .doc = "The owner's display name." },
	{ "updated_at", T_TIME,   READONLY },
	{ 0 }
};
/* clang-format on */

/* The links that hold; 404 without the note. */
static enum err MUST_CHECK
find_note(struct req *req, long *ret_links)
{
	struct rows *rows;
	enum err err;

	if ((err = sql(req, "note_shares_find", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return E_not_found;
	*ret_links = strtol(rows_text(rows, 0, "count"), NULL, 10);
	return OK;
}

static enum err
list_shares(struct req *req)
{
	struct rows *rows;
	enum err err;
	long links;

	if ((err = find_note(req, &links)) != OK ||
	    (err = sql(req, "note_shares_list", &rows)) != OK)
		return err;
	reply_rows(req, share, rows);
	return OK;
}

static enum err
create(struct req *req)
{
	char token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;
	long links;

	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "note_shares_lock", &rows)) != OK ||
	    (err = find_note(req, &links)) != OK)
		return err;
	if (links >= MOST) {
		reply_detail(req, "There are 20 links already: remove some.");
		return E_conflict;
	}
	token_make(token);
	token_hash(token, hash);
	arg_set(req, "share_hash", hash);
	arg_set(req, "token", token);
	arg_set(req, "url",
	    req_printf(req, "%s/notes/shared#%s", settings.app_url, token));
	if ((err = sql(req, "note_shares_create", &rows)) != OK)
		return err;
	reply_row(req, share_once, rows, 0);
	return OK;
}

/* A link that was taken back, one that is over and one that never was are the
 * same for whoever has it. */
static enum err
read_shared(struct req *req)
{
	char hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;

	token_hash(arg(req, "token"), hash);
	arg_set(req, "share_hash", hash);
	if ((err = sql(req, "shared_notes_read", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0) {
		reply_detail(req, "This link does not hold any more.");
		return E_gone;
	}
	reply_row(req, shared, rows, 0);
	return OK;
}

/* clang-format off */
static const enum err full[] = { E_conflict, OK };
static const enum err over[] = { E_gone, OK };

static const struct route routes[] = {
	{ GET,    "/notes/{id}/shares", "note_shares_list", MEMBER,
	  .reply = share, .many = true, .handler = list_shares,
	  .doc = "Lists the links to a note that hold, the newest first." },
	{ POST,   "/notes/{id}/shares", "note_shares_create", MEMBER,
	  .body = share, .reply = share_once, .schema = "NewNoteShare",
	  .status = 201, .fails = full, .handler = create,
	  .doc = "Makes a link by which anybody may read the note." },
	{ DELETE, "/notes/{id}/shares/{share}", "note_shares_delete", MEMBER,
	  .status = 204,
	  .doc = "Takes a link back at once." },
	{ POST,   "/shared-notes", "shared_notes_read", ANYONE,
	  .body = bearer, .reply = shared, .schema = "SharedNote",
	  .fails = over, .handler = read_shared,
	  .doc = "Answers the note that a link is for." },
	{ 0 }
};
/* clang-format on */

const struct resource note_shares = {
	.name = "note_shares",
	.schema = "NoteShare",
	.doc = "Links to single notes, for people without an account.",
	.fields = share,
	.routes = routes,
};
