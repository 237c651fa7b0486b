/*
 * The greeting: the word behind "Hello" on the front page, which organisers
 * can change.  It is plain text in and out; what it looks like is the web
 * application's.
 */
#include "../api.h"

/* clang-format off */
static const struct field word[] = {
	{ "text", T_STRING, REQUIRED | TRIM, .min = 1, .max = 100 },
	{ 0 }
};

static const struct field now[] = {
	{ "word",       T_STRING, READONLY },
	{ "updated_at", T_TIME,   READONLY },
	{ "updated_by", T_HANDLE, READONLY | NULLABLE,
	  .doc = "Who set it; null: nobody did, or somebody who has left." },
	{ 0 }
};

static const struct field earlier[] = {
	{ "id",         T_ID,     READONLY },
	{ "word",       T_STRING, READONLY },
	{ "set_at",     T_TIME,   READONLY },
	{ "set_by",     T_HANDLE, READONLY | NULLABLE },
	{ 0 }
};

static const struct route routes[] = {
	{ GET,  "/hello", "greeting_get", ANYONE, .text = true,
	  .doc = "Answers the word." },
	{ POST, "/hello", "greeting_set", ORGANISER, .text = true, .body = word,
	  .doc = "Sets the word, and answers it as it is kept." },
	{ GET,  "/hello/now", "greeting_now", ANYONE, .reply = now,
	  .doc = "Answers the word, who set it and when." },
	{ GET,  "/hello/history", "greeting_history", MEMBER, .reply = earlier,
	  .many = true, .schema = "GreetingWord",
	  .doc = "Lists the last twenty words, the newest first." },
	{ 0 }
};
/* clang-format on */

const struct resource greeting = {
	.name = "greeting",
	.schema = "Greeting",
	.doc = "The sentence on the wall.",
	.fields = now,
	.routes = routes,
};
