/*
 * Argon2id under a cap, and tokens.  A hash takes 19 MiB and tens of
 * milliseconds of a processor; without the cap a burst of sign-ins would take
 * all of both.  Which passwords are too well known is password_common.c's.
 */
#include "password.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a hash costs, in KiB and passes. */
#define MEMORY 19456
#define PASSES 2
#define AS_TEXT_(x) #x
#define AS_TEXT(x) AS_TEXT_(x)

enum { PATIENCE_S = 1 };

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_argon2id_STRBYTES,
    "an encoded hash fits");

/* A hash of our cost that no password has: what is computed against it for an
 * unknown account takes as long as for a known one. */
static const char nobodys_hash[] =
    "$argon2id$v=19$m=" AS_TEXT(MEMORY) ",t=" AS_TEXT(
	PASSES) ",p=1"
		"$Zm95ZXItbm9ib2R5LWF0LQ"
		"$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed;
static int places = 1; /* under `lock' */

/* The condition's clock is the monotonic one: a clock that is set must not
 * lengthen a wait. */
static void
start(void)
{
	pthread_condattr_t attr;

	if (sodium_init() < 0 || pthread_condattr_init(&attr) != 0 ||
	    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) != 0 ||
	    pthread_cond_init(&freed, &attr) != 0)
		abort();
	pthread_condattr_destroy(&attr);
}

void
password_init(int concurrency)
{
	pthread_once(&once, start);
	pthread_mutex_lock(&lock);
	places = concurrency > 0 ? concurrency : 1;
	pthread_mutex_unlock(&lock);
}

/* Waits for one of the places.  False when none was free in time. */
static bool
place_take(void)
{
	struct timespec until;
	bool had;

	pthread_once(&once, start);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PATIENCE_S;
	pthread_mutex_lock(&lock);
	while (places == 0)
		if (pthread_cond_timedwait(&freed, &lock, &until) != 0)
			break;
	had = places > 0;
	if (had)
		places--;
	pthread_mutex_unlock(&lock);
	return had;
}

static void
place_give(void)
{
	pthread_mutex_lock(&lock);
	places++;
	pthread_cond_signal(&freed);
	pthread_mutex_unlock(&lock);
}

enum err
password_hash(const char *password, char ret[PASSWORD_HASH_SIZE])
{
	char encoded[crypto_pwhash_argon2id_STRBYTES];
	int failed;

	if (!place_take())
		return E_unavailable;
	failed = crypto_pwhash_argon2id_str(encoded, password, strlen(password),
	    PASSES, (size_t)MEMORY * 1024);
	place_give();
	if (failed) /* it had not the memory, there is no other reason */
		return E_unavailable;
	memcpy(ret, encoded, sizeof encoded);
	return OK;
}

enum err
password_verify(const char *password, const char *hash, bool *ret_right)
{
	int failed, why;

	if (!place_take())
		return E_unavailable;
	/* libsodium returns the same for a wrong password and for want of
	 * memory; only the first says EINVAL. */
	errno = 0;
	failed = crypto_pwhash_argon2id_str_verify(hash ? hash : nobodys_hash,
	    password, strlen(password));
	why = errno;
	place_give();
	if (failed && why != EINVAL)
		return why == ENOMEM ? E_unavailable : E_internal;
	*ret_right = !failed && hash != NULL;
	return OK;
}

void
token_make(char ret[TOKEN_SIZE])
{
	unsigned char bits[32];

	_Static_assert(TOKEN_SIZE ==
		sodium_base64_ENCODED_LEN(sizeof bits,
		    sodium_base64_VARIANT_URLSAFE_NO_PADDING),
	    "a token fits");
	pthread_once(&once, start);
	randombytes_buf(bits, sizeof bits);
	sodium_bin2base64(ret, TOKEN_SIZE, bits, sizeof bits,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bits, sizeof bits);
}

void
token_hash(const char *token, char ret[TOKEN_HASH_SIZE])
{
	unsigned char hash[(TOKEN_HASH_SIZE - 1) / 2];

	crypto_generichash(hash, sizeof hash, (const unsigned char *)token,
	    strlen(token), NULL, 0);
	sodium_bin2hex(ret, TOKEN_HASH_SIZE, hash, sizeof hash);
}
