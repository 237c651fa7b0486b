/* See idempotency.h.  The statements are in sql/engine.sql. */
#include "idempotency.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "reply.h"
#include "route.h"

enum { HASH = 32, HEX = 2 * HASH + 1, KEY_MAX = 255 };

/* BLAKE2b over the parts, each with its NUL so that they cannot run into one
 * another. */
static void
hash_parts(unsigned char ret[HASH], const char *const *parts)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, HASH);
	for (; *parts != NULL; parts++)
		crypto_generichash_update(&state, (const unsigned char *)*parts,
		    strlen(*parts) + 1);
	crypto_generichash_final(&state, ret, HASH);
}

static const char *
hex_of(struct req *req, const char *const *parts)
{
	unsigned char raw[HASH];
	char *hex = arena_alloc(req->arena, HEX);

	hash_parts(raw, parts);
	return sodium_bin2hex(hex, HEX, raw, sizeof raw);
}

static void
seal_key(const struct req *req, unsigned char ret[HASH])
{
	const char *const parts[] = { "seal", req->in.idempotency_key,
		req->principal.me, req->body, NULL };

	hash_parts(ret, parts);
}

static bool
is_key(const char *s)
{
	size_t i, len = strlen(s);

	for (i = 0; i < len; i++)
		if (s[i] < '!' || s[i] > '~')
			return false;
	return len <= KEY_MAX;
}

/* The kept answer: its fields, each with its NUL, then the body. */
static void
pack(const struct reply *r, struct buf *b)
{
	const char *const fields[] = { r->content_type, r->etag, r->location,
		r->cookie };
	size_t i;

	buf_int(b, r->status);
	buf_putc(b, '\0');
	for (i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		buf_puts(b, fields[i] != NULL ? fields[i] : "");
		buf_putc(b, '\0');
	}
	buf_put(b, r->body.data, r->body.len);
}

static void
unpack(struct req *req, char *p, size_t len)
{
	struct reply *r = &req->reply;
	const char **fields[] = { &r->content_type, &r->etag, &r->location,
		&r->cookie };
	const char *end = p + len;
	size_t i;

	r->status = (int)strtol(p, NULL, 10);
	p += strlen(p) + 1;
	for (i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		*fields[i] = *p != '\0' ? p : NULL;
		p += strlen(p) + 1;
	}
	buf_put(&r->body, p, (size_t)(end - p));
	r->replayed = true;
}

/* Opens the sealed answer; false when it is not ours to open. */
static bool
unseal(struct req *req, const char *hex)
{
	size_t max = strlen(hex) / 2, len;
	unsigned char *raw = arena_alloc(req->arena, max + 1);
	unsigned char *plain = arena_alloc(req->arena, max + 1);
	unsigned char key[HASH];

	if (sodium_hex2bin(raw, max, hex, strlen(hex), NULL, &len, NULL) != 0 ||
	    len < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
		return false;
	seal_key(req, key);
	if (crypto_secretbox_open_easy(plain, raw + crypto_secretbox_NONCEBYTES,
		len - crypto_secretbox_NONCEBYTES, raw, key) != 0)
		return false;
	unpack(req, (char *)plain,
	    len - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES);
	return true;
}

enum err
idempotency_open(struct req *req, bool *ret_replayed)
{
	const char *const name[] = { "key", req->in.idempotency_key,
		req->principal.me, NULL };
	const char *const request[] = { req->route->name, req->in.uri,
		req->body, NULL };
	struct rows *rows;
	enum err err;

	if (!is_key(req->in.idempotency_key)) {
		req->detail = "An Idempotency-Key is 1 to 255 visible ASCII "
			      "characters.";
		return E_malformed;
	}
	arg_set(req, "idempotency_key", hex_of(req, name));
	arg_set(req, "idempotency_request", hex_of(req, request));
	if ((err = sql_begin(req)) != OK ||
	    (err = sql(req, "idempotency_lock", &rows)) != OK)
		return err;
	if (*rows_text(rows, 0, "locked") != 't') {
		req->reply.retry_after = 1;
		return E_in_progress;
	}
	if ((err = sql(req, "idempotency_find", &rows)) != OK)
		return err;
	if (rows_count(rows) == 0)
		return OK;
	if (*rows_text(rows, 0, "same") != 't' ||
	    !unseal(req, rows_text(rows, 0, "answer")))
		return E_key_reused;
	*ret_replayed = true;
	return OK;
}

enum err
idempotency_keep(struct req *req)
{
	unsigned char key[HASH], *sealed;
	struct rows *rows;
	struct buf plain;
	size_t len;
	char *hex;

	buf_init(&plain, REPLY_MAX);
	pack(&req->reply, &plain);
	len = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES +
	    plain.len;
	sealed = arena_alloc(req->arena, len);
	randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
	seal_key(req, key);
	crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES,
	    (unsigned char *)plain.data, plain.len, sealed, key);
	buf_free(&plain);
	hex = arena_alloc(req->arena, 2 * len + 1);
	arg_set(req, "idempotency_answer",
	    sodium_bin2hex(hex, 2 * len + 1, sealed, len));
	return sql(req, "idempotency_keep", &rows);
}
