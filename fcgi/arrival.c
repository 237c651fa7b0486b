/* See arrival.h. */
#include "arrival.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "password.h"
#include "route.h"
#include "settings.h"

static bool
is_hex(const char *s, size_t len)
{
	return strspn(s, "0123456789abcdef") >= len;
}

/* W3C's traceparent: VERSION-TRACE-PARENT-FLAGS in small hex digits, where
 * version ff and ids that are all zero are none. */
static bool
is_trace(const char *s)
{
	return strlen(s) >= 55 && is_hex(s, 2) && memcmp(s, "ff", 2) != 0 &&
	    s[2] == '-' && is_hex(s + 3, 32) && strspn(s + 3, "0") < 32 &&
	    s[35] == '-' && is_hex(s + 36, 16) && strspn(s + 36, "0") < 16 &&
	    s[52] == '-' && is_hex(s + 53, 2);
}

void
arrival_ids(struct req *req)
{
	const char *id = req->in.request_id, *trace = req->in.traceparent;
	char random[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];

	if (strlen(id) == 32 && is_hex(id, 32))
		memcpy(req->id, id, 33);
	else {
		token_make(random);
		token_hash(random, hash);
		memcpy(req->id, hash, 32);
		req->id[32] = '\0';
	}
	memcpy(req->trace, req->id, 33);
	if (is_trace(trace)) {
		memcpy(req->trace, trace + 3, 32);
		req->trace[32] = '\0';
	}
}

void
arrival_method(struct req *req)
{
	const char *name = req->in.method;
	int m;

	req->is_head = strcmp(name, "HEAD") == 0;
	if (req->is_head)
		name = "GET";
	for (m = GET; m <= DELETE; m++)
		if (strcmp(name, method_names[m]) == 0)
			req->method = (enum method)m;
}

/* The milliseconds of "1763719200.123"; what is no such time gives one that is
 * long ago.  strtod() would be most of what this step costs. */
static int64_t
read_msec(const char *s)
{
	int64_t ms = 0;
	int places = -1;

	for (; places < 3 && ms < INT64_MAX / 100; s++) {
		if (*s == '.' && places == -1)
			places = 0;
		else if (*s >= '0' && *s <= '9') {
			ms = ms * 10 + (*s - '0');
			places += places >= 0;
		} else
			break;
	}
	for (places = places > 0 ? places : 0; places < 3; places++)
		ms = ms < INT64_MAX / 100 ? ms * 10 : ms;
	return ms;
}

bool
arrival_is_too_old(const struct req *req)
{
	struct timespec now;
	int64_t age_ms;

	if (*req->in.msec == '\0')
		return false;
	clock_gettime(CLOCK_REALTIME, &now);
	age_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 -
	    read_msec(req->in.msec);
	return age_ms > setting_number(settings.request_max_age) &&
	    age_ms < 3600 * 1000; /* more is a clock that jumped */
}
