/* What targets share that call the engine's tables and no database. */
#ifndef ENGINE_H
#define ENGINE_H

#include <string.h>

#include "fuzz.h"
#include "log.h"
#include "password.h"
#include "route.h"
#include "settings.h"
#include "shared.h"

/* The engine as a worker has it after its start, and a request to work with;
 * called again it does nothing. */
static inline void
engine_set_up(struct req *req)
{
	if (req->arena != NULL)
		return;
	MUST(settings_load() == 0);
	MUST(shared_open("") == OK);
	password_init(1);
	log_init(false, LOG_ERROR);
	route_init();
	req_init(req);
}

/* Each parameter that nginx gives is there, and empty. */
static inline void
engine_clear_params(struct req *req)
{
	const char *none[sizeof req->in / sizeof(const char *)];

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		none[i] = "";
	memcpy(&req->in, none, sizeof none);
}

#endif
