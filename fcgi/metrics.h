/* Counters and histograms of all processes, in the Prometheus text form. */
#ifndef METRICS_H
#define METRICS_H

#include <stdint.h>

#include "buf.h"

/* One request of the route (-1: none) answered with the status. */
void metrics_count(int route_index, int status, int64_t us);

/* All of them, in the text format 0.0.4. */
void metrics_write(struct buf *);

/* Answers scrapers at METRICS_LISTEN (HOST:PORT; empty: nobody) in a thread of
 * its own, so that a slow one holds up nothing else, until the process ends.
 * Logs why when it cannot. */
void metrics_start(const char *address);

#endif
