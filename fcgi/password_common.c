/*
 * Is a password among the common ones?  No list of a million is kept.  The
 * million are made by few rules from few words, so the password is cut into
 * the pieces that people make passwords of, each with the guesses it costs an
 * attacker who knows the rules, and the cheapest cut tells how early the
 * whole would be tried.  Costs are tenths of a bit.
 *
 * It only refuses what is well known.  It does not measure strength and asks
 * for no digits or capitals.
 */
#include "password.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum {
	LIMIT = 200,	/* 20 bits: the first million guesses */
	WORD_COST = 84, /* one of four hundred, by fame */
	OWN_COST = 10,
	DISGUISE_COST = 10, /* p4$$word */
	WALK_COST = 60,	    /* qwerty, 4321, abcd, 2w3e4r */
	YEAR_COST = 65,
	COPY_COST = 20, /* the same again, any number of times */
	DIGIT_COST = 34,
	LETTER_COST = 47,
	ENDING_COST = 30, /* ! and the like, which policies ask for */
	OTHER_COST = 60,
	MIN_PIECE = 3,	  /* characters of a word or a walk */
	MAX_PERIOD = 64,  /* characters of what is repeated */
	MAX_BYTES = 4096, /* 1024 characters of UTF-8 */
};

static const char *const words[] = {
#define WORD(w) w,
#include "common_passwords.def"
#undef WORD
	NULL
};

/* Along these a finger or the alphabet walks, either way. */
/* clang-format off */
static const char *const walks[] = {
	"abcdefghijklmnopqrstuvwxyz",
	"12345678901234567890", "01234567890123456789",
	"qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
	"qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
	"!@#$%^&*()_+", "!\"#$%&'()",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p",
	"qazwsxedcrfvtgbyhnujmikolp", "qawsedrftgyhujikolp",
	"1a2b3c4d5e6f7g8h9i0j", "a1b2c3d4e5f6g7h8i9", "147258369", "159357",
	"741852963", "123321", "112233445566778899", "aabbccddeeff",
	NULL
};
/* clang-format on */

static char
lower(char c)
{
	return (char)tolower((unsigned char)c);
}

/* Does `c' stand for the letter `letter'?  *disguised when by its looks. */
static bool
stands_for(char c, char letter, bool *disguised)
{
	static const char looks[][5] = { "a@4", "b8", "e3", "g9", "i1!", "l1|",
		"o0", "s$5", "t7+", "z2", "" };

	if (lower(c) == letter)
		return true;
	for (int i = 0; looks[i][0]; i++)
		if (looks[i][0] == letter && c && strchr(looks[i] + 1, c)) {
			*disguised = true;
			return true;
		}
	return false;
}

/* The bytes of `s' that spell `word', 0 when they do not; with its price.
 * What joins the parts of a name ("ada_lovelace") may be left out. */
static size_t
spells(const char *s, const char *word, int *ret_extra)
{
	bool disguised = false;
	size_t n = 0;

	for (; *word; word++)
		if (s[n] && stands_for(s[n], lower(*word), &disguised))
			n++;
		else if (!strchr(" _-.", *word))
			return 0;
	*ret_extra = disguised ? DISGUISE_COST : 0;
	return n;
}

/* How far `s' follows `path' from its character `at' on, by `step'. */
static size_t
follows(const char *s, const char *path, size_t at, int step)
{
	size_t n = 0, len = strlen(path);

	while (at < len && s[n] && lower(s[n]) == path[at]) {
		n++;
		at += (size_t)step; /* below 0 it is huge, not < len */
	}
	return n;
}

/* The longest walk that `s' begins with; 0 when it is too short to be one. */
static size_t
longest_walk(const char *s)
{
	size_t best = 0;

	for (int i = 0; walks[i]; i++)
		for (size_t at = 0; walks[i][at]; at++) {
			size_t up = follows(s, walks[i], at, 1);
			size_t down = follows(s, walks[i], at, -1);

			if (up > best)
				best = up;
			if (down > best)
				best = down;
		}
	return best >= MIN_PIECE ? best : 0;
}

static bool
is_year(const char *s)
{
	return (!strncmp(s, "19", 2) || !strncmp(s, "20", 2)) &&
	    isdigit((unsigned char)s[2]) && isdigit((unsigned char)s[3]);
}

static int
cost_of_one(unsigned char c)
{
	if (isdigit(c))
		return DIGIT_COST;
	if (isalpha(c))
		return LETTER_COST;
	return strchr("!.?*#@$_- ", c) ? ENDING_COST : OTHER_COST;
}

/* A cut of the password so far: cost[i] is the cheapest of its first i. */
struct cut {
	const char *text;
	size_t len;
	int cost[MAX_BYTES + 1];
};

static void
piece(struct cut *cut, size_t at, size_t len, int cost)
{
	int total = cut->cost[at] + cost;

	if (len > 0 && total < cut->cost[at + len])
		cut->cost[at + len] = total;
}

static void
pieces_of_words(struct cut *cut, size_t at, const char *const *list, size_t max,
    int cost)
{
	for (size_t i = 0; i < max && list[i]; i++) {
		int extra = 0;
		size_t n = spells(cut->text + at, list[i], &extra);

		if (n >= MIN_PIECE)
			piece(cut, at, n, cost + extra);
	}
}

/* What stands before `at' again, once or often. */
static void
pieces_of_copies(struct cut *cut, size_t at)
{
	for (size_t period = 1; period <= at && period <= MAX_PERIOD;
	    period++) {
		size_t n = 0;

		while (at + n < cut->len &&
		    lower(cut->text[at + n]) ==
			lower(cut->text[at + n - period]))
			n++;
		if (n >= period)
			piece(cut, at, n, COPY_COST);
	}
}

bool
password_is_common(const char *password, const char *const *own)
{
	struct cut cut;

	cut.text = password;
	cut.len = strlen(password);
	if (cut.len > MAX_BYTES)
		return false;
	cut.cost[0] = 0;
	for (size_t i = 1; i <= cut.len; i++)
		cut.cost[i] = INT32_MAX;
	for (size_t at = 0; at < cut.len; at++) {
		const char *s = password + at;

		if (cut.cost[at] >= LIMIT) /* no cut comes by here */
			continue;
		piece(&cut, at, 1, cost_of_one((unsigned char)*s));
		piece(&cut, at, longest_walk(s), WALK_COST);
		piece(&cut, at, is_year(s) ? 4 : 0, YEAR_COST);
		pieces_of_words(&cut, at, words, SIZE_MAX, WORD_COST);
		if (own)
			pieces_of_words(&cut, at, own, PASSWORD_MAX_OWN,
			    OWN_COST);
		pieces_of_copies(&cut, at);
	}
	return cut.cost[cut.len] < LIMIT;
}
