/* See limit.h. */
#include "limit.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "shared.h"

enum { WAYS = 4 }; /* places that one key may stand at */

static int64_t
now_ns(void)
{
	struct timespec t;

	/* The same clock for all processes, also after a restart of one. */
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The key's entry: its own, or else the one whose time is longest over. */
static _Atomic uint64_t *
find(uint64_t hash)
{
	_Atomic uint64_t(*set)[2], (*oldest)[2];
	int i;

	set = &shared->bucket[hash % (SHARED_BUCKETS / WAYS) * WAYS];
	oldest = set;
	for (i = 0; i < WAYS; i++) {
		if (set[i][0] == hash)
			return set[i];
		if (set[i][1] < (*oldest)[1])
			oldest = &set[i];
	}
	(*oldest)[1] = 0;
	(*oldest)[0] = hash;
	return *oldest;
}

bool
limit_take(const char *policy, const char *key, int quota, int window,
    int burst, struct limit_state *ret)
{
	static const unsigned char salt[crypto_shorthash_KEYBYTES] = "foyer";
	int64_t now = now_ns(), step, tat, next, room;
	_Atomic uint64_t *entry;
	uint64_t hash, seen;
	bool granted;

	if (quota <= 0)
		return true;
	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key,
	    strlen(key), salt);
	hash |= 1; /* 0 is an empty entry */
	entry = find(hash);
	step = (int64_t)window * 1000000000 / quota;
	do {
		seen = entry[1];
		tat = (int64_t)seen > now ? (int64_t)seen : now;
		next = tat + step;
		granted = next - now <= step * burst;
	} while (granted &&
	    !atomic_compare_exchange_weak(&entry[1], &seen, (uint64_t)next));
	room = step * burst - ((granted ? next : tat) - now);
	*ret = (struct limit_state) {
		.policy = policy,
		.quota = quota,
		.window = window,
		.remaining = room > 0 ? (int)(room / step) : 0,
		.reset = (int)(((granted ? next : tat) - now) / 1000000000) + 1,
		.wait = granted
		    ? 0
		    : (int)((next - now - step * burst) / 1000000000) + 1,
	};
	return granted;
}
