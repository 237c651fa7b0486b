/* Sends the mail that is due. */
#ifndef OUTBOX_H
#define OUTBOX_H

#include "db.h"

enum outbox_state {
	OUTBOX_EMPTY = 1,	/* nothing is due any more */
	OUTBOX_STUCK,		/* the mail server is away: ask again later */
	OUTBOX_NO_DATABASE,
	OUTBOX_STOPPED,		/* stop_fd became readable */
};

/* Until one of these.  Logs what it does. */
enum outbox_state outbox_run(struct db *, int stop_fd);

#endif
