/* arena.h: what is handed out, when it is gone, and what ends the process. */
#include "arena.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "child.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif

#ifdef UNDER_ASAN
/* malloc says no as it does elsewhere, instead of ending the test. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}
#endif

enum { KIB = 1 << 10, MIB = 1 << 20 };

static bool
is_all(const void *memory, int byte, size_t len)
{
	const unsigned char *p = memory;

	for (size_t i = 0; i < len; i++) {
		if (p[i] != byte)
			return false;
	}
	return true;
}

/* Also from memory that an earlier request has written on. */
Test(arena, hands_out_zeroed_and_aligned)
{
	struct arena *a = arena_new(8 * MIB);

	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 600; size++) {
			unsigned char *p = arena_alloc(a, size);

			cr_assert_eq((uintptr_t)p % alignof(max_align_t), 0);
			cr_assert(is_all(p, 0, size));
			memset(p, 0xff, size);
		}
		arena_reset(a);
	}
	arena_free(a);
}

/* Small ones, ones that get a block of their own, and small ones behind. */
Test(arena, keeps_pieces_apart)
{
	static const size_t sizes[] = { 1, 100, 40 * KIB, 7, 64 * KIB, 16 * KIB,
		3 * MIB, 15, 63 * KIB, 17, 200 * KIB, 1 };
	enum { N = sizeof sizes / sizeof *sizes, ROUNDS = 8 };
	struct arena *a = arena_new(64 * MIB);
	void *piece[ROUNDS * N];

	for (int i = 0; i < ROUNDS * N; i++) {
		piece[i] = arena_alloc(a, sizes[i % N]);
		memset(piece[i], i, sizes[i % N]);
	}
	for (int i = 0; i < ROUNDS * N; i++)
		cr_expect(is_all(piece[i], i, sizes[i % N]), "piece %d", i);
	arena_free(a);
}

Test(arena, counts_what_it_handed_out)
{
	struct arena *a = arena_new(MIB);

	cr_expect_eq(arena_used(a), 0);
	arena_alloc(a, 1);
	arena_alloc(a, 0);
	arena_alloc(a, 100 * KIB);
	cr_expect_geq(arena_used(a), 1 + 100 * KIB);
	cr_expect_leq(arena_used(a), 64 + 100 * KIB);
	arena_reset(a);
	cr_expect_eq(arena_used(a), 0);
	arena_reset(a);
	arena_free(a);
}

Test(arena, can_be_freed_unused)
{
	arena_free(arena_new(0));
	arena_free(NULL);
}

/* The ceiling is reached to the last byte, in each of many requests. */
Test(arena, gives_all_of_its_ceiling)
{
	struct arena *a = arena_new(MIB);

	for (int request = 0; request < 3; request++) {
		for (int i = 0; i < 16; i++)
			arena_alloc(a, 64 * KIB);
		cr_expect_eq(arena_used(a), MIB);
		arena_alloc(a, 0);
		arena_reset(a);
	}
	arena_free(a);
}

static void
pass_ceiling(void)
{
	struct arena *a = arena_new(MIB);

	arena_alloc(a, MIB);
	arena_alloc(a, 1);
}

static void
pass_ceiling_by_text(void)
{
	struct arena *a = arena_new(16);

	arena_printf(a, "%s", "sixteen, with NUL");
}

/* Rounding up to the alignment must not wrap to a small number. */
static void
ask_for_everything(void)
{
	arena_alloc(arena_new(SIZE_MAX), SIZE_MAX);
}

static void
run_out(void)
{
	arena_alloc(arena_new(SIZE_MAX), PTRDIFF_MAX / 4);
}

Test(arena, ends_the_process_past_its_ceiling)
{
	const char *said = "needs more memory than it may";

	cr_expect(child_aborts(pass_ceiling, said));
	cr_expect(child_aborts(pass_ceiling_by_text, said));
	cr_expect(child_aborts(ask_for_everything, said));
}

Test(arena, ends_the_process_when_memory_is_out)
{
	cr_expect(child_aborts(run_out, "foyer: out of memory"));
}

Test(arena, copies_text)
{
	struct arena *a = arena_new(MIB);

	cr_expect_str_eq(arena_strndup(a, "hello there", 5), "hello");
	cr_expect_arr_eq(arena_strndup(a, "a\0b", 3), "a\0b", 4);
	cr_expect_str_eq(arena_strndup(a, NULL, 0), "");
	arena_free(a);
}

/* Around the size up to which it is formatted once. */
Test(arena, formats_text_of_any_length)
{
	static const int lengths[] = { 0, 1, 254, 255, 256, 257, 5000, 70000 };
	struct arena *a = arena_new(MIB);

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char *text = arena_printf(a, "%0*d", lengths[i], 0);
		size_t expect = lengths[i] > 0 ? (size_t)lengths[i] : 1;

		cr_expect_eq(strlen(text), expect);
		cr_expect(is_all(text, '0', expect));
	}
	arena_free(a);
}

#ifdef UNDER_ASAN

static void
write_behind(void)
{
	char *p = arena_alloc(arena_new(MIB), 5);

	((volatile char *)p)[5] = 1;
}

static void
write_before(void)
{
	char *p = arena_alloc(arena_new(MIB), 5);

	((volatile char *)p)[-1] = 1;
}

static void
read_late(void)
{
	struct arena *a = arena_new(MIB);
	volatile char *p = arena_alloc(a, 5);

	arena_reset(a);
	(void)p[0];
}

static bool
is_caught(void (*body)(void), const char *as)
{
	char text[8192];
	int status = child_run(body, text, sizeof text);

	return status != 0 && strstr(text, as) != NULL;
}

Test(arena, lets_the_sanitizer_see_each_piece)
{
	cr_expect(is_caught(write_behind, "heap-buffer-overflow"));
	cr_expect(is_caught(write_before, "heap-buffer-overflow"));
	cr_expect(is_caught(read_late, "heap-use-after-free"));
}

#elif !defined(SANITIZED)

Test(arena, keeps_one_block_for_the_next_request)
{
	struct arena *a = arena_new(8 * MIB);
	char *first = arena_alloc(a, 100);

	for (int i = 0; i < 100; i++)
		arena_alloc(a, 50 * KIB);
	arena_reset(a);
	cr_expect_eq(arena_alloc(a, 100), first);
	arena_free(a);
}

#ifdef DEBUG
Test(arena, poisons_what_is_gone)
{
	struct arena *a = arena_new(MIB);
	unsigned char *p = arena_alloc(a, 100);

	arena_reset(a);
	cr_expect(is_all(p, 0xa5, 100));
	arena_free(a);
}
#endif

#endif
