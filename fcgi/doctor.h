/*
 * What `foyer doctor' looks at; doctor_site.c is what lies outside the
 * database.
 *
 * lint: names, report() is the verb of all that it does.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>

#include "buf.h"

enum finding { FINE, WARNING, FAILURE };

struct report {
	bool		 json;
	int		 n, failures;
	struct buf	 out;		/* --json: the array so far */
	bool		 site_answers;	/* APP_URL, from a worker */
};

/* One line of the report.  `advice' is what to do; NULL when all is well. */
void report(struct report *, enum finding, const char *what,
    const char *advice, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

void doctor_mail_way(struct report *);
void doctor_site(struct report *, const char *what, const char *url);
void doctor_tiles(struct report *);	/* may pages ask for them? */
void doctor_workers(struct report *, const char *address); /* "": unknown */

#endif
