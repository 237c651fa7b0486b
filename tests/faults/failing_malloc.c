/*
 * An allocator that fails once, on demand: LD_PRELOAD it into the program.
 * The file that FAILING_MALLOC names holds two 64-bit numbers that the test
 * and the program share: how many more allocations succeed before one fails
 * (0: none will), and how many have failed.  Without the variable nothing
 * ever fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

struct control {
	_Atomic int64_t left, failed;
};
static struct control *control;

__attribute__((constructor)) static void
set_up(void)
{
	const char *path = getenv("FAILING_MALLOC");
	void *p;
	int fd;

	if (path == NULL || (fd = open(path, O_RDWR | O_CLOEXEC)) == -1)
		return;
	p = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		control = p;
}

/* Is it this one's turn to fail? */
static int
fails(void)
{
	if (control == NULL || control->left <= 0)
		return 0;
	if (atomic_fetch_sub(&control->left, 1) != 1)
		return 0;
	control->failed++;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *
aligned_alloc(size_t align, size_t size)
{
	return fails() ? NULL : __libc_memalign(align, size);
}

int
posix_memalign(void **ret, size_t align, size_t size)
{
	void *p = fails() ? NULL : __libc_memalign(align, size);

	if (p == NULL)
		return ENOMEM;
	*ret = p;
	return 0;
}
