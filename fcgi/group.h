/*
 * Requests of one route that share one statement, and so one transaction: what
 * each of them is, is api.h's word `gather'.
 */
#ifndef GROUP_H
#define GROUP_H

#include "req.h"

enum { GROUP_MAX = 64 };

/* Those that go together, each with a place for whether it is done. */
struct group {
	struct req	*reqs[GROUP_MAX];
	bool		*done[GROUP_MAX];
	int		 n;
};

void group_add(struct group *, struct req *, bool *done);

/*
 * Runs the statement.  OK: those of which it says so are done, durably, and
 * their answers are begun.  E_unavailable: whether it ran is not known, and
 * that is the answer of all, which are marked as done.  Nothing else comes
 * back: what fails for another reason, one of them may be to blame for, and
 * none is done.
 */
enum err group_run(struct group *, struct db *) MUST_CHECK;

#endif
