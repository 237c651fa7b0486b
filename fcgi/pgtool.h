/*
 * The programs of Postgres that we leave work to (pg_dump, pg_restore, psql),
 * as children: they end when we do.  Where the database is they learn from
 * their environment, so that a password stands on no command line.
 */
#ifndef PGTOOL_H
#define PGTOOL_H

#include <stdbool.h>
#include <sys/types.h>

#include "buf.h"

enum { PGTOOL_MAX_ARGS = 15 };

/* Tells them, from now on, where `conninfo' leads.  False, and said on
 * standard error on behalf of `command', when it cannot be told so. */
bool pgtool_environment(const char *command, const char *conninfo);

/* The major version of `program' on the PATH; 0, and said, when there is
 * none. */
int pgtool_version(const char *command, const char *program);

/*
 * Starts argv[0], which a NULL ends, with these as its standard input and
 * output; -1 is /dev/null.  What it has to complain goes to our standard
 * error.  Can't fail: what cannot be started ends with 127.
 */
pid_t pgtool_start(const char *const *argv, int in, int out);

/* Waits for its end.  True: it was 0.  Else says how `program' ended. */
bool pgtool_wait(const char *command, const char *program, pid_t);

/* Runs it to its end and has its output in *ret.  An output past the buffer's
 * ceiling is a failure. */
bool pgtool_read(const char *command, const char *const *argv, int in,
    struct buf *ret);

#endif
