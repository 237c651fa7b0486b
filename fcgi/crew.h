/*
 * The threads that may wait: each takes one exchange after another from a
 * queue and brings it to its end, with a database connection of its own.
 */
#ifndef CREW_H
#define CREW_H

#include "exchange.h"

void crew_start(int threads);

/* Puts the exchange behind those that wait.  When it is over, lane_end() is
 * called.  One that may go with others is not begun before crew_push(), so that
 * those that came in one round go together. */
void crew_take(struct exchange *);
void crew_push(void);

/* How long, by what the last ones took, a next one would wait for a thread, in
 * microseconds. */
int64_t crew_wait_us(void);

/* Works off the queue and ends the threads. */
void crew_stop(void);

#endif
