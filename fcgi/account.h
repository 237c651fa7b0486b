/*
 * What the resources about accounts (fcgi/api: auth, setup, profile, …) share:
 * coming in, single-use links, the mail that is owed, and what a password may
 * not be.  It knows no route.
 *
 * lint: long, it serves six resources.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdbool.h>

#include "api.h"

/* The member who asks, as GET /auth/me shows it. */
extern const struct field me_fields[];

/* Is mail sent, so that accounts wait for a confirmation? */
bool account_waits_for_mail(void);

/* `s' with its ASCII capitals folded, as handles and addresses are compared. */
const char *account_fold(struct req *, const char *s);

/* Where the request comes from, for telling known places from others: an
 * IPv4 address, or the network of an IPv6 one, since its host part changes
 * by the day. */
const char *account_place(struct req *);

/* A fault at `pointer' when the password is too well known, or is made of
 * what belongs to the account.  Any of them may be NULL. */
void account_check_password(struct req *, const char *pointer,
    const char *password, const char *handle, const char *email,
    const char *display_name);

/* Counts a mail that a stranger may cause to be sent to the argument email. */
enum err account_limit_mail(struct req *) MUST_CHECK;

/*
 * Is the argument `name' the password of the member who asks?  OK; E_invalid
 * with its fault, which is for the caller to return, as faults of other fields
 * may join it; E_too_many after many attempts.  With OK and E_invalid *ret has
 * password_hash, handle, email and display_name.  Takes tens of milliseconds.
 */
enum err account_prove_password(struct req *, const char *name,
    struct rows **ret) MUST_CHECK;

/* Hashes the argument `name' into the argument password_hash.  Takes tens of
 * milliseconds: before sql_begin(). */
enum err account_hash_password(struct req *, const char *name) MUST_CHECK;

/* A new link: the token to send, its hash in the argument ticket_hash. */
const char *account_make_ticket(struct req *);

/* The hash of the argument `token' into the argument ticket_hash. */
void account_take_ticket(struct req *);

/* The arguments mail_subject and mail_body, for the statement that writes
 * the mail together with its cause.  They are: the link that confirms an
 * address, that the address has an account already, the link to a new
 * password, that the address has none, that the password is another, and
 * that the account is no more. */
void account_mail_confirm(struct req *, const char *token);
void account_mail_known(struct req *);
void account_mail_reset(struct req *, const char *token);
void account_mail_nobody(struct req *);
void account_mail_changed(struct req *);
void account_mail_erased(struct req *);

/* A session of `:me' begins and its cookie goes out; one that this browser
 * had is over.  To be called within a transaction. */
enum err account_start_session(struct req *) MUST_CHECK;

/* The account is `:me' from here on and has a session; answers with Me. */
enum err account_enter(struct req *, const char *account) MUST_CHECK;

#endif
