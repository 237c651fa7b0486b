/*
 * One event a line on standard error, as JSON or logfmt (LOG_FORMAT).  A line
 * is built in the caller's memory and written at once, so that lines of
 * several threads and processes do not mix.  Values of secrets and places of
 * people are never given to it.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_line {
	char	text[2048];	/* a longer line is cut at a whole field */
	int	len;
	bool	on;		/* below LOG_LEVEL nothing is collected */
	bool	cut;		/* a field did not fit; no more are taken, and
				   the line says "cut":true */
};

void log_init(bool logfmt, enum log_level lowest);
void log_begin(struct log_line *, enum log_level, const char *event);
void log_str(struct log_line *, const char *key, const char *value);
				/* NULL is written as null */
void log_int(struct log_line *, const char *key, int64_t value);
void log_end(struct log_line *);

/* This thread's lines wait, up to as many as one write to a pipe keeps whole
 * (PIPE_BUF), until log_release(): for a thread that writes many. */
void log_hold(void);
void log_release(void);

/* A whole line: log_event(LOG_WARN, "mail_failed", "why", why, (char *)0).
 * Keys and values alternate, all strings; a NULL key ends it. */
void log_event(enum log_level, const char *event, ...)
	__attribute__((sentinel));

#endif
