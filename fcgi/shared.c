/* See shared.h. */
#include "shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Changes with the layout, so that an old file is never misread. */
#define SHARED_MAGIC (UINT64_C(0x666f796572000000) + sizeof(struct shared))

struct shared *shared;

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
