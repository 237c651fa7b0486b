/*
 * From the table to the mail server: claim a row, send it, mark it.
 *
 * Why no mail is lost: a row is there from the transaction that caused it
 * until a server has said 250 to it, or 5xx.  A process that dies with a claim
 * leaves it to grow old, and after five minutes another takes the row.
 *
 * Why none is sent twice, and when it may be: a claim is committed before
 * anybody is spoken to, so two processes never have the same row; the server's
 * 250 is followed by mail_sent, which is tried until it has worked, however
 * long the database is away (and no other row is taken meanwhile).  Between
 * the 250 and that commit lies the one gap that SMTP cannot close: kill -9 or
 * a power cut just there, or a connection that breaks between our last dot and
 * the server's answer, and the mail is sent again.  The other order, marking
 * before sending, would lose it instead.  The second copy has the same
 * Message-ID, so that most readers show one.  SIGTERM does not fall into the
 * gap: smtp.c waits a little for the answer.
 *
 * In MAIL_DIR a second copy has the name of the first.
 */
#include "outbox.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "mail.h"
#include "settings.h"
#include "shared.h"
#include "smtp.h"

enum { MARK_PAUSE_MS = 250 };

struct outbox {
	struct db *db;
	int stop_fd;
	bool by_smtp;	   /* else MAIL_DIR */
	struct smtp *smtp; /* from the first mail on */
	struct mailbox from;
	struct buf message;
};

/* Waits; true when all shall end. */
static bool
told_to_stop(const struct outbox *o, int ms)
{
	struct pollfd p = { o->stop_fd, POLLIN, 0 };

	return poll(&p, o->stop_fd != -1, ms) > 0;
}

/*
 * Runs `statement' on the row until the database has taken it, or all shall
 * end.  A mark that cannot be made is not passed over: the row would be sent
 * again when its claim is old.
 */
static bool
mark(struct outbox *o, const char *statement, const char *id, const char *why)
{
	const char *values[] = { id, why };
	const struct stmt *s = stmt_find(statement);
	PGresult *res;
	bool said = false;

	/* The parameters of each are :id, :why or both, in their own order. */
	if (strcmp(s->params[0], "why") == 0) {
		values[0] = why;
		values[1] = id;
	}
	while (db_run(o->db, s, values, &res) != OK) {
		if (!said)
			log_event(LOG_WARN, "mail_mark_delayed", "id", id, "as",
			    statement, "why", db_message(o->db), (char *)0);
		said = true;
		if (told_to_stop(o, MARK_PAUSE_MS)) {
			log_event(LOG_ERROR, "mail_not_marked", "id", id, "as",
			    statement, (char *)0);
			return false;
		}
	}
	PQclear(res);
	return true;
}

static void
count(enum smtp_answer answer)
{
	if (shared != NULL && answer == SMTP_SENT)
		shared->jobs_mail_sent++;
	else if (shared != NULL && answer == SMTP_REFUSED)
		shared->jobs_mail_failed++;
}

static enum smtp_answer
deliver(struct outbox *o, const struct mail *m, char file[MAIL_NAME_SIZE],
    char why[MAIL_WHY_SIZE])
{
	buf_reset(&o->message);
	mail_write(&o->message, m, &o->from);
	if (o->message.over) {
		snprintf(why, MAIL_WHY_SIZE, "it is larger than %d bytes",
		    MAIL_MAX);
		return SMTP_REFUSED;
	}
	if (o->by_smtp && o->smtp == NULL)
		o->smtp = smtp_open(o->stop_fd);
	if (o->by_smtp)
		return smtp_send(o->smtp, o->from.address, m->recipient,
		    &o->message, why);
	return mail_drop(settings.mail_dir, m, &o->message, file, why)
	    ? SMTP_SENT
	    : SMTP_AWAY;
}

/* What an answer means for the row, and for those after it. */
/* clang-format off */
static const struct outcome {
	enum log_level	 level;
	const char	*event;
	const char	*statement;	/* NULL: the claim stays */
	enum outbox_state next;		/* OUTBOX_EMPTY: go on */
} outcomes[] = {
	[SMTP_SENT] =
	    { LOG_INFO, "mail_sent", "mail_sent", OUTBOX_EMPTY },
	[SMTP_DEFERRED] =
	    { LOG_WARN, "mail_deferred", "mail_deferred", OUTBOX_EMPTY },
	[SMTP_REFUSED] =
	    { LOG_WARN, "mail_refused", "mail_refused", OUTBOX_EMPTY },
	[SMTP_AWAY] =
	    { LOG_WARN, "mail_server_away", "mail_unclaim", OUTBOX_STUCK },
	[SMTP_STOPPED] =
	    { LOG_DEBUG, "mail_stopped", "mail_unclaim", OUTBOX_STOPPED },
	[SMTP_IN_DOUBT] =
	    { LOG_WARN, "mail_in_doubt", NULL, OUTBOX_STOPPED },
};
/* clang-format on */

static enum outbox_state
settle(struct outbox *o, const char *id, enum smtp_answer answer,
    const char *file, const char *why)
{
	const struct outcome *x = &outcomes[answer];
	struct log_line l;

	count(answer);
	log_begin(&l, x->level, x->event);
	log_str(&l, "id", id);
	if (*file != '\0')
		log_str(&l, "file", file);
	if (answer != SMTP_SENT)
		log_str(&l, "why", why);
	log_end(&l);
	if (x->statement != NULL && !mark(o, x->statement, id, why))
		return OUTBOX_STOPPED;
	return x->next;
}

/* One mail. */
static enum outbox_state
send_next(struct outbox *o, bool *ret_any)
{
	char file[MAIL_NAME_SIZE] = "", why[MAIL_WHY_SIZE] = "";
	enum outbox_state state;
	enum smtp_answer answer;
	struct mail m;
	PGresult *res;

	*ret_any = false;
	if (db_run(o->db, stmt_find("mail_claim"), NULL, &res) != OK)
		return OUTBOX_NO_DATABASE;
	if (PQntuples(res) == 0) {
		PQclear(res);
		return OUTBOX_EMPTY;
	}
	*ret_any = true;
	m = (struct mail) { .id = PQgetvalue(res, 0, 0),
		.recipient = PQgetvalue(res, 0, 1),
		.subject = PQgetvalue(res, 0, 2),
		.body = PQgetvalue(res, 0, 3),
		.created_us = strtoll(PQgetvalue(res, 0, 5), NULL, 10) };
	answer = deliver(o, &m, file, why);
	state = settle(o, m.id, answer, file, why);
	PQclear(res);
	return state;
}

/* There is no way out for mail. */
static enum outbox_state
drop_all(struct db *db)
{
	const char *why[] = { "no mail server is set (SMTP_URL, MAIL_DIR)" };
	PGresult *res;

	if (db_run(db, stmt_find("mail_drop_all"), why, &res) != OK)
		return OUTBOX_NO_DATABASE;
	for (int i = 0; i < PQntuples(res); i++) {
		count(SMTP_REFUSED);
		log_event(LOG_WARN, "mail_dropped", "id", PQgetvalue(res, i, 0),
		    "why", why[0], (char *)0);
	}
	PQclear(res);
	return OUTBOX_EMPTY;
}

enum outbox_state
outbox_run(struct db *db, int stop_fd)
{
	struct outbox o = { .db = db,
		.stop_fd = stop_fd,
		.by_smtp = *settings.smtp_url != '\0' };
	enum outbox_state state = OUTBOX_EMPTY;
	bool any = true;

	if (!o.by_smtp && *settings.mail_dir == '\0')
		return drop_all(db);
	if (!mailbox_parse(settings.mail_from, &o.from))
		abort(); /* cmd_jobs() has looked at it */
	buf_init(&o.message, MAIL_MAX);
	while (any && state == OUTBOX_EMPTY)
		state = told_to_stop(&o, 0) ? OUTBOX_STOPPED
					    : send_next(&o, &any);
	buf_free(&o.message);
	if (o.smtp != NULL)
		smtp_close(o.smtp);
	return state;
}
