/* See archive.h. */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HASH = crypto_hash_sha256_BYTES,
	HEX = 2 * HASH + 1,
	CHUNK = 64 * 1024,
	NAME_ROOM = ARCHIVE_PATH_MAX + 64,
};

/* Says what cannot be done with the file, and why by errno. */
static bool
failed(const char *command, const char *what, const char *path)
{
	fprintf(stderr, "foyer %s: %s: %s: %s\n", command, path, what,
	    strerror(errno));
	return false;
}

/* The checksum of all of the file, in hex. */
static bool
sum(int fd, char hex[HEX])
{
	static unsigned char bytes[CHUNK];
	crypto_hash_sha256_state state;
	unsigned char hash[HASH];
	off_t at = 0;
	ssize_t n;

	crypto_hash_sha256_init(&state);
	while ((n = pread(fd, bytes, sizeof bytes, at)) > 0) {
		crypto_hash_sha256_update(&state, bytes, (size_t)n);
		at += n;
	}
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(hex, HEX, hash, sizeof hash);
	return n == 0;
}

/* A new entry of a folder lasts when the folder does. */
static bool
folder_lasts(const char *path)
{
	char folder[NAME_ROOM];
	const char *slash = strrchr(path, '/');
	int fd, status;

	snprintf(folder, sizeof folder, "%.*s",
	    slash == NULL ? 1 : (int)(slash - path) + 1,
	    slash == NULL ? "." : path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return false;
	status = fsync(fd);
	close(fd);
	return status == 0 || errno == EINVAL; /* some file systems cannot */
}

bool
archive_begin(const char *command, const char *path, int *ret_fd)
{
	char partial[NAME_ROOM];
	int fd;

	snprintf(partial, sizeof partial, "%s" ARCHIVE_PARTIAL, path);
	fd = open(partial, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return failed(command, "cannot be made", partial);
	if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		close(fd);
		fprintf(stderr,
		    "foyer %s: %s: another backup is being written there\n",
		    command, partial);
		return false;
	}
	if (ftruncate(fd, 0) == -1 || fchmod(fd, 0600) == -1) {
		failed(command, "cannot be written", partial);
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}

/* FILE.sha256, as a whole or not at all. */
static bool
write_sum(const char *path, const char *hex)
{
	const char *slash = strrchr(path, '/');
	char name[NAME_ROOM], partial[NAME_ROOM];
	int fd, length;
	bool ok;

	snprintf(name, sizeof name, "%s" ARCHIVE_SUM, path);
	snprintf(partial, sizeof partial, "%s" ARCHIVE_SUM ARCHIVE_PARTIAL,
	    path);
	fd = open(partial,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return false;
	length = dprintf(fd, "%s  %s\n", hex, slash ? slash + 1 : path);
	ok = length > 0 && fsync(fd) == 0;
	close(fd);
	if (ok && rename(partial, name) == 0)
		return true;
	unlink(partial);
	return false;
}

bool
archive_finish(const char *command, const char *path, int fd)
{
	char partial[NAME_ROOM], hex[HEX];

	snprintf(partial, sizeof partial, "%s" ARCHIVE_PARTIAL, path);
	if (fsync(fd) == -1 || !sum(fd, hex))
		return failed(command, "cannot be written", partial);
	if (!write_sum(path, hex))
		return failed(command, "its checksum cannot be written", path);
	if (rename(partial, path) == -1)
		return failed(command, "cannot be made", path);
	if (!folder_lasts(path))
		return failed(command, "its folder cannot be written", path);
	return true;
}

/* The checksum that stands beside the file. */
static bool
read_sum(const char *command, const char *path, char hex[HEX])
{
	char name[NAME_ROOM], line[HEX + 1] = "";
	FILE *file;

	snprintf(name, sizeof name, "%s" ARCHIVE_SUM, path);
	file = fopen(name, "re");
	if (file == NULL) {
		failed(command, "cannot be read", name);
		fprintf(stderr,
		    "  It is made together with the backup and has to be kept"
		    " with it.  For a file of pg_dump that you know to be"
		    " whole: sha256sum %s >%s\n",
		    path, name);
		return false;
	}
	if (fgets(line, sizeof line, file) == NULL)
		*line = '\0';
	fclose(file);
	if (strspn(line, "0123456789abcdef") != HEX - 1) {
		fprintf(stderr, "foyer %s: %s: there is no checksum in it\n",
		    command, name);
		return false;
	}
	snprintf(hex, HEX, "%.*s", HEX - 1, line);
	return true;
}

bool
archive_open(const char *command, const char *path, int *ret_fd)
{
	char wanted[HEX], found[HEX];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return failed(command, "cannot be read", path);
	if (!read_sum(command, path, wanted))
		goto refused;
	if (!sum(fd, found)) {
		failed(command, "cannot be read", path);
		goto refused;
	}
	if (strcmp(wanted, found) != 0) {
		fprintf(stderr,
		    "foyer %s: %s is damaged: its bytes are not those of its"
		    " checksum.  Take another copy or an older backup.\n",
		    command, path);
		goto refused;
	}
	*ret_fd = fd;
	return true;
refused:
	close(fd);
	return false;
}
