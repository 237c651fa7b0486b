/*
 * See smtp.h.  libcurl says whether a mail was sent, but not whose fault it is
 * when it was not; so we listen to the conversation (it shows us each command
 * and each answer) and judge by how far it came.
 */
#include "smtp.h"

#include <curl/curl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mem.h"
#include "settings.h"

enum {
	CONNECT_MS = 10 * 1000,
	ANSWER_S = 60,	       /* for one answer */
	WHOLE_MS = 150 * 1000, /* for one mail; less than outbox.c's lease */
	GRACE_MS = 5 * 1000,   /* for the last answer, when told to stop */
};

/* How far a conversation has come. */
enum stage { GREETING, SENDER, RECIPIENT, DATA, BODY };

struct smtp {
	CURLM *multi; /* keeps the connection */
	CURL *easy;
	int stop_fd;
	enum stage stage;
	char answer[160]; /* to the last command, or "" */
	const struct buf *message;
	size_t sent;
};

struct smtp *
smtp_open(int stop_fd)
{
	struct smtp *s = mem_new(sizeof *s);

	*s = (struct smtp) { .stop_fd = stop_fd };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 ||
	    (s->multi = curl_multi_init()) == NULL ||
	    (s->easy = curl_easy_init()) == NULL)
		abort(); /* out of memory */
	return s;
}

void
smtp_close(struct smtp *s)
{
	curl_easy_cleanup(s->easy);
	curl_multi_cleanup(s->multi);
	curl_global_cleanup();
	mem_free(s);
}

static void
hear_command(struct smtp *s, const char *text, size_t len)
{
	static const struct {
		const char *verb;
		enum stage stage;
	} verbs[] = {
		{ "MAIL", SENDER },
		{ "RCPT", RECIPIENT },
		{ "DATA", DATA },
	};

	s->answer[0] = '\0';
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (len > 4 && strncasecmp(text, verbs[i].verb, 4) == 0)
			s->stage = verbs[i].stage;
}

/* Keeps the last line, without what a log or a terminal would stumble on. */
static void
hear_answer(struct smtp *s, const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < sizeof s->answer; i++)
		if (text[i] >= ' ' && text[i] <= '~')
			s->answer[n++] = text[i];
	s->answer[n] = '\0';
}

static int
listen_in(CURL *easy, curl_infotype type, char *text, size_t len, void *arg)
{
	struct smtp *s = arg;

	(void)easy;
	if (type == CURLINFO_HEADER_OUT) {
		hear_command(s, text, len);
	} else if (type == CURLINFO_HEADER_IN) {
		hear_answer(s, text, len);
	} else if (type == CURLINFO_DATA_OUT && s->stage == DATA) {
		s->stage = BODY;
		s->answer[0] = '\0';
	}
	return 0;
}

static size_t
give_message(char *to, size_t size, size_t n, void *arg)
{
	struct smtp *s = arg;
	size_t len = s->message->len - s->sent;

	if (len > size * n)
		len = size * n;
	memcpy(to, s->message->data + s->sent, len);
	s->sent += len;
	return len;
}

/* What is the same for every conversation. */
static void
prepare(struct smtp *s, char error[CURL_ERROR_SIZE])
{
	bool must = strcmp(settings.smtp_tls, "required") == 0;
	bool may = strcmp(settings.smtp_tls, "none") != 0;
	CURL *e = s->easy;

	s->stage = GREETING;
	s->answer[0] = '\0';
	error[0] = '\0';
	curl_easy_reset(e);
	curl_easy_setopt(e, CURLOPT_URL, settings.smtp_url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(e, CURLOPT_USE_SSL,
	    must      ? CURLUSESSL_ALL
		: may ? CURLUSESSL_TRY
		      : CURLUSESSL_NONE);
	if (!must) {
		/* Whoever could show a wrong certificate could as well hide
		 * that there is TLS at all. */
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (*settings.smtp_ca != '\0')
		curl_easy_setopt(e, CURLOPT_CAINFO, settings.smtp_ca);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)ANSWER_S);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(e, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, listen_in);
	curl_easy_setopt(e, CURLOPT_DEBUGDATA, s);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Holds the conversation.  False when it was stopped; else *ret is how it
 * ended. */
static bool
converse(struct smtp *s, CURLcode *ret)
{
	struct curl_waitfd stop = { s->stop_fd, CURL_WAIT_POLLIN, 0 };
	unsigned n_stop = s->stop_fd != -1;
	int64_t until = 0; /* not told to stop */
	int running = 1, left;
	CURLMsg *end;

	curl_multi_add_handle(s->multi, s->easy);
	for (;;) {
		if (curl_multi_perform(s->multi, &running) != CURLM_OK)
			abort(); /* out of memory */
		if (running == 0)
			break;
		if (until != 0 && (s->stage != BODY || now_ms() >= until))
			break;
		curl_multi_poll(s->multi, &stop, n_stop, 1000, NULL);
		if (n_stop > 0 && stop.revents != 0) {
			until = now_ms() + GRACE_MS;
			n_stop = 0;
		}
	}
	end = curl_multi_info_read(s->multi, &left);
	if (end != NULL)
		*ret = end->data.result;
	curl_multi_remove_handle(s->multi, s->easy);
	return end != NULL;
}

static enum smtp_answer
judge(const struct smtp *s, CURLcode code)
{
	if (code == CURLE_OK)
		return SMTP_SENT;
	/* 421: the server is going down, whatever was asked of it. */
	if (s->stage < RECIPIENT || strncmp(s->answer, "421", 3) == 0)
		return SMTP_AWAY;
	if (s->answer[0] == '5')
		return SMTP_REFUSED;
	return s->answer[0] == '4' ? SMTP_DEFERRED : SMTP_AWAY;
}

static enum smtp_answer
hold(struct smtp *s, const char *error, char why[MAIL_WHY_SIZE])
{
	CURLcode code = CURLE_OK;
	enum smtp_answer answer;

	if (!converse(s, &code)) {
		snprintf(why, MAIL_WHY_SIZE, "told to stop");
		return s->stage == BODY ? SMTP_IN_DOUBT : SMTP_STOPPED;
	}
	answer = judge(s, code);
	if (answer != SMTP_SENT)
		snprintf(why, MAIL_WHY_SIZE, "%s%s%s",
		    *error != '\0' ? error : curl_easy_strerror(code),
		    s->answer[0] != '\0' ? "; server: " : "", s->answer);
	return answer;
}

enum smtp_answer
smtp_send(struct smtp *s, const char *from, const char *to,
    const struct buf *message, char why[MAIL_WHY_SIZE])
{
	struct curl_slist *recipients = curl_slist_append(NULL, to);
	char error[CURL_ERROR_SIZE];
	enum smtp_answer answer;

	if (recipients == NULL)
		abort(); /* out of memory */
	prepare(s, error);
	s->message = message;
	s->sent = 0;
	curl_easy_setopt(s->easy, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(s->easy, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(s->easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(s->easy, CURLOPT_READFUNCTION, give_message);
	curl_easy_setopt(s->easy, CURLOPT_READDATA, s);
	answer = hold(s, error, why);
	curl_slist_free_all(recipients);
	return answer;
}

enum smtp_answer
smtp_try(struct smtp *s, char why[MAIL_WHY_SIZE])
{
	char error[CURL_ERROR_SIZE];

	prepare(s, error);
	curl_easy_setopt(s->easy, CURLOPT_CUSTOMREQUEST, "NOOP");
	curl_easy_setopt(s->easy, CURLOPT_NOBODY, 1L);
	return hold(s, error, why);
}
