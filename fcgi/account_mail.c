/*
 * The texts of the mails about an account.  Nothing that a stranger typed
 * stands in a mail that goes to an address not yet proven, but for the handle,
 * which cannot hold a sentence or a link.
 */
#include "account.h"

/* clang-format off */
static const char confirm[] =
	"Hello,\n\n"
	"somebody, you we hope, has signed up at %s with this address\n"
	"and the handle @%s.\n\n"
	"To confirm it, open this link within 24 hours:\n\n"
	"  %s/confirm#%s\n\n"
	"If it was not you, do nothing. Without the link there is no account.\n";

static const char known[] =
	"Hello,\n\n"
	"somebody has tried to sign up at %s with this address, which\n"
	"has an account there.\n\n"
	"If it was you, sign in at\n\n"
	"  %s\n\n"
	"and ask for a new password there if you have forgotten yours.\n"
	"If it was not you, do nothing. Nothing has changed.\n";

static const char reset[] =
	"Hello,\n\n"
	"somebody, you we hope, has asked for a new password at %s.\n"
	"To choose one, open this link within 30 minutes:\n\n"
	"  %s/reset#%s\n\n"
	"If it was not you, do nothing. Your password stays what it is.\n";

static const char nobody[] =
	"Hello,\n\n"
	"somebody has asked for a new password at %s for this address,\n"
	"which has no account there. If it was you, try the address that you\n"
	"signed up with, or sign up:\n\n"
	"  %s\n\n"
	"If it was not you, do nothing.\n";

static const char changed[] =
	"Hello,\n\n"
	"your password at %s has just been changed, and all your other\n"
	"sessions have ended. Your access tokens still work.\n\n"
	"If it was not you, ask for a new password at once at\n\n"
	"  %s\n\n"
	"and then look through your access tokens.\n";

static const char erased[] =
	"Hello,\n\n"
	"your account at %s has just been erased, as you asked, with all\n"
	"that was only yours. This is the last mail that you get from there.\n";
/* clang-format on */

/* The community's name stands before the subject. */
static void
mail(struct req *req, const char *subject, const char *body)
{
	arg_set(req, "mail_subject",
	    req_printf(req, "%s - %s", settings.community, subject));
	arg_set(req, "mail_body", body);
}

void
account_mail_confirm(struct req *req, const char *token)
{
	mail(req, "confirm your address",
	    req_printf(req, confirm, settings.community, arg(req, "handle"),
		settings.app_url, token));
}

void
account_mail_known(struct req *req)
{
	mail(req, "you have an account already",
	    req_printf(req, known, settings.community, settings.app_url));
}

void
account_mail_reset(struct req *req, const char *token)
{
	mail(req, "a new password",
	    req_printf(req, reset, settings.community, settings.app_url,
		token));
}

void
account_mail_nobody(struct req *req)
{
	mail(req, "a new password",
	    req_printf(req, nobody, settings.community, settings.app_url));
}

void
account_mail_changed(struct req *req)
{
	mail(req, "your password has changed",
	    req_printf(req, changed, settings.community, settings.app_url));
}

void
account_mail_erased(struct req *req)
{
	mail(req, "your account is erased",
	    req_printf(req, erased, settings.community));
}
