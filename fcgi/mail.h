/*
 * What a mail looks like: one row of the table, as a message of RFC 5322.
 *
 * lint: names, a mailbox is the sender or receiver of one.
 */
#ifndef MAIL_H
#define MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum { MAIL_MAX = 1 << 20 };	/* bytes of a whole message */

struct mail {
	const char	*id;		/* of the row, decimal */
	int64_t		 created_us;	/* since 1970 */
	const char	*recipient;	/* an address, as text_is_email() */
	const char	*subject;	/* UTF-8, one line */
	const char	*body;		/* UTF-8 */
};

/* MAIL_FROM: "Name <address>", "\"Name\" <address>" or "address". */
struct mailbox {
	char		 name[256];	/* UTF-8; "" when there is none */
	char		 address[256];
};

/* False, and *ret untouched, when `text' is none of these. */
bool mailbox_parse(const char *text, struct mailbox *ret);

/*
 * Appends the message, lines ending with CRLF.  The same row and sender give
 * the same bytes at any time; the Message-ID names the row.
 */
void mail_write(struct buf *, const struct mail *, const struct mailbox *from);

/*
 * Writes a message to the folder `dir', under a name that the row gives, in
 * one step: no reader sees half of it, and doing it again changes nothing.
 * False, with the reason in `why', when it could not; the name is in
 * `ret_name' otherwise.
 */
enum { MAIL_NAME_SIZE = 64, MAIL_WHY_SIZE = 256 };
bool mail_drop(const char *dir, const struct mail *, const struct buf *,
    char ret_name[MAIL_NAME_SIZE], char why[MAIL_WHY_SIZE]);

#endif
