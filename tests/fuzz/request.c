/*
 * A request against the tables of fcgi/api, all but who asks and the database:
 * its address, route, query, body and the answer to what is wrong with them.
 * Whatever the bytes, the head of the answer is lines of visible ASCII and its
 * body is JSON.
 *
 * The bytes are the method, the address, the media type and If-Match, a line
 * each, and then the body.
 */
#include <string.h>

#include "engine.h"
#include "fuzz.h"
#include "json.h"
#include "reply.h"
#include "route.h"
#include "schema.h"
#include "text.h"

static struct req req;

/* The line at *p without its end; *p goes behind it. */
static const char *
take_line(char **p)
{
	char *line = *p, *end = line + strcspn(line, "\n");

	*p = end + (*end != '\0');
	*end = '\0';
	return line;
}

static void
set_params(const char *method, char **p)
{
	engine_clear_params(&req);
	for (int m = GET; m <= DELETE; m++) {
		if (strcmp(method, method_names[m]) == 0)
			req.method = (enum method)m;
	}
	req.in.method = method;
	req.in.uri = take_line(p);
	req.in.content_type = take_line(p);
	req.in.if_match = take_line(p);
	req.route_index = -1;
}

static enum err
answer(void)
{
	const char *why;
	enum err err = url_parse(req.in.uri, req.arena, &req.url, &why);

	if (err != OK || (err = route_find(&req)) != OK)
		return err;
	schema_query(&req);
	if ((err = schema_body(&req)) != OK)
		return err;
	if (req.route->check != NULL)
		req.route->check(&req);
	return has_faults(&req) ? E_invalid : OK;
}

/* What would go to Postgres: text that it takes. */
static void
check_args(void)
{
	for (int i = 0; i < req.n_args; i++) {
		const char *value = req.args[i].value;

		MUST(value == NULL || text_is_utf8(value, strlen(value)));
	}
}

static void
check_reply(void)
{
	const struct buf *head = &req.reply.head, *body = &req.reply.body;
	const char *why;
	size_t at;

	MUST(!head->over && !body->over && head->len > 4);
	MUST(memcmp(head->data + head->len - 4, "\r\n\r\n", 4) == 0);
	for (size_t i = 0; i < head->len; i++) {
		unsigned char c = (unsigned char)head->data[i];

		MUST((c >= ' ' && c < 0x7f) || c == '\r' || c == '\n');
		MUST(c != '\r' || head->data[i + 1] == '\n');
		MUST(c != '\n' || (i > 0 && head->data[i - 1] == '\r'));
	}
	MUST(json_check(body->data, body->len, &at, &why) == OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *p = text;
	const char *method;

	engine_set_up(&req);
	method = take_line(&p);
	set_params(method, &p);
	req.body = p;
	req.body_len = (size_t)(text + size - p);
	req.err = answer();
	check_args();
	if (req.err != OK) {
		reply_problem(&req, req.err);
		reply_finish(&req);
		check_reply();
	}
	req_reset(&req);
	free(text);
	return 0;
}
