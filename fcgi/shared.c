/* See shared.h. */
#include "shared.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Changes with the layout, so that an old file is never misread. */
#define SHARED_MAGIC (UINT64_C(0x666f796572000000) + sizeof(struct shared))

struct shared *shared;

static struct shared_seat unseen;
struct shared_seat *seat = &unseen;

enum err
shared_open(const char *file)
{
	uint64_t fresh = 0;
	void *p;
	int fd = -1;

	if (*file != '\0') {
		fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		    0660);
		if (fd == -1 || ftruncate(fd, sizeof *shared) == -1) {
			fprintf(stderr, "foyer: SHARED_FILE %s: %s\n", file,
			    strerror(errno));
			return E_internal;
		}
	}
	p = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | (fd == -1 ? MAP_ANONYMOUS : 0), fd, 0);
	if (fd != -1)
		close(fd);
	if (p == MAP_FAILED) {
		fprintf(stderr, "foyer: shared memory: %s\n", strerror(errno));
		return E_internal;
	}
	shared = p;
	/* A file that was just made is all zero and whoever comes first marks
	 * it; one of another version is refused rather than misread. */
	if (!atomic_compare_exchange_strong(&shared->magic, &fresh,
		SHARED_MAGIC) &&
	    fresh != SHARED_MAGIC) {
		fprintf(stderr,
		    "foyer: SHARED_FILE %s is of another version: remove it\n",
		    file);
		munmap(p, sizeof *shared);
		shared = NULL;
		return E_internal;
	}
	return OK;
}

/* A number that was given to another process meanwhile is taken for the same
 * one, until the next worker takes the seat. */
static bool
is_gone(pid_t pid)
{
	return kill(pid, 0) == -1 && errno == ESRCH;
}

void
shared_take_seat(void)
{
	int32_t pid;
	int i;

	for (i = 0; i < SHARED_SEATS; i++) {
		pid = shared->seat[i].pid;
		if ((pid != 0 && !is_gone(pid)) ||
		    !atomic_compare_exchange_strong(&shared->seat[i].pid, &pid,
			getpid()))
			continue;
		seat = &shared->seat[i];
		seat->in_flight = 0;
		seat->connections = 0;
		return;
	}
}

void
shared_open_now(int64_t *ret_in_flight, int64_t *ret_connections)
{
	const struct shared_seat *s;
	int i;

	*ret_in_flight = *ret_connections = 0;
	for (i = 0; i < SHARED_SEATS; i++) {
		s = &shared->seat[i];
		if (s->pid == 0 || is_gone(s->pid))
			continue;
		*ret_in_flight += s->in_flight;
		*ret_connections += s->connections;
	}
}
