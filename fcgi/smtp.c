/*
 * See smtp.h.  libcurl says whether a mail was sent, but not whose fault it is
 * when it was not; so we listen to the conversation (it shows us each command
 * and each answer) and judge by how far it came.
 */
#include "smtp.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "settings.h"

enum {
	CONNECT_MS = 10 * 1000,
	ANSWER_S = 60,	       /* for one answer */
	WHOLE_MS = 150 * 1000, /* for one mail; less than outbox.c's lease */
	WAKE_MS = 1000,
	QUIT_MS = 2 * 1000,
	GRACE_MS = 5 * 1000, /* for the last answer, when told to stop */
};

enum { SOCKETS = 4 };

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
	bool closing;	  /* what is said now is no longer about the mail */
	int64_t stop_at;  /* told to, at this now_ms(); or 0 */
	int fds[SOCKETS]; /* open; two while IPv4 and IPv6 race; -1: none */
};

/* May the server have the whole message, without having said so? */
static bool
is_in_doubt(const struct smtp *s)
{
	return s->stage == BODY && s->sent == s->message->len;
}

struct smtp *
smtp_open(int stop_fd)
{
	struct smtp *s = mem_new(sizeof *s);

	*s = (struct smtp) { .stop_fd = stop_fd };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 ||
	    (s->multi = curl_multi_init()) == NULL ||
	    (s->easy = curl_easy_init()) == NULL)
		abort(); /* out of memory */
	for (int i = 0; i < SOCKETS; i++)
		s->fds[i] = -1;
	return s;
}

/* libcurl opened a socket. */
static int
note_open(void *arg, curl_socket_t fd, curlsocktype purpose)
{
	struct smtp *s = arg;
	int i = 0;

	(void)purpose;
	while (i < SOCKETS - 1 && s->fds[i] != -1)
		i++;
	s->fds[i] = fd;
	return CURL_SOCKOPT_OK;
}

static int
note_close(void *arg, curl_socket_t fd)
{
	struct smtp *s = arg;

	for (int i = 0; i < SOCKETS; i++)
		if (s->fds[i] == fd)
			s->fds[i] = -1;
	return close(fd);
}

/* Whatever libcurl still wants to say or hear fails at once: it would wait for
 * the answer to its QUIT, and listen to nobody meanwhile. */
static void
hang_up(struct smtp *s)
{
	for (int i = 0; i < SOCKETS; i++)
		if (s->fds[i] != -1)
			shutdown(s->fds[i], SHUT_RDWR);
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

	if (len > 4 && strncasecmp(text, "QUIT", 4) == 0)
		s->closing = true;
	if (s->closing)
		return;
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

	if (s->closing)
		return;
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

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Told to stop?  libcurl asks at least once a second, also where it waits by
 * itself (for the answer to the last dot), and ends the conversation when the
 * answer is not 0.  While the server may have the whole message we wait a
 * little for its word. */
static int
told_to_stop(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct smtp *s = arg;
	struct pollfd p = { s->stop_fd, POLLIN, 0 };

	(void)a, (void)b, (void)c, (void)d;
	if (s->stop_fd == -1 || (s->stop_at == 0 && poll(&p, 1, 0) <= 0))
		return 0;
	if (s->stop_at == 0)
		s->stop_at = now_ms();
	if (is_in_doubt(s) && now_ms() - s->stop_at < GRACE_MS)
		return 0;
	hang_up(s);
	return 1;
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
	s->closing = false;
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
	curl_easy_setopt(e, CURLOPT_SOCKOPTFUNCTION, note_open);
	curl_easy_setopt(e, CURLOPT_SOCKOPTDATA, s);
	curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, note_close);
	curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, s);
	curl_easy_setopt(e, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(e, CURLOPT_XFERINFOFUNCTION, told_to_stop);
	curl_easy_setopt(e, CURLOPT_XFERINFODATA, s);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(e, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, listen_in);
	curl_easy_setopt(e, CURLOPT_DEBUGDATA, s);
}

/*
 * Holds the conversation; how it ended comes back.  A transfer is never taken
 * away from libcurl half done: it would end the message with its dot, and the
 * server would take what was there of it.
 */
static CURLcode
converse(struct smtp *s)
{
	struct curl_waitfd stop = { s->stop_fd, CURL_WAIT_POLLIN, 0 };
	int running = 1, left;
	CURLMsg *end;

	curl_multi_add_handle(s->multi, s->easy);
	for (;;) {
		if (curl_multi_perform(s->multi, &running) != CURLM_OK)
			abort(); /* out of memory */
		if (running == 0)
			break;
		curl_multi_poll(s->multi, &stop,
		    s->stop_fd != -1 && s->stop_at == 0, WAKE_MS, NULL);
	}
	end = curl_multi_info_read(s->multi, &left);
	if (end == NULL)
		abort(); /* not while none runs */
	CURLcode code = end->data.result;
	curl_multi_remove_handle(s->multi, s->easy);
	return code;
}

static enum smtp_answer
judge(const struct smtp *s, CURLcode code)
{
	if (code == CURLE_OK)
		return SMTP_SENT;
	if (code == CURLE_ABORTED_BY_CALLBACK)
		return is_in_doubt(s) ? SMTP_IN_DOUBT : SMTP_STOPPED;
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
	CURLcode code = converse(s);
	enum smtp_answer answer = judge(s, code);

	if (code == CURLE_ABORTED_BY_CALLBACK)
		snprintf(why, MAIL_WHY_SIZE, "told to stop");
	else if (answer != SMTP_SENT)
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

/* A command of its own, outside of any mail. */
static enum smtp_answer
command(struct smtp *s, const char *verb, char why[MAIL_WHY_SIZE])
{
	char error[CURL_ERROR_SIZE];

	prepare(s, error);
	curl_easy_setopt(s->easy, CURLOPT_CUSTOMREQUEST, verb);
	curl_easy_setopt(s->easy, CURLOPT_NOBODY, 1L);
	if (strcmp(verb, "QUIT") == 0)
		curl_easy_setopt(s->easy, CURLOPT_TIMEOUT_MS, (long)QUIT_MS);
	return hold(s, error, why);
}

enum smtp_answer
smtp_try(struct smtp *s, char why[MAIL_WHY_SIZE])
{
	return command(s, "NOOP", why);
}

void
smtp_close(struct smtp *s)
{
	char why[MAIL_WHY_SIZE];
	bool connected = false;

	for (int i = 0; i < SOCKETS; i++)
		connected |= s->fds[i] != -1;
	if (connected && s->stop_at == 0)
		(void)command(s, "QUIT", why);
	hang_up(s);
	curl_easy_cleanup(s->easy);
	curl_multi_cleanup(s->multi);
	curl_global_cleanup();
	mem_free(s);
}
