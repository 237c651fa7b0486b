/* The parts of `foyer openapi': openapi.c has the document and its operations,
 * openapi_parts.c what they refer to, openapi_schema.c the schemas. */
#ifndef OPENAPI_H
#define OPENAPI_H

#include "describe.h"
#include "emit.h"

/* The errors that one status can mean here: its response is described once,
 * under a name made of theirs. */
struct problem_set {
	int		 status;
	bool		 has[E__MAX];
	char		 name[160];
};

/* Those of `errs' with that status, or false when there are none. */
bool openapi_problems(const bool errs[E__MAX], int status,
    struct problem_set *ret);

/* The members of a schema object. */
void openapi_field(struct emit *, const struct field *, enum view);

/* A schema: by reference when it has a name.  `many' is an array of them. */
void openapi_shape(struct emit *, const char *key, const struct shape *,
    bool many);

/* A named one, as a member of components/schemas. */
void openapi_object(struct emit *, const struct shape *);

/* "X-Request-Id": {"$ref": …} of a response's headers. */
void openapi_header(struct emit *, const char *name);

void openapi_components(struct emit *);

#endif
