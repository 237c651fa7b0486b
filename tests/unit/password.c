/* password.h: hashes, the cap on them, tokens. */
#include "password.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

enum { CROWD = 400 };

static bool
verify(const char *password, const char *hash)
{
	bool right;

	cr_assert_eq(password_verify(password, hash, &right), OK);
	return right;
}

Test(password, a_hash_knows_its_password)
{
	char hash[PASSWORD_HASH_SIZE];

	cr_assert_eq(password_hash("tide swept lantern", hash), OK);
	cr_expect(verify("tide swept lantern", hash));
	cr_expect_not(verify("tide swept lanterm", hash));
	cr_expect_not(verify("", hash));
}

/* What OWASP names as the least, and what a hash of nobody's costs too. */
Test(password, a_hash_costs_19_mib_and_2_passes)
{
	static const char cost[] = "$argon2id$v=19$m=19456,t=2,p=1$";
	char hash[PASSWORD_HASH_SIZE];

	cr_assert_eq(password_hash("tide swept lantern", hash), OK);
	cr_expect_eq(strncmp(hash, cost, strlen(cost)), 0, "%s", hash);
}

Test(password, two_hashes_of_one_password_differ)
{
	char one[PASSWORD_HASH_SIZE], two[PASSWORD_HASH_SIZE];

	cr_assert_eq(password_hash("tide swept lantern", one), OK);
	cr_assert_eq(password_hash("tide swept lantern", two), OK);
	cr_expect_str_neq(one, two);
}

Test(password, nobody_has_no_password)
{
	cr_expect_not(verify("tide swept lantern", NULL));
	cr_expect_not(verify("", NULL));
}

Test(password, a_long_one_counts_to_its_end)
{
	char hash[PASSWORD_HASH_SIZE], text[4 * 1024 + 1];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	cr_assert_eq(password_hash(text, hash), OK);
	cr_expect(verify(text, hash));
	text[sizeof text - 2] = 'y';
	cr_expect_not(verify(text, hash));
}

Test(password, what_is_no_hash_is_told_and_not_taken_for_a_no)
{
	bool right = true;

	cr_expect_eq(password_verify("x", "junk", &right), E_internal);
	cr_expect_eq(password_verify("x", "", &right), E_internal);
	cr_expect(right, "untouched on failure");
}

static void *
hash_once(void *ret)
{
	char hash[PASSWORD_HASH_SIZE];

	*(enum err *)ret = password_hash("tide swept lantern", hash);
	return NULL;
}

/* With one place for a crowd most wait in vain; nobody is forgotten. */
Test(password, a_crowd_is_served_or_refused)
{
	static enum err errs[CROWD];
	static pthread_t threads[CROWD];
	int served = 0, refused = 0;

	password_init(1);
	for (int i = 0; i < CROWD; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, hash_once,
				 &errs[i]),
		    0);
	for (int i = 0; i < CROWD; i++) {
		pthread_join(threads[i], NULL);
		served += errs[i] == OK;
		refused += errs[i] == E_unavailable;
	}
	cr_expect_gt(served, 0);
	cr_expect_gt(refused, 0);
	cr_expect_eq(served + refused, CROWD);
	cr_expect_not(verify("tide swept lantern", NULL), "a place is free");
}

Test(token, is_43_characters_of_base64url)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-_";
	char one[TOKEN_SIZE], two[TOKEN_SIZE];

	token_make(one);
	token_make(two);
	cr_expect_eq(strlen(one), 43);
	cr_expect_eq(strspn(one, letters), 43, "%s", one);
	cr_expect_str_neq(one, two);
}

/* RFC 7693's function at 256 bits, so that a hash outlives this program. */
Test(token, hash_is_blake2b_256)
{
	char hash[TOKEN_HASH_SIZE];

	token_hash("", hash);
	cr_expect_str_eq(hash,
	    "0e5751c026e543b2e8ab2eb06099daa1"
	    "d1e5df47778f7787faab45cdf12fe3a8");
	token_hash("abc", hash);
	cr_expect_str_eq(hash,
	    "bddd813c634239723171ef3fee98579b"
	    "94964e3bb1cb3e427262c8c068d52319");
}
