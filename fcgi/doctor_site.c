/*
 * What doctor.c asks outside the database: the way of mail, both sites as a
 * browser would see them, the pool of workers.
 */
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "doctor.h"
#include "ping.h"
#include "settings.h"
#include "smtp.h"

enum {
	ANSWER_MAX = 64 << 10,
	PAGE_MAX = 1 << 20,
	CONNECT_MS = 3000,
	WHOLE_MS = 6000,
	EXPIRES_SOON_DAYS = 14,
	DAY_S = 24 * 60 * 60,
};

static void
check_smtp(struct report *r)
{
	char why[MAIL_WHY_SIZE] = "";
	struct smtp *s = smtp_open(-1);

	if (smtp_try(s, why) == SMTP_SENT)
		report(r, FINE, "mail", NULL, "the mail server lets us in");
	else
		report(r, FAILURE, "mail",
		    "look at SMTP_URL, SMTP_TLS and SMTP_CA", "%s", why);
	smtp_close(s);
}

void
doctor_mail_way(struct report *r)
{
	int dir;

	if (*settings.smtp_url != '\0') {
		check_smtp(r);
		return;
	}
	if (*settings.mail_dir == '\0') {
		report(r, WARNING, "mail",
		    "set SMTP_URL, or MAIL_DIR to look at mail here",
		    "no mail is sent, so a forgotten password"
		    " needs `foyer admin reset`");
		return;
	}
	dir = open(settings.mail_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir != -1 && faccessat(dir, ".", W_OK | X_OK, AT_EACCESS) == 0)
		report(r, FINE, "mail", NULL, "is written to %s",
		    settings.mail_dir);
	else
		report(r, FAILURE, "mail",
		    "make it, for the user that runs `foyer jobs`",
		    "MAIL_DIR %s: %s", settings.mail_dir, strerror(errno));
	if (dir != -1)
		close(dir);
}

static size_t
keep_answer(char *data, size_t size, size_t n, void *arg)
{
	buf_put(arg, data, size * n);
	return size * n;
}

/* When the site's own certificate ends, or 0. */
static time_t
certificate_end(CURL *e)
{
	static const char key[] = "Expire date:";
	struct curl_certinfo *info = NULL;

	if (curl_easy_getinfo(e, CURLINFO_CERTINFO, &info) != CURLE_OK ||
	    info == NULL || info->num_of_certs < 1)
		return 0;
	for (struct curl_slist *l = info->certinfo[0]; l != NULL; l = l->next)
		if (strncmp(l->data, key, sizeof key - 1) == 0)
			return curl_getdate(l->data + sizeof key - 1, NULL);
	return 0;
}

/* The authorities that vouch for the sites; NULL: the system's. */
static const char *
authorities(void)
{
	return *settings.app_ca != '\0' ? settings.app_ca
					: getenv("SSL_CERT_FILE");
}

static void
report_failure(struct report *r, const char *what, const char *url,
    CURLcode code, const char *why)
{
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		report(r, FAILURE, what,
		    "get a certificate for this name; if"
		    " the authority is your own, name its file in APP_CA",
		    "%s: %s", url, why);
	else if (code == CURLE_SSL_CACERT_BADFILE)
		report(r, FAILURE, what, "is APP_CA right?", "%s: %s", url,
		    why);
	else
		report(r, WARNING, what,
		    "look at the web server and at DNS,"
		    " unless it can be reached from outside only",
		    "%s: %s", url, why);
}

static void
report_answer(struct report *r, const char *what, const char *url, CURL *e,
    struct buf *answer)
{
	time_t end = certificate_end(e);
	long status = 0, days = (long)(end - time(NULL)) / DAY_S;

	curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		report(r, FAILURE, what,
		    "look at the logs of the web server and of `foyer serve`",
		    "%s/api/config answers %ld", url, status);
	else if (strstr(buf_str(answer), settings.app_url) == NULL)
		report(r, FAILURE, what, "does it run with the same APP_URL?",
		    "%s: somebody else answers", url);
	else if (end != 0 && days < EXPIRES_SOON_DAYS)
		report(r, WARNING, what, "renew it",
		    "%s: the certificate ends in %ld days", url, days);
	else
		report(r, FINE, what, NULL, "%s, certificate for %ld days more",
		    url, days);
	if (status == 200)
		r->site_answers = true;
}

/* A request to a site of ours: what it answers goes into `answer', what fails
 * is said in `error'. */
static CURL *
request(const char *url, char error[CURL_ERROR_SIZE], struct buf *answer)
{
	CURL *e = curl_easy_init();

	if (e == NULL)
		abort(); /* out of memory */
	*error = '\0';
	curl_easy_setopt(e, CURLOPT_URL, url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(e, CURLOPT_CERTINFO, 1L);
	if (authorities() != NULL)
		curl_easy_setopt(e, CURLOPT_CAINFO, authorities());
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "foyer doctor");
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, keep_answer);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, answer);
	return e;
}

void
doctor_site(struct report *r, const char *what, const char *url)
{
	char error[CURL_ERROR_SIZE], page[512];
	struct buf answer;
	CURLcode code;
	CURL *e;

	if (strncmp(url, "https://", 8) != 0) {
		report(r, FAILURE, what,
		    "use https: browsers keep no session without",
		    "\"%s\" is without TLS", url);
		return;
	}
	buf_init(&answer, ANSWER_MAX);
	snprintf(page, sizeof page, "%s/api/config", url);
	e = request(page, error, &answer);
	code = curl_easy_perform(e);
	if (code == CURLE_OK)
		report_answer(r, what, url, e, &answer);
	else
		report_failure(r, what, url, code,
		    *error != '\0' ? error : curl_easy_strerror(code));
	curl_easy_cleanup(e);
	buf_free(&answer);
}

/* Keeps the header that says whom a page may ask. */
static size_t
keep_policy(char *line, size_t size, size_t n, void *arg)
{
	static const char name[] = "content-security-policy:";
	size_t len = sizeof name - 1;

	if (size * n > len && strncasecmp(line, name, len) == 0)
		buf_put(arg, line + len, size * n - len);
	return size * n;
}

void
doctor_tiles(struct report *r)
{
	char error[CURL_ERROR_SIZE], host[256];
	struct buf page, policy;
	const char *at;
	CURL *e;

	/* nginx reads it too; who sets one may have forgotten the other. */
	if (*settings.map_tiles == '\0' || !r->site_answers)
		return;
	snprintf(host, sizeof host, " %.*s",
	    (int)(8 + strcspn(settings.map_tiles + 8, "/")),
	    settings.map_tiles);
	buf_init(&page, PAGE_MAX);
	buf_init(&policy, ANSWER_MAX);
	e = request(settings.app_url, error, &page);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, keep_policy);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, &policy);
	if (curl_easy_perform(e) != CURLE_OK)
		report(r, WARNING, "map tiles", "look at the web server",
		    "%s: %s", settings.app_url, error);
	else if ((at = strstr(buf_str(&policy), host)) == NULL ||
	    strchr(" ;", at[strlen(host)]) == NULL)
		report(r, FAILURE, "map tiles",
		    "start nginx with the same MAP_TILES",
		    "pages may not ask%s", host);
	else
		report(r, FINE, "map tiles", NULL, "pages may ask%s", host);
	curl_easy_cleanup(e);
	buf_free(&page);
	buf_free(&policy);
}

void
doctor_workers(struct report *r, const char *address)
{
	char why[200];
	int status;

	if (*address == '\0' && r->site_answers) {
		report(r, FINE, "workers", NULL, "answer through the site");
		return;
	}
	if (*address == '\0') {
		report(r, WARNING, "workers",
		    "give their address: foyer doctor unix:PATH",
		    "LISTEN is empty, so they were not asked");
		return;
	}
	status = ping(address, "/api/health/ready", why, sizeof why);
	if (status == 200)
		report(r, FINE, "workers", NULL, "answer at %s", address);
	else if (status == -1)
		report(r, FAILURE, "workers",
		    "start `foyer serve`, or look at its log", "%s: %s",
		    address, why);
	else
		report(r, FAILURE, "workers",
		    "look at the log of `foyer serve`", "%s answers %d",
		    address, status);
}
