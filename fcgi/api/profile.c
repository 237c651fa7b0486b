/* What a member says about itself. */
#include "../account.h"
#include "../api.h"

/* clang-format off */
static const struct route routes[] = {
	{ GET,   "/profile", "profile_get",    MEMBER,
	  .reply = me_fields,
	  .doc = "The own profile." },
	{ PATCH, "/profile", "profile_update", MEMBER,
	  .body = me_fields, .reply = me_fields,
	  .doc = "Changes what is named of the own profile." },
	{ 0 }
};
/* clang-format on */

const struct resource profile = {
	.name = "profile",
	.schema = "Me",
	.doc = "What a member says about itself.",
	.fields = me_fields,
	.routes = routes,
};
