/* One worker process: its connections and its threads. */
#ifndef WORKER_H
#define WORKER_H

/*
 * Serves the listening socket until SIGTERM (or SIGINT), then finishes what
 * was begun and returns the exit code.  The caller has blocked those signals,
 * loaded the settings and opened the shared memory.
 */
int worker_run(int listener);

#endif
