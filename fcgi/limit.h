/*
 * How often somebody may come: GCRA ("leaky bucket as a meter", ITU-T I.371)
 * over a fixed table in shared memory.  When the table is full the longest
 * idle entry gives way, which forgives and never blames.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/* What the answer's RateLimit fields say. */
struct limit_state {
	const char	*policy;	/* its name; NULL: no limit applied */
	int		 quota;		/* requests per window */
	int		 window;	/* seconds */
	int		 remaining;
	int		 reset;		/* seconds until all of it is back */
	int		 wait;		/* seconds until one is, when refused */
};

/*
 * Counts one for `key' (hashed; any text).  False when it is one too many;
 * *ret is filled either way.  `burst' may come at once and the quota is that
 * of `window' seconds.  quota 0: no limit, *ret is left alone.
 */
bool limit_take(const char *policy, const char *key, int quota, int window,
    int burst, struct limit_state *ret);

#endif
