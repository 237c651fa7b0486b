/*
 * The file of a backup and its checksum, which stands beside it in FILE.sha256
 * as sha256sum writes it: so a backup is proven whole before it is believed,
 * here or with `sha256sum -c' wherever it is kept.
 *
 * Each returns false when it failed, and has said why on standard error on
 * behalf of `command'.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdbool.h>

enum { ARCHIVE_PATH_MAX = 4000 };
#define ARCHIVE_PARTIAL ".partial"
#define ARCHIVE_SUM ".sha256"

/* Makes FILE.partial, readable by us alone, and locks it. */
bool archive_begin(const char *command, const char *path, int *ret_fd);

/*
 * What was written to fd, of FILE.partial, lasts from now on as FILE; before
 * that its checksum does.  On failure there is no FILE.
 */
bool archive_finish(const char *command, const char *path, int fd);

/* Opens FILE for reading, its bytes being those of its checksum. */
bool archive_open(const char *command, const char *path, int *ret_fd);

#endif
