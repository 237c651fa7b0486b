/*
 * What an operator does to accounts from the machine itself: make an
 * organiser, give somebody a link for a new password, make a token, end
 * sessions, and the link for the very first organiser.  There is no default
 * password: every way in begins with a link that is used once.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "db.h"
#include "options.h"
#include "password.h"
#include "settings.h"
#include "shared.h"
#include "text.h"

enum { NAME_CHARS = 100, MAX_DAYS = 365, HANDLE_SIZE = 31 };

/* A command line, checked. */
struct order {
	char handle[HANDLE_SIZE];
	const char *email, *name, *scope, *days;
	bool revoke;
};

enum { EMAIL = 'e', NAME = 'n', SCOPE = 's', DAYS = 'd', REVOKE = 'r' };

/* Says what is wrong with a part of the command line.  Returns 1. */
static int
refuse(const char *part, const char *value, const char *why)
{
	fprintf(stderr, "foyer admin: %s: \"", part);
	for (const char *p = value; *p != '\0'; p++)
		putc((unsigned char)*p < ' ' || *p == 0x7f ? '?' : *p, stderr);
	fprintf(stderr, "\" %s\n", why);
	return 1;
}

static int
database_failed(const struct db *db)
{
	fprintf(stderr, "foyer admin: database: %s\n", db_message(db));
	return 1;
}

/* Which part of the command line a constraint is about. */
static int
create_failed(const struct db *db, enum err err, const struct order *o)
{
	if (err == E_invalid &&
	    strcmp(db_constraint(db), "account_handle_key") == 0)
		return refuse("HANDLE", o->handle, "is taken");
	if (err == E_invalid &&
	    strcmp(db_constraint(db), "account_email_key") == 0)
		return refuse("--email", o->email, "has an account already");
	return database_failed(db);
}

/* Runs it; the result is for the caller when it is OK. */
static enum err MUST_CHECK
run(struct db *db, const char *name, const char *const *values, PGresult **ret)
{
	return db_run(db, stmt_find(name), values, ret);
}

/* The account's number, as text into `ret'.  Returns the exit status. */
static int
find(struct db *db, const struct order *o, char ret[24])
{
	PGresult *res;
	int n;

	if (run(db, "admin_find", (const char *[]) { o->handle }, &res) != OK)
		return database_failed(db);
	n = PQntuples(res);
	if (n == 1)
		snprintf(ret, 24, "%s", PQgetvalue(res, 0, 0));
	PQclear(res);
	return n == 1 ? 0 : refuse("HANDLE", o->handle, "is nobody's");
}

static void
print_link(const char *page, const char *token)
{
	printf("%s/%s#%s\n", settings.app_url, page, token);
	fprintf(stderr, "The link works once, for 30 minutes.\n");
}

static int
create(struct db *db, const struct order *o)
{
	char token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	PGresult *res;
	enum err err;

	if (o->email == NULL)
		return usage("admin", "create needs --email");
	if (!text_is_email(o->email, strlen(o->email)))
		return refuse("--email", o->email, "is no address");
	token_make(token);
	token_hash(token, hash);
	err = run(db, "admin_create",
	    (const char *[]) { o->handle, o->name != NULL ? o->name : o->handle,
		o->email, hash },
	    &res);
	if (err != OK)
		return create_failed(db, err, o);
	PQclear(res);
	print_link("reset", token);
	return 0;
}

static int
reset(struct db *db, const struct order *o)
{
	char account[24], token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	PGresult *res;
	int status = find(db, o, account);

	if (status != 0)
		return status;
	token_make(token);
	token_hash(token, hash);
	if (run(db, "admin_reset", (const char *[]) { account, hash }, &res) !=
	    OK)
		return database_failed(db);
	PQclear(res);
	print_link("reset", token);
	return 0;
}

static int
token(struct db *db, const struct order *o)
{
	char account[24], whole[6 + TOKEN_SIZE] = "foyer_";
	char hash[TOKEN_HASH_SIZE];
	PGresult *res;
	int status, made;

	if (o->scope == NULL || o->name == NULL)
		return usage("admin", "token needs --scope and --name");
	if (strcmp(o->scope, "read") != 0 && strcmp(o->scope, "write") != 0)
		return refuse("--scope", o->scope, "is neither read nor write");
	if ((status = find(db, o, account)) != 0)
		return status;
	token_make(whole + 6);
	token_hash(whole, hash);
	if (run(db, "admin_token",
		(const char *[]) { account, o->name, o->scope, hash, o->days },
		&res) != OK)
		return database_failed(db);
	made = PQntuples(res);
	PQclear(res);
	if (made == 0)
		return refuse("HANDLE", o->handle,
		    "has a hundred tokens: remove some first");
	puts(whole);
	return 0;
}

/* Workers that were told of SHARED_FILE forget whom they know at once; others
 * within seconds. */
static void
tell_workers(void)
{
	if (*settings.shared_file != '\0' &&
	    access(settings.shared_file, R_OK | W_OK) == 0 &&
	    shared_open(settings.shared_file) == OK)
		shared->epoch++;
}

static int
sessions(struct db *db, const struct order *o)
{
	char account[24];
	PGresult *res;
	int status = find(db, o, account);

	if (status != 0)
		return status;
	if (run(db, o->revoke ? "admin_revoke" : "admin_sessions",
		(const char *[]) { account }, &res) != OK)
		return database_failed(db);
	if (o->revoke) {
		tell_workers();
		printf("%s sessions ended\n", PQcmdTuples(res));
	} else if (PQntuples(res) == 0) {
		fprintf(stderr, "%s is signed in nowhere\n", o->handle);
	} else {
		printf("%-8s %-16s %-16s %s\n", "ID", "SINCE (UTC)",
		    "LAST SEEN", "BROWSER");
	}
	for (int i = 0; i < PQntuples(res); i++)
		printf("%-8s %-16s %-16s %s\n", PQgetvalue(res, i, 0),
		    PQgetvalue(res, i, 1), PQgetvalue(res, i, 2),
		    PQgetvalue(res, i, 3));
	PQclear(res);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(struct db *, const struct order *);
	const char *options; /* those it takes */
} orders[] = {
	{ "create", create, (const char[]) { EMAIL, NAME, 0 } },
	{ "reset", reset, "" },
	{ "token", token, (const char[]) { SCOPE, NAME, DAYS, 0 } },
	{ "sessions", sessions, (const char[]) { REVOKE, 0 } },
};
enum { N_ORDERS = sizeof orders / sizeof orders[0] };

/* A handle as people write it: capitals and an @ before it do not matter. */
static bool
read_handle(const char *text, char ret[HANDLE_SIZE])
{
	size_t len;

	if (*text == '@')
		text++;
	if ((len = strlen(text)) >= HANDLE_SIZE)
		return false;
	for (size_t i = 0; i <= len; i++)
		ret[i] = text[i] >= 'A' && text[i] <= 'Z'
		    ? (char)(text[i] - 'A' + 'a')
		    : text[i];
	return text_is_handle(ret, len);
}

/* The names of members and tokens: a line of 1 to 100 characters. */
static bool
is_name(const char *text)
{
	size_t len = strlen(text), trimmed_len = len;
	const char *trimmed = text;

	if (!text_is_utf8(text, len))
		return false;
	text_trim(&trimmed, &trimmed_len);
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return trimmed_len == len && len > 0 &&
	    text_chars(text, len) <= NAME_CHARS;
}

/* Reads the options that `taken' names into *o.  Returns the exit status. */
static int
read_options(int argc, char **argv, const char *taken, struct order *o)
{
	static const struct option options[] = {
		{ "email", required_argument, NULL, EMAIL },
		{ "name", required_argument, NULL, NAME },
		{ "scope", required_argument, NULL, SCOPE },
		{ "days", required_argument, NULL, DAYS },
		{ "revoke", no_argument, NULL, REVOKE },
		{ 0 },
	};
	long days;
	int c;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c == '?')
			return usage("admin", "%s", options_fault());
		if (strchr(taken, c) == NULL)
			return usage("admin",
			    "%s does not take all of these options", argv[0]);
		if (c == EMAIL)
			o->email = optarg;
		else if (c == NAME)
			o->name = optarg;
		else if (c == SCOPE)
			o->scope = optarg;
		else if (c == REVOKE)
			o->revoke = true;
		else if (options_number(optarg, 1, MAX_DAYS, &days))
			o->days = optarg;
		else
			return usage("admin", "--days: %s", options_fault());
	}
	if (o->name != NULL && !is_name(o->name))
		return refuse("--name", o->name,
		    "is no line of 1 to 100 characters");
	return 0;
}

int
cmd_admin(int argc, char **argv)
{
	struct order o = { 0 };
	struct db *db;
	int i, status;

	if (argc < 2)
		return usage("admin", "what shall be done?");
	for (i = 0; i < N_ORDERS && strcmp(argv[1], orders[i].name) != 0; i++)
		continue;
	if (i == N_ORDERS)
		return usage("admin", "there is no \"%s\"", argv[1]);
	argc--, argv++;
	if ((status = read_options(argc, argv, orders[i].options, &o)) != 0)
		return status;
	if (argc - optind != 1)
		return usage("admin", "%s needs one HANDLE", argv[0]);
	if (!read_handle(argv[optind], o.handle))
		return refuse("HANDLE", argv[optind],
		    "is none: 3 to 30 of a-z, 0-9 and _");
	db = db_new(settings.database_url);
	status = orders[i].run(db, &o);
	db_free(db);
	return status;
}

int
cmd_setup_link(int argc, char **argv)
{
	char token[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	struct db *db;
	PGresult *res;
	int status = 0;

	if (argc > 1)
		return usage("setup-link", "takes no %s", argv[1]);
	token_make(token);
	token_hash(token, hash);
	db = db_new(settings.database_url);
	if (run(db, "admin_setup", (const char *[]) { hash }, &res) != OK) {
		status = database_failed(db);
	} else {
		if (PQntuples(res) > 0)
			print_link("setup", token);
		PQclear(res);
	}
	db_free(db);
	return status;
}
