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
	SHARED_SEATS = 512,	/* workers, with those that drain */
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

/* What a worker has open, counted while its process is there, for who is
 * killed takes nothing back.  A cache line, as it changes with each request. */
struct shared_seat {
	_Alignas(64) _Atomic int32_t pid;	/* 0: free */
	_Atomic int32_t in_flight, connections;
};

struct shared {
	_Atomic uint64_t magic;		/* layout; another one is refused */
	_Atomic uint64_t epoch;		/* of revocations: see auth.h */
	_Atomic uint64_t refused_age, refused_busy;
	_Atomic uint64_t groups, gathered;
	_Atomic uint64_t db_connects, db_failures;
	_Atomic uint64_t jobs_mail_sent, jobs_mail_failed, jobs_runs;
	_Atomic uint64_t workers_lost;
	struct shared_seat seat[SHARED_SEATS];
	struct shared_route route[SHARED_ROUTES];
	_Atomic uint64_t bucket[SHARED_BUCKETS][2];	/* limit.c */
};
extern struct shared *shared;

/* This process's; without shared_take_seat() one that nobody else sees. */
extern struct shared_seat *seat;

/* Maps it; says why on standard error and returns E_internal when not. */
enum err shared_open(const char *file) MUST_CHECK;

/* Takes a seat that is free, or whose process has gone. */
void shared_take_seat(void);

/* The requests being worked on and the connections open in all processes. */
void shared_open_now(int64_t *ret_in_flight, int64_t *ret_connections);

#endif
