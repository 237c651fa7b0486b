/*
 * The arena is a list of blocks that are filled from the front.  The first
 * one is kept from request to request, so that a usual request asks malloc
 * for nothing; the next ones double, and a piece that would waste much of a
 * block gets one of its own.
 *
 * A sanitizer sees only what malloc knows, so in its builds each piece is a
 * block.  The ceiling counts the same in both.
 */
#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"

#if defined(SANITIZED) || defined(__SANITIZE_ADDRESS__)
#define PIECEWISE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PIECEWISE 1
#endif
#endif

enum {
	FIRST_BLOCK = 64 << 10,
	LARGEST_BLOCK = 1 << 20,
	POISON = 0xa5,
};

struct block {
	struct block *next; /* the one that was filled before */
	unsigned char *data;
	size_t size, used;
};

struct arena {
	struct block *top;   /* where small pieces come from */
	struct block *first; /* kept by arena_reset() */
	size_t used, max;
};

struct arena *
arena_new(size_t max)
{
	struct arena *a = mem_new(sizeof *a);

	*a = (struct arena) { .max = max };
	return a;
}

/*
 * A block of `size' bytes.  Its bytes are apart from its head, so that an
 * underrun of a piece cannot reach the list unseen by a sanitizer.
 */
static struct block *
block_new(size_t size)
{
	struct block *b = mem_new(sizeof *b);

	*b = (struct block) { .data = mem_new(size), .size = size };
	return b;
}

static void
block_free(struct block *b)
{
	mem_free(b->data);
	mem_free(b);
}

#ifdef PIECEWISE

/* `padded' is what the ceiling counts; the block has no byte more than was
 * asked for, so that the first byte behind is caught. */
static void *
carve(struct arena *a, size_t size, size_t padded)
{
	struct block *b = block_new(size);

	(void)padded;
	b->next = a->top;
	a->top = b;
	return b->data;
}

#else

/* Puts a block below the top one, where no small piece looks for room. */
static void *
carve_alone(struct arena *a, size_t size)
{
	struct block *b = block_new(size);

	b->used = size;
	b->next = a->top->next;
	a->top->next = b;
	return b->data;
}

static void
grow(struct arena *a)
{
	size_t size = a->top ? a->top->size * 2 : FIRST_BLOCK;
	struct block *b = block_new(size < LARGEST_BLOCK ? size
							 : LARGEST_BLOCK);

	b->next = a->top;
	a->top = b;
	if (a->first == NULL)
		a->first = b;
}

static void *
carve(struct arena *a, size_t size, size_t padded)
{
	void *piece;

	(void)size;
	if (a->top == NULL)
		grow(a);
	if (padded > a->top->size - a->top->used) {
		if (padded > a->top->size / 4)
			return carve_alone(a, padded);
		grow(a);
	}
	piece = a->top->data + a->top->used;
	a->top->used += padded;
	return piece;
}

#endif

/* `size' bytes with anything in them. */
static void *
take(struct arena *a, size_t size)
{
	size_t align = alignof(max_align_t);
	size_t padded = (size + align - 1) & ~(align - 1);

	if (padded < size || padded > a->max - a->used)
		mem_die("foyer: a request needs more memory than it may,"
			" this process ends\n");
	a->used += padded;
	return carve(a, size, padded);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

char *
arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *copy = take(a, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

/* What is short, which is nearly all, is formatted once. */
char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	char brief[256];
	char *text;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(brief, sizeof brief, fmt, ap);
	va_end(ap);
	if (len < 0)
		mem_die("foyer: a format cannot be written,"
			" this process ends\n");
	if ((size_t)len < sizeof brief)
		return arena_strndup(a, brief, (size_t)len);

	text = take(a, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

void
arena_reset(struct arena *a)
{
	struct block *b = a->top, *next;

	for (; b != NULL; b = next) {
		next = b->next;
		if (b != a->first)
			block_free(b);
	}
	a->top = a->first;
	a->used = 0;
	if (a->first == NULL)
		return;
#ifdef DEBUG
	/* A pointer that outlived its request reads nonsense at once. */
	memset(a->first->data, POISON, a->first->used);
#endif
	a->first->next = NULL;
	a->first->used = 0;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_reset(a);
	if (a->first != NULL)
		block_free(a->first);
	mem_free(a);
}
