/*
 * An allocator that fails once, on demand: LD_PRELOAD it into the program,
 * whose own malloc (fcgi/mem.c) asks the three functions below.
 *
 * The file that FAILING_MALLOC names holds two 64-bit numbers that the test
 * and the program share: how many allocations there are until one fails (0:
 * none will), and how many have failed since the file was made.  Without the variable nothing
 * ever fails.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void *(*next_malloc)(size_t);
static void *(*next_realloc)(void *, size_t);

struct control {
	_Atomic int64_t left, failed;
};
static struct control *control;

static void
find_next(void)
{
	*(void **)&next_malloc = dlsym(RTLD_NEXT, "__libc_malloc");
	*(void **)&next_realloc = dlsym(RTLD_NEXT, "__libc_realloc");
}

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
__libc_malloc(size_t size)
{
	if (fails())
		return NULL;
	if (next_malloc == NULL)
		find_next();
	return next_malloc(size);
}

void *
__libc_calloc(size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / size)
		return NULL;
	p = __libc_malloc(n * size);
	return p != NULL ? memset(p, 0, n * size) : NULL;
}

void *
__libc_realloc(void *old, size_t size)
{
	if (fails())
		return NULL;
	if (next_realloc == NULL)
		find_next();
	return next_realloc(old, size);
}
