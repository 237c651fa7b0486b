/* Counters and histograms of all processes, in the Prometheus text form. */
#ifndef METRICS_H
#define METRICS_H

#include <stdint.h>

#include "buf.h"

/* One request of the route (-1: none) answered with the status. */
void metrics_count(int route_index, int status, int64_t us);

/* All of them, in the text format 0.0.4. */
void metrics_write(struct buf *);

/* Opens the listening socket of METRICS_LISTEN; -1 and *ret_why without. */
int metrics_listen(const char *address, const char **ret_why);

/* Answers one connection and closes it. */
void metrics_answer(int listener);

#endif
