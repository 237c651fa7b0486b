/*
 * Passwords and random tokens (libsodium).  Argon2id at 19 MiB and 2 passes,
 * the least that the OWASP cheat sheet names, at most HASH_CONCURRENCY at
 * once in one process.  Which passwords are refused is password_common.c.
 *
 * lint: names, a token is a password of our own making.
 */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "errors.h"

enum { PASSWORD_HASH_SIZE = 128, TOKEN_SIZE = 44, TOKEN_HASH_SIZE = 65 };

/* How many may hash at once; called at start, before the first hash (1 when it
 * is not).  Ends the process when libsodium cannot start. */
void password_init(int concurrency);

/* E_unavailable when no place was free within a second. */
enum err password_hash(const char *password, char ret[PASSWORD_HASH_SIZE])
	MUST_CHECK;

/* Is it the password of `hash'?  With a NULL hash it costs the same and the
 * answer is no, so that an unknown account is not told by the time.
 * E_unavailable as above or when memory was short, E_internal when `hash' is
 * not one of ours; *ret_right is untouched then. */
enum err password_verify(const char *password, const char *hash,
    bool *ret_right) MUST_CHECK;

/*
 * Would it be among the first million that somebody tries?  `own' are words
 * that an attacker would try first for this account (its handle, its address,
 * the community's name), up to PASSWORD_MAX_OWN of them, NULL behind the
 * last; NULL: none.  Words of less than three characters do not count.
 */
enum { PASSWORD_MAX_OWN = 16 };
bool password_is_common(const char *password, const char *const *own);

/* 256 random bits in base64url (43 characters), and the hash of a token in
 * hex (BLAKE2b-256), under which alone it is stored. */
void token_make(char ret[TOKEN_SIZE]);
void token_hash(const char *token, char ret[TOKEN_HASH_SIZE]);

#endif
