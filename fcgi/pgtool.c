/* See pgtool.h. */
#include "pgtool.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NO_PROGRAM = 127, /* the status of what could not be started */
	VERSION_MAX = 1024,
};

bool
pgtool_environment(const char *command, const char *conninfo)
{
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(conninfo, &why);
	bool ok = options != NULL;

	if (!ok)
		fprintf(stderr, "foyer %s: setting DATABASE_URL: %s", command,
		    why != NULL ? why : "out of memory\n");
	PQfreemem(why);
	/* An answer that never comes is waited for by nobody. */
	setenv("PGCONNECT_TIMEOUT", "10", 0);
	for (PQconninfoOption *o = options; ok && o->keyword != NULL; o++) {
		if (o->val == NULL)
			continue;
		if (o->envvar != NULL)
			ok = setenv(o->envvar, o->val, 1) == 0;
		else if (strcmp(o->keyword, "sslpassword") == 0) {
			/* All others without a variable are TCP's timers. */
			fprintf(stderr,
			    "foyer %s: setting DATABASE_URL: sslpassword"
			    " cannot be handed to Postgres' own programs: use"
			    " a key without a password for this command\n",
			    command);
			ok = false;
		}
	}
	PQconninfoFree(options);
	return ok;
}

/* In the child: becomes the program, or ends. */
_Noreturn static void
become(const char *const *argv, int in, int out)
{
	char *args[PGTOOL_MAX_ARGS + 1] = { 0 };

	for (int i = 0; i < PGTOOL_MAX_ARGS && argv[i] != NULL; i++)
		memcpy(&args[i], &argv[i], sizeof argv[i]);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_DFL);
	if (in < 0)
		in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (out < 0)
		out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (in >= 0 && out >= 0) {
		/* In variables, or gcc 14 takes them for leaks. */
		int its_in = dup2(in, STDIN_FILENO);
		int its_out = dup2(out, STDOUT_FILENO);

		if (its_in != -1 && its_out != -1)
			execvp(args[0], args);
	}
	_exit(NO_PROGRAM);
}

pid_t
pgtool_start(const char *const *argv, int in, int out)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0)
		become(argv, in, out);
	if (pid == -1)
		perror("foyer: fork");
	return pid;
}

bool
pgtool_wait(const char *command, const char *program, pid_t pid)
{
	int status = NO_PROGRAM << 8;

	while (pid != -1 && waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return false;
	if (status == 0)
		return true;
	if (WIFSIGNALED(status))
		fprintf(stderr, "foyer %s: %s was killed: %s\n", command,
		    program, strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == NO_PROGRAM)
		fprintf(stderr,
		    "foyer %s: %s cannot be started: it comes with Postgres'"
		    " client (Debian: apt-get install postgresql-client) and"
		    " has to be on the PATH\n",
		    command, program);
	else
		fprintf(stderr, "foyer %s: %s ended with status %d\n", command,
		    program, WEXITSTATUS(status));
	return false;
}

bool
pgtool_read(const char *command, const char *const *argv, int in,
    struct buf *ret)
{
	char bytes[4096];
	int ends[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) == -1) {
		perror("foyer: pipe");
		return false;
	}
	pid = pgtool_start(argv, in, ends[1]);
	close(ends[1]);
	while ((n = read(ends[0], bytes, sizeof bytes)) > 0 ||
	    (n == -1 && errno == EINTR))
		if (n > 0)
			buf_put(ret, bytes, (size_t)n);
	close(ends[0]);
	if (!pgtool_wait(command, argv[0], pid))
		return false;
	if (ret->over)
		fprintf(stderr, "foyer %s: %s says more than is sound\n",
		    command, argv[0]);
	return !ret->over;
}

/* As in "pg_dump (PostgreSQL) 15.20 (Debian 15.20-0)". */
int
pgtool_version(const char *command, const char *program)
{
	const char *argv[] = { program, "--version", NULL };
	const char *number;
	struct buf said;
	long major = 0;

	buf_init(&said, VERSION_MAX);
	if (pgtool_read(command, argv, -1, &said)) {
		number = strchr(buf_str(&said), ')');
		major = number == NULL ? 0 : strtol(number + 1, NULL, 10);
		if (major <= 0)
			fprintf(stderr,
			    "foyer %s: %s on the PATH is none of Postgres\n",
			    command, program);
	}
	buf_free(&said);
	return major > 0 && major < 1000 ? (int)major : 0;
}
