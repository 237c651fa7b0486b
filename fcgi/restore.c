/*
 * `foyer restore': the file of a backup becomes what the database holds.
 *
 * Everything that can be known is asked before anything is changed: the file
 * is whole, of Foyer and not newer than this program, the database is empty or
 * may be replaced.  Then pg_restore writes the file as SQL into a psql that
 * runs it in one transaction.  The word "commit" is ours, and is said only
 * when pg_restore has read all of the file without a fault; whatever ends
 * before that, this program included, leaves what was there.
 *
 * PostGIS is not ours to drop or to make anew, nor are its tables to be
 * filled, so of the file only what lies in the schema is taken, without the
 * rows of spatial_ref_sys.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "archive.h"
#include "commands.h"
#include "db.h"
#include "migrate.h"
#include "options.h"
#include "pgtool.h"
#include "script.h"
#include "settings.h"

enum {
	LIST_MAX = 4 * 1024 * 1024,   /* of what is in the file */
	MIGRATIONS_MAX = 1024 * 1024, /* the rows of schema_migration */
	DATABASE_WAIT_S = 30,
};
/* Others read with locks that go with their request or their dump. */
#define LOCK_TIMEOUT "30s"
#define FOREIGN_ROWS " TABLE DATA public spatial_ref_sys "

static bool
failed(const char *what, const char *why)
{
	fprintf(stderr, "foyer restore: %s: %.*s\n", what,
	    (int)strcspn(why, "\n"), why);
	return false;
}

/* One row of schema_migration, as COPY writes it. */
static bool
fits(const char *path, const char *row)
{
	char checksum[80] = "";
	int number;

	if (sscanf(row, "%d\t%*[^\t]\t%79[^\t]", &number, checksum) != 2)
		return failed(path, "a row of schema_migration is unreadable");
	switch (migrate_fits(number, checksum)) {
	case MIGRATE_KNOWN:
		return true;
	case MIGRATE_NEWER:
		fprintf(stderr,
		    "foyer restore: %s: is of a newer version of Foyer (its"
		    " schema is at %04d or later): restore it with that"
		    " version\n",
		    path, number);
		return false;
	case MIGRATE_OTHER:
		break;
	}
	fprintf(stderr,
	    "foyer restore: %s: its migration %04d is not the one of this"
	    " program\n",
	    path, number);
	return false;
}

/* Is what is in the file what this program can go on with? */
static bool
understands(const char *path, int fd)
{
	static const char *const argv[] = { "pg_restore", "--file=-",
		"--data-only", "--schema=public", "--table=schema_migration",
		NULL };
	const char *row = NULL;
	struct buf said;
	bool ok = false;
	int rows = 0;

	buf_init(&said, MIGRATIONS_MAX);
	if (lseek(fd, 0, SEEK_SET) == -1 ||
	    !pgtool_read("restore", argv, fd, &said)) {
		failed(path, "pg_restore cannot read it (see above)");
		goto out;
	}
	row = strstr(buf_str(&said), "\nCOPY public.schema_migration ");
	if (row != NULL)
		row = strchr(row + 1, '\n');
	for (ok = true; ok && row != NULL && strncmp(row, "\n\\.", 3) != 0;
	    row = strchr(row + 1, '\n'), rows++)
		ok = row[1] == '\0' || fits(path, row + 1);
	if (rows == 0)
		ok = failed(path, "is no backup of Foyer");
out:
	buf_free(&said);
	return ok;
}

/* The table of contents without what is not ours, for pg_restore's
 * --use-list: a file without a name, or -1. */
static int
list_of(int fd)
{
	static const char *const argv[] = { "pg_restore", "--list", NULL };
	int list = memfd_create("list", MFD_CLOEXEC);
	struct buf said;
	size_t length;

	buf_init(&said, LIST_MAX);
	if (list == -1 || lseek(fd, 0, SEEK_SET) == -1 ||
	    !pgtool_read("restore", argv, fd, &said))
		goto fail;
	for (const char *line = buf_str(&said); *line != '\0'; line += length) {
		const char *end = strchr(line, '\n');
		const char *at = strstr(line, FOREIGN_ROWS);
		length = end == NULL ? strlen(line) : (size_t)(end - line) + 1;
		if (at != NULL && at < line + length)
			continue;
		if (write(list, line, length) != (ssize_t)length)
			goto fail;
	}
	buf_free(&said);
	return list;
fail:
	buf_free(&said);
	if (list != -1)
		close(list);
	failed("the table of contents", "cannot be read");
	return -1;
}

/* Do psql and pg_restore fit the server?  A newer one writes settings that an
 * older server does not know. */
static bool
can_restore(PGconn *conn)
{
	int server = PQserverVersion(conn) / 10000;

	for (int i = 0; i < 2; i++) {
		const char *program = i == 0 ? "pg_restore" : "psql";
		int major = pgtool_version("restore", program);
		if (major == 0)
			return false;
		if (major <= server)
			continue;
		fprintf(stderr,
		    "foyer restore: %s on the PATH is of Postgres %d, newer"
		    " than the server, which is %d: put that version's before"
		    " it (Debian: PATH=/usr/lib/postgresql/%d/bin:$PATH)\n",
		    program, major, server, server);
		return false;
	}
	return true;
}

/* What is to go, as statements; NULL, and said, when it may not. */
static PGresult *
drops(PGconn *conn, bool replace)
{
	PGresult *res = script_run(conn, "restore_drops", NULL);

	if (!script_succeeded(res))
		failed("database", PQerrorMessage(conn));
	else if (PQntuples(res) == 0 || replace)
		return res;
	else
		fprintf(stderr,
		    "foyer restore: the database %s is not empty: with"
		    " --replace all that is in it is given up for what is in"
		    " the file (`foyer backup' first keeps it)\n",
		    PQdb(conn));
	PQclear(res);
	return NULL;
}

/* Says to psql what comes before the file's own statements. */
static bool
open_transaction(FILE *psql, const PGresult *drop)
{
	fputs("begin;\nset local client_min_messages = warning;\n"
	      "set local lock_timeout = '" LOCK_TIMEOUT "';\n",
	    psql);
	for (int i = 0; i < PQntuples(drop); i++)
		fprintf(psql, "%s;\n", PQgetvalue(drop, i, 0));
	return fflush(psql) == 0;
}

/* The file's own statements, by pg_restore into the same pipe. */
static bool
pour(FILE *psql, int fd, int list)
{
	char use_list[64];
	const char *argv[] = { "pg_restore", "--file=-", "--no-owner",
		"--no-privileges", "--schema=public", use_list, NULL };

	/* Ours, because the child's own would be read from the end. */
	snprintf(use_list, sizeof use_list, "--use-list=/proc/%ld/fd/%d",
	    (long)getpid(), list);
	if (lseek(fd, 0, SEEK_SET) == -1)
		return failed("the file", strerror(errno));
	return pgtool_wait("restore", *argv,
	    pgtool_start(argv, fd, fileno(psql)));
}

static bool
close_transaction(FILE *psql)
{
	const struct stmt *s = NULL;

	fputs("set search_path = public;\n", psql);
	while ((s = stmt_next("restored_", s)) != NULL)
		fprintf(psql, "%s;\n", s->text);
	fputs("commit;\n", psql);
	return fflush(psql) == 0;
}

/* All of it, in one transaction of a psql. */
static bool
replace_all(const PGresult *drop, int fd, int list)
{
	static const char *const argv[] = { "psql", "--no-psqlrc", "--quiet",
		"--no-password", "--output=/dev/null", "--file=-",
		"--set=ON_ERROR_STOP=1", NULL };
	bool ok, ended;
	FILE *psql;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return failed("pipe", strerror(errno));
	if ((psql = fdopen(ends[1], "w")) == NULL) {
		failed("pipe", strerror(errno));
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	pid = pgtool_start(argv, ends[0], -1);
	close(ends[0]);
	ok = open_transaction(psql, drop) && pour(psql, fd, list) &&
	    close_transaction(psql);
	fclose(psql); /* without a commit before it, this is a rollback */
	ended = pgtool_wait("restore", *argv, pid);
	if (!ok)
		fputs("foyer restore: it failed (see above), and the database"
		      " holds what it held before\n",
		    stderr);
	else if (!ended)
		fputs("foyer restore: it failed at the very end (see above):"
		      " either all of it was done or nothing.  Do it again.\n",
		    stderr);
	return ok && ended;
}

/* What comes after the rows are there. */
static int
go_on(PGconn *conn, const char *path)
{
	PGresult *res = script_run(conn, "restore_parting", NULL);

	if (!script_succeeded(res))
		failed("warning: restart the workers, whose connections could"
		       " not be ended",
		    PQerrorMessage(conn));
	PQclear(res);
	printf("%s is restored\n", path);
	return migrate_run(conn);
}

/* Returns the exit status. */
static int
restore(const char *path, bool replace)
{
	PGconn *conn = NULL;
	PGresult *drop = NULL;
	int fd, list = -1, status = 1;

	if (!archive_open("restore", path, &fd))
		return 1;
	if (!pgtool_environment("restore", settings.database_url) ||
	    !understands(path, fd) || (list = list_of(fd)) == -1 ||
	    (conn = migrate_connect(DATABASE_WAIT_S)) == NULL ||
	    !can_restore(conn))
		goto out;
	if (!script_holds(conn, "migrate_lock")) {
		failed("database", "a migrate or restore is at work there");
		goto out;
	}
	drop = drops(conn, replace);
	if (drop != NULL && migrate_postgis(conn) &&
	    replace_all(drop, fd, list))
		status = go_on(conn, path);
out:
	PQclear(drop);
	PQfinish(conn);
	if (list != -1)
		close(list);
	close(fd);
	return status;
}

int
cmd_restore(int argc, char **argv)
{
	static const struct option options[] = {
		{ "replace", no_argument, NULL, 'r' },
		{ 0 },
	};
	bool replace = false;
	int c;

	while ((c = options_next(argc, argv, options)) != -1) {
		if (c != 'r')
			return usage(argv[0], "%s", options_fault());
		replace = true;
	}
	if (optind + 1 != argc)
		return usage(argv[0], "takes one file");
	if (strlen(argv[optind]) >= ARCHIVE_PATH_MAX)
		return usage(argv[0], "the file's name is too long");
	signal(SIGPIPE, SIG_IGN); /* a psql that ends is noticed otherwise */
	return restore(argv[optind], replace);
}
