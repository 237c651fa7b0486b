/*
 * Where requests are worked on: the lane, one thread that waits for nothing
 * but the next event, and behind it the crew, a few threads that may.
 */
#ifndef LANE_H
#define LANE_H

#include "exchange.h"

/* Starts the lane and a crew of `threads'. */
void lane_start(int threads);

/* Gives the lane a connection that has a first request to be read. */
void lane_take(struct conn *);

/* An exchange is over: its connection waits for the next request, or ends.
 * Any thread may call it. */
void lane_end(struct exchange *, enum exchange_end);

/* Ends all threads; what they are at is finished first. */
void lane_stop(void);

#endif
