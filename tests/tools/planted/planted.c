/*
 * A resource full of faults, to see that `foyer check-sql' finds each of them
 * and no other: test_check_sql.py has its lines.  The first three are whole.
 */
#include "api.h"

/* clang-format off */
static const char *const kinds[] = { "a", "b", NULL };
static const char *const three[] = { "a", "b", "c", NULL };
static const char *const one[] = { "a", NULL };

static const struct field planted_fields[] = {
	{ "id",         T_ID,     READONLY },
	{ "name",       T_STRING, REQUIRED, .min = 1, .max = 100 },
	{ "note",       T_STRING, NULLABLE },
	{ "kind",       T_ENUM,   READONLY, .oneof = kinds },
	{ "small",      T_INT,    READONLY },
	{ "updated_at", T_TIME,   READONLY },
	{ 0 }
};
static const struct field filter[] = {
	{ "kind",   T_ENUM, .oneof = kinds },
	{ "small",  T_INT, .max = 100 },
	{ "since",  T_INT },
	{ "limit",  T_INT, .min = 1, .max = 100 },
	{ "cursor", T_STRING },
	{ 0 }
};
static const struct field paged[] = {
	{ "limit",  T_INT, .min = 1, .max = 100 },
	{ "cursor", T_STRING },
	{ 0 }
};
static const struct field only_id[] = { { "id", T_ID }, { 0 } };
static const struct field only_name[] = { { "name", T_STRING }, { 0 } };
static const struct field text_query[] = { { "q", T_STRING }, { 0 } };
static const struct field any_int[] = { { "n", T_INT }, { 0 } };
static const struct field kind_three[] = {
	{ "kind", T_ENUM, .oneof = three }, { 0 }
};
static const struct field kind_one[] = {
	{ "kind", T_ENUM, .oneof = one }, { 0 }
};
static const struct field gone[] = { { "id", T_ID }, { "gone", T_INT }, { 0 } };
static const struct field note_body[] = {
	{ "note", T_STRING, NULLABLE }, { 0 }
};
static const struct field wrong_fields[] = {
	{ "id",   T_ID },
	{ "id",   T_ID },
	{ "kind", T_ENUM },
	{ "n",    T_INT, .min = 5, .max = 4 },
	{ "x",    T_STRING, READONLY | WRITEONLY },
	{ "y" },
	{ "list", T_STRINGS },
	{ "some", T_STRING, .most = 3 },
	{ 0 }
};
static const struct field wrong_params[] = { { "ident", T_ID }, { 0 } };

static enum err
handle(struct req *req)
{
	(void)req;
	return OK;
}

static const struct route routes[] = {
	{ GET, "/planted", "planted_fine", MEMBER, .query = filter,
	  .reply = planted_fields, .many = true, .doc = "Fine." },
	{ PATCH, "/planted/{id}", "planted_edit", MEMBER,
	  .body = planted_fields, .reply = planted_fields, .doc = "Fine." },
	{ POST, "/handled", "planted_handled", MEMBER, .reply = only_id,
	  .handler = handle, .doc = "Fine." },

	{ GET, "/a/{id}", "planted_missing", MEMBER, .reply = only_id,
	  .doc = "No statement." },
	{ GET, "/b", "planted_broken", MEMBER, .reply = only_id, .doc = "." },
	{ GET, "/c/{id}", "planted_nothing_supplies", MEMBER,
	  .reply = only_id, .doc = "." },
	{ GET, "/d", "planted_param_type", MEMBER, .query = text_query,
	  .reply = only_id, .doc = "." },
	{ POST, "/rows", "planted_rows", MEMBER, .body = only_name,
	  .reply = only_id, .most_rows = 10, .doc = "." },
	{ GET, "/e", "planted_too_small", MEMBER, .query = any_int,
	  .reply = only_id, .doc = "." },
	{ GET, "/f", "planted_enum_param", MEMBER, .query = kind_three,
	  .reply = only_id, .doc = "." },
	{ GET, "/g", "planted_enum_column", MEMBER, .reply = kind_one,
	  .doc = "." },
	{ GET, "/h", "planted_no_column", MEMBER, .reply = gone, .doc = "." },
	{ GET, "/i", "planted_column_type", MEMBER, .reply = only_id,
	  .doc = "." },
	{ GET, "/j", "planted_null", MEMBER, .reply = only_name, .doc = "." },
	{ GET, "/k", "planted_extra", MEMBER, .reply = only_id, .doc = "." },
	{ POST, "/l/{id}", "planted_unused", MEMBER, .query = text_query,
	  .body = only_name, .reply = only_id, .doc = "." },
	{ DELETE, "/m/{id}", "planted_rowless", MEMBER, .status = 204,
	  .doc = "." },
	{ PATCH, "/n/{id}", "planted_blind", MEMBER, .body = note_body,
	  .reply = only_id, .doc = "." },
	{ GET, "/o", "planted_no_cursor", MEMBER, .query = paged,
	  .reply = only_id, .many = true, .doc = "." },
	{ GET, "/p", "planted_twice", MEMBER, .reply = only_id, .doc = "." },
	{ GET, "/q", "planted_twice", MEMBER, .reply = only_id, .doc = "." },
	{ GET, "/q", "planted_same_path", MEMBER, .reply = only_id,
	  .doc = "." },
	{ GET, "/r/{id}", "Planted-Name", .params = wrong_params,
	  .body = only_id, .status = 204, .reply = only_id, .many = true,
	  .handler = handle },
	{ GET, "/s", "planted_tables", MEMBER, .query = wrong_fields,
	  .handler = handle, .doc = "." },
	{ GET, "/t", "planted_other_schema", MEMBER, .reply = only_id,
	  .schema = "Planted", .doc = "." },
	{ GET, "/u", "planted_problem", MEMBER, .reply = only_id,
	  .schema = "Problem", .handler = handle, .doc = "." },
	{ 0 }
};

static const struct constraint constraints[] = {
	{ "planted_pkey", "/id", "taken", "is there" },
	{ "planted_nowhere", "/id", "taken", "is not there" },
	{ 0 }
};
/* clang-format on */

const struct resource planted = {
	.name = "planted",
	.schema = "Planted",
	.doc = "Faults.",
	.fields = planted_fields,
	.routes = routes,
	.constraints = constraints,
};
