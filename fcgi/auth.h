/*
 * Who asks: from the cookie or the bearer token to a principal, through a
 * small cache of a few seconds that a revocation empties in all processes.
 */
#ifndef AUTH_H
#define AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "errors.h"

struct principal {
	int64_t		 account;
	int64_t		 credential;	/* id of the session or token */
	char		 me[24];	/* account, as text for :me */
	char		 uuid[37];
	char		 handle[31];
	bool		 organiser;
	bool		 by_token;
	bool		 may_write;
	bool		 device;	/* a device's: may send sightings */
};

struct req;

/*
 * Fills req->principal and req->signed_in.  OK also for nobody; E_unauthorized
 * for a token that does not hold (a cookie that does not hold is taken as
 * nobody and cleared in the browser), E_wrong_origin for a cookie from another
 * site, E_malformed for a header that is none, E_unavailable.
 */
enum err auth_identify(struct req *) MUST_CHECK;

/* OK, E_unauthorized, E_scope or E_forbidden for what the route asks. */
enum err auth_allow(const struct req *) MUST_CHECK;

/* All caches are void from now on, in every process of this machine. */
void auth_forget_all(void);

#endif
