/*
 * The way to the mail server that SMTP_URL names (libcurl).  One conversation
 * carries as many mails as there are; every wait has an end, and a signal
 * ends it at once.
 */
#ifndef SMTP_H
#define SMTP_H

#include "buf.h"
#include "mail.h"

enum smtp_answer {
	SMTP_SENT = 1,
	SMTP_DEFERRED,	/* this mail not now: 4xx */
	SMTP_REFUSED,	/* this mail never: 5xx */
	SMTP_AWAY,	/* no fault of the mail: nobody there, no TLS, a login
			   or a sender that the server does not want */
	SMTP_STOPPED,	/* stopped before the mail could have been taken */
	SMTP_IN_DOUBT,	/* stopped after that, and before the answer */
};

struct smtp;

/* `stop_fd' becomes readable when all shall end; -1 when nothing does. */
struct smtp *smtp_open(int stop_fd);
void smtp_close(struct smtp *);

/* The server's last words, or what else happened, are in `why' unless it was
 * sent; it is one line. */
enum smtp_answer smtp_send(struct smtp *, const char *from, const char *to,
    const struct buf *message, char why[MAIL_WHY_SIZE]);

/* As far as a mail would go before its sender is named: connection, TLS,
 * login.  SMTP_SENT when all of it works. */
enum smtp_answer smtp_try(struct smtp *, char why[MAIL_WHY_SIZE]);

#endif
