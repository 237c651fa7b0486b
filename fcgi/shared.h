/*
 * One piece of memory that all processes of a pool see: counters, histograms,
 * rate limits and the epoch of revocations.  Anonymous before fork, or a file
 * (SHARED_FILE) for workers that were not forked from one master.
 */
#ifndef SHARED_H
#define SHARED_H

#include <stdint.h>

#include "errors.h"

enum {
	SHARED_ROUTES = 256,	/* ceiling; checked at start */
	SHARED_BUCKETS = 1 << 15,
	LATENCY_STEPS = 14,
};

/* 5xx and the like are few: a status class and the exact ones we answer. */
struct shared_route {
	_Atomic uint64_t status[64];	/* by metrics.c's table of statuses */
	_Atomic uint64_t latency[LATENCY_STEPS];
	_Atomic uint64_t latency_sum_us;
};

struct shared {
	_Atomic uint64_t magic;		/* layout; another one is refused */
	_Atomic uint64_t epoch;		/* of revocations: see auth.h */
	_Atomic uint64_t in_flight, refused_age, refused_busy;
	_Atomic uint64_t db_connects, db_failures;
	_Atomic uint64_t jobs_mail_sent, jobs_mail_failed, jobs_runs;
	_Atomic uint64_t connections, workers_lost;
	struct shared_route route[SHARED_ROUTES];
	_Atomic uint64_t bucket[SHARED_BUCKETS][2];	/* limit.c */
};
extern struct shared *shared;

/* Maps it; says why on standard error and returns E_internal when not. */
enum err shared_open(const char *file) MUST_CHECK;

#endif
