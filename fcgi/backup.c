/*
 * `foyer backup': all of the database in one file, made by pg_dump in its
 * custom format, read back once and only then given its name.  The dump is of
 * one moment; requests go on meanwhile.
 *
 * In a folder backups have names by time, and --keep lets only the newest
 * stay.  What other files are there is none of our business.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "archive.h"
#include "commands.h"
#include "db.h"
#include "options.h"
#include "pgtool.h"
#include "settings.h"

#define NAMED "foyer-%Y%m%d-%H%M%SZ.dump"
#define PATTERN "foyer-########-######Z.dump" /* # is a digit */
enum { MOST_KEPT = 10000, NAME_LENGTH = sizeof PATTERN - 1 };

static bool
failed(const char *what, const char *why)
{
	fprintf(stderr, "foyer backup: %s: %s\n", what, why);
	return false;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Is `name' one that we give, `ending' behind it? */
static bool
is_ours(const char *name, const char *ending)
{
	for (const char *p = PATTERN; *p != '\0'; p++, name++) {
		bool digit = *name >= '0' && *name <= '9';
		if (*p == '#' ? !digit : *p != *name)
			return false;
	}
	return strcmp(name, ending) == 0;
}

/* Where it goes: `where' itself, or a new name in that folder. */
static bool
choose_path(const char *where, bool in_folder, char path[ARCHIVE_PATH_MAX])
{
	char name[NAME_LENGTH + 1];
	time_t now = time(NULL);
	struct tm tm;

	strftime(name, sizeof name, NAMED, gmtime_r(&now, &tm));
	if (snprintf(path, ARCHIVE_PATH_MAX, "%s%s%s", where,
		in_folder ? "/" : "",
		in_folder ? name : "") >= ARCHIVE_PATH_MAX)
		return failed(where, "the name is too long");
	if (access(path, F_OK) == 0)
		return failed(path,
		    "is there already; a backup is never written over");
	return true;
}

/* Is there a pg_dump that understands the server? */
static bool
can_dump(void)
{
	const char *why;
	PGconn *conn;
	int server, program;

	if (!pgtool_environment("backup", settings.database_url))
		return false;
	if ((program = pgtool_version("backup", "pg_dump")) == 0)
		return false;
	if ((conn = db_connect(settings.database_url, &why)) == NULL)
		return failed("database", why);
	server = PQserverVersion(conn) / 10000;
	PQfinish(conn);
	if (program >= server)
		return true;
	fprintf(stderr,
	    "foyer backup: pg_dump on the PATH is of Postgres %d, the server"
	    " is %d: an older one cannot read a newer server (Debian:"
	    " apt-get install postgresql-client-%d)\n",
	    program, server, server);
	return false;
}

/* The dump into fd, and all of it read once more. */
static bool
dump(int fd)
{
	static const char *const write[] = { "pg_dump", "--format=custom",
		"--no-password", NULL };
	static const char *const reread[] = { "pg_restore", "--file=/dev/null",
		NULL };

	if (!pgtool_wait("backup", *write, pgtool_start(write, -1, fd)))
		return false;
	if (lseek(fd, 0, SEEK_SET) == -1)
		return failed("the file", strerror(errno));
	return pgtool_wait("backup", *reread, pgtool_start(reread, fd, -1)) ||
	    failed("what was written cannot be read again",
		"see above; nothing is kept of it");
}

static bool
back_up(const char *path)
{
	char partial[ARCHIVE_PATH_MAX + sizeof ARCHIVE_PARTIAL];
	struct stat st = { 0 };
	bool ok;
	int fd;

	if (!can_dump() || !archive_begin("backup", path, &fd))
		return false;
	ok = dump(fd) && archive_finish("backup", path, fd);
	if (!ok) {
		snprintf(partial, sizeof partial, "%s" ARCHIVE_PARTIAL, path);
		unlink(partial);
	} else {
		fstat(fd, &st);
		printf("%s: %lld bytes, read back whole\n", path,
		    (long long)st.st_size);
	}
	close(fd);
	return ok;
}

static int
only_backups(const struct dirent *entry)
{
	return is_ours(entry->d_name, "");
}

static int
only_partial(const struct dirent *entry)
{
	return is_ours(entry->d_name, ARCHIVE_PARTIAL);
}

/* Removes FOLDER/NAME and its checksum. */
static bool
remove_backup(const char *folder, const char *name)
{
	char path[ARCHIVE_PATH_MAX + 2 * NAME_LENGTH];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (unlink(path) == -1)
		return failed(path, strerror(errno));
	snprintf(path, sizeof path, "%s/%s" ARCHIVE_SUM, folder, name);
	unlink(path);
	return true;
}

/* What a run that was cut off has left: nobody holds its lock. */
static bool
remove_partial(const char *folder, const char *name)
{
	char path[ARCHIVE_PATH_MAX + 2 * NAME_LENGTH];
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd == -1)
		return true;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlink(path);
	close(fd);
	return true;
}

/* Does `act' to each that the filter lets through but the last `keep', which
 * are the newest. */
static bool
each(const char *folder, int (*filter)(const struct dirent *), long keep,
    bool (*act)(const char *folder, const char *name))
{
	struct dirent **found;
	bool ok = true;
	int n = scandir(folder, &found, filter, alphasort);

	if (n == -1)
		return failed(folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (i < n - keep && !act(folder, found[i]->d_name))
			ok = false;
		free(found[i]); /* lint: malloc, scandir's own */
	}
	free(found); /* lint: malloc, scandir's own */
	return ok;
}

/* Leaves the newest `keep' of a folder; 0 leaves all. */
static bool
tidy(const char *folder, long keep)
{
	return each(folder, only_partial, 0, remove_partial) &&
	    (keep == 0 || each(folder, only_backups, keep, remove_backup));
}

int
cmd_backup(int argc, char **argv)
{
	static const struct option options[] = {
		{ "keep", required_argument, NULL, 'k' },
		{ 0 },
	};
	char path[ARCHIVE_PATH_MAX];
	const char *where = ".";
	bool in_folder;
	long keep = 0;
	int c;

	while ((c = options_next(argc, argv, options)) != -1)
		if (c != 'k' || !options_number(optarg, 1, MOST_KEPT, &keep))
			return usage(argv[0], "%s", options_fault());
	if (optind < argc)
		where = argv[optind++];
	if (optind < argc)
		return usage(argv[0], "takes no %s", argv[optind]);
	in_folder = is_folder(where);
	if (keep > 0 && !in_folder)
		return usage(argv[0], "--keep is for a folder, and %s is none",
		    where);
	if (!choose_path(where, in_folder, path) || !back_up(path))
		return 1;
	return !in_folder || tidy(where, keep) ? 0 : 1;
}
