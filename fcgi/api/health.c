/*
 * Is this worker alive, and can it serve?  Asked by probes: liveness never
 * asks the database, because starting the worker anew does not bring that
 * back.
 */
#include "../api.h"

static enum err
health_live(struct req *req)
{
	reply_text(req, "ok\n");
	return OK;
}

static enum err
health_ready(struct req *req)
{
	struct rows *rows;
	enum err err;

	if ((err = sql(req, "health_ready", &rows)) != OK)
		return err;
	reply_text(req, "ok\n");
	return OK;
}

/* clang-format off */
static const enum err away[] = { E_unavailable, OK };

static const struct route routes[] = {
	{ GET, "/health/live", "health_live", ANYONE, RATE_NONE, .text = true,
	  .handler = health_live, .quick = true,
	  .doc = "Says that a worker answers." },
	{ GET, "/health/ready", "health_ready", ANYONE, RATE_NONE, .text = true,
	  .handler = health_ready, .fails = away,
	  .doc = "Says that a worker answers and has its database." },
	{ 0 }
};
/* clang-format on */

const struct resource health = {
	.name = "health",
	.doc = "For probes: whether a worker lives and can serve.",
	.routes = routes,
};
