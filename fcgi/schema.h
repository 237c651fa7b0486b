/*
 * Holds what came in against the tables: path parameters, query and body.
 * What passes becomes an argument, in the form that Postgres reads; what does
 * not becomes a fault.  All faults of a request are found before it is
 * answered.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "req.h"

/* E_not_found when the text cannot be an object's name at all. */
enum err schema_param(struct req *, const char *name, const char *text)
	MUST_CHECK;

/* The query, and If-Match.  Faults are noted. */
void schema_query(struct req *);

/* The body, if the route has one: E_media_type, E_malformed (not JSON) and
 * E_too_large; faults of fields are noted and it is OK. */
enum err schema_body(struct req *) MUST_CHECK;

/* May the body be read without a wait worth the name: is it, from its first
 * byte, one object and not an array or lines of them? */
bool schema_stands_alone(const struct req *);

/* The members of an object that json-c has read, held against the route's
 * fields (schema.c). */
void schema_object(struct req *, struct json_object *);

/* A body of many objects (schema_rows.c); `lines': it is NDJSON. */
enum err schema_rows(struct req *, bool lines) MUST_CHECK;

#endif
