/* See child.h. */
#include "child.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child does with the pipe's writing end. */
static _Noreturn void
be_child(void (*body)(void), int out)
{
	struct rlimit none = { 0 };

	setrlimit(RLIMIT_CORE, &none);
	dup2(out, STDERR_FILENO);
	body();
	_exit(0);
}

int
child_run(void (*body)(void), char *ret_text, size_t size)
{
	size_t len = 0;
	int ends[2], status;
	ssize_t n;
	pid_t pid;
	char over[4096];

	cr_assert(pipe(ends) == 0);
	pid = fork();
	cr_assert(pid >= 0);
	if (pid == 0)
		be_child(body, ends[1]);
	close(ends[1]);
	while ((n = read(ends[0], over, sizeof over)) > 0) {
		size_t room = size - 1 - len;
		size_t take = (size_t)n < room ? (size_t)n : room;

		memcpy(ret_text + len, over, take);
		len += take;
	}
	ret_text[len] = '\0';
	close(ends[0]);
	cr_assert(waitpid(pid, &status, 0) == pid);
	return status;
}

bool
child_aborts(void (*body)(void), const char *said)
{
	char text[4096];
	int status = child_run(body, text, sizeof text);

	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
	    strstr(text, said) != NULL;
}
