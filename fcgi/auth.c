/* See auth.h.  The statements are in sql/auth.sql. */
#include "auth.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "cookie.h"
#include "password.h"
#include "req.h"
#include "settings.h"
#include "shared.h"

enum {
	CACHE_SETS = 128,
	CACHE_WAYS = 4, /* for as many that fall into one set */
	/* How long a revocation on another machine may go unseen; on this
	 * one the epoch shows it at once. */
	CACHE_US = 2 * 1000 * 1000,
};

struct cached {
	char hash[TOKEN_HASH_SIZE];
	uint64_t epoch;
	int64_t until_us;
	struct principal principal;
};
static struct cached cache[CACHE_SETS][CACHE_WAYS];
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;

void
auth_forget_all(void)
{
	shared->epoch++;
}

/* The slot that has it, else the one of its set that is forgotten first. */
static struct cached *
cache_slot(const char *hash)
{
	struct cached *set, *slot;
	char part[5];
	int i;

	memcpy(part, hash, 4);
	part[4] = '\0';
	set = slot = cache[strtoul(part, NULL, 16) % CACHE_SETS];
	for (i = 0; i < CACHE_WAYS; i++) {
		if (strcmp(set[i].hash, hash) == 0)
			return &set[i];
		if (set[i].until_us < slot->until_us)
			slot = &set[i];
	}
	return slot;
}

static void
fill(struct principal *p, const struct rows *rows, bool by_token)
{
	const char *me = rows_text(rows, 0, "account");
	size_t len = strlen(me);

	memset(p, 0, sizeof *p);
	p->account = strtoll(me, NULL, 10);
	p->credential = strtoll(rows_text(rows, 0, "credential"), NULL, 10);
	memcpy(p->me, me, len < sizeof p->me ? len : sizeof p->me - 1);
	memcpy(p->uuid, rows_text(rows, 0, "uuid"), sizeof p->uuid - 1);
	strncpy(p->handle, rows_text(rows, 0, "handle"), sizeof p->handle - 1);
	p->organiser = strcmp(rows_text(rows, 0, "role"), "organiser") == 0;
	p->by_token = by_token;
	p->device = strcmp(rows_text(rows, 0, "scope"), "device") == 0;
	p->may_write = p->device ||
	    strcmp(rows_text(rows, 0, "scope"), "write") == 0;
}

static bool
find_cached(struct req *req, const char *hash, bool by_token)
{
	struct cached *slot;
	bool found;

	pthread_mutex_lock(&cache_lock);
	slot = cache_slot(hash);
	found = slot->until_us > req->started_us &&
	    slot->epoch == shared->epoch && strcmp(slot->hash, hash) == 0 &&
	    slot->principal.by_token == by_token;
	if (found)
		req->principal = slot->principal;
	pthread_mutex_unlock(&cache_lock);
	return found;
}

/* `epoch' is the one before the database was asked: what was revoked since
 * then is not kept. */
static void
keep(const struct req *req, const char *hash, uint64_t epoch)
{
	struct cached *slot;

	pthread_mutex_lock(&cache_lock);
	slot = cache_slot(hash);
	memcpy(slot->hash, hash, sizeof slot->hash);
	slot->epoch = epoch;
	slot->until_us = req->started_us + CACHE_US;
	slot->principal = req->principal;
	pthread_mutex_unlock(&cache_lock);
}

/* Asks the cache, then the database.  OK with req->signed_in as it is. */
static enum err MUST_CHECK
look_up(struct req *req, const char *token, bool by_token)
{
	uint64_t epoch = shared->epoch;
	char hash[TOKEN_HASH_SIZE];
	struct rows *rows;
	enum err err;

	token_hash(token, hash);
	if (find_cached(req, hash, by_token)) {
		req->signed_in = true;
		return OK;
	}
	if (req->db == NULL) {
		req->needs_thread = true;
		return E_unavailable;
	}
	arg_set(req, "token_hash", hash);
	err = sql(req, by_token ? "principal_by_token" : "principal_by_session",
	    &rows);
	if (err != OK)
		return err;
	if (rows_count(rows) == 0)
		return OK;
	fill(&req->principal, rows, by_token);
	req->signed_in = true;
	keep(req, hash, epoch);
	arg_set(req, "credential", rows_text(rows, 0, "credential"));
	return sql(req,
	    req->principal.device ? "device_touch"
		: by_token	  ? "token_touch"
				  : "session_touch",
	    &rows);
}

/* The value of the cookie `name', copied; NULL when there is none. */
static const char *
cookie_value(struct req *req, const char *name)
{
	const char *value;
	size_t len;

	if (!cookie_find(req->in.cookie, name, &value, &len))
		return NULL;
	return arena_strndup(req->arena, value, len);
}

/* Is it APP_URL, less the path below which the application may live? */
static bool
is_own_origin(const char *origin)
{
	const char *host = strstr(settings.app_url, "://");
	size_t len = host == NULL ? 0 : (size_t)(host - settings.app_url) + 3;

	len += strcspn(settings.app_url + len, "/");
	return strlen(origin) == len &&
	    strncmp(origin, settings.app_url, len) == 0;
}

/*
 * Did a browser send this from another site?  Sec-Fetch-Site is the browser's
 * own word and cannot be forged by a page; older ones send Origin with every
 * unsafe request.  A cookie without either is not honoured for a write.
 */
static bool
from_elsewhere(const struct req *req, bool has_cookie)
{
	const char *site = req->in.fetch_site, *origin = req->in.origin;

	if (req->method == GET)
		return false;
	if (*origin != '\0')
		return !is_own_origin(origin);
	if (*site != '\0')
		return strcmp(site, "same-origin") != 0 &&
		    strcmp(site, "none") != 0;
	return has_cookie;
}

/* The token of "Basic NAME:TOKEN", which is all that some devices can say;
 * NULL: it is none. */
static const char *
basic_token(struct req *req, const char *coded)
{
	char *plain = arena_alloc(req->arena, strlen(coded) + 1);
	size_t len;

	if (sodium_base642bin((unsigned char *)plain, strlen(coded), coded,
		strlen(coded), NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0)
		return NULL;
	plain[len] = '\0';
	plain = strchr(plain, ':');
	return plain != NULL ? plain + 1 : NULL;
}

static enum err MUST_CHECK
by_bearer(struct req *req)
{
	const char *p = req->in.authorization;
	enum err err;

	if (strncasecmp(p, "Bearer ", 7) == 0)
		p += 7 + strspn(p + 7, " ");
	else if (req->route->devices && strncasecmp(p, "Basic ", 6) == 0)
		p = basic_token(req, p + 6);
	else
		p = NULL;
	if (p == NULL) {
		req->detail = "Only the Bearer scheme is known here.";
		return E_unauthorized;
	}
	if ((err = look_up(req, p, true)) != OK)
		return err;
	if (req->signed_in && req->principal.device && !req->route->devices) {
		req->signed_in = false;
		req->detail = "A device's token can send sightings only.";
		return E_unauthorized;
	}
	if (!req->signed_in) {
		req->detail = "The token is unknown, expired or revoked.";
		return E_unauthorized;
	}
	return OK;
}

enum err
auth_identify(struct req *req)
{
	const char *token;
	enum err err;

	if (*req->in.authorization != '\0')
		return by_bearer(req);
	if (strcmp(req->in.site, "api") == 0)
		return OK;
	token = cookie_value(req, "__Host-session");
	if (from_elsewhere(req, token != NULL))
		return E_wrong_origin;
	if (token == NULL)
		return OK;
	if ((err = look_up(req, token, false)) != OK)
		return err;
	if (!req->signed_in)
		reply_cookie(req, NULL);
	return OK;
}

enum err
auth_allow(const struct req *req)
{
	const struct route *route = req->route;

	if (route->who == ANYONE)
		return OK;
	if (!req->signed_in)
		return E_unauthorized;
	if (req->method != GET && !req->principal.may_write)
		return E_scope;
	if (route->who == ORGANISER && !req->principal.organiser)
		return E_forbidden;
	return OK;
}
