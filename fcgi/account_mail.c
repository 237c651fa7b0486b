/*
 * The texts of the mails about an account.  Nothing that a stranger typed
 * stands in a mail that goes to an address not yet proven, but for the handle,
 * which cannot hold a sentence or a link.
 */
#include "account.h"
#include "settings.h"

static void
mail(struct req *req, const char *subject, const char *body)
{
	arg_set(req, "mail_subject", subject);
	arg_set(req, "mail_body", body);
}

void
account_mail_confirm(struct req *req, const char *token)
{
	mail(req, req_printf(req, "Confirm your address for %s",
	    settings.community),
	    req_printf(req,
	    "Hello,\n\n"
	    "somebody, you we hope, has signed up at %s with this address\n"
	    "and the handle @%s.\n\n"
	    "To confirm it, open this link within 24 hours:\n\n"
	    "  %s/confirm#%s\n\n"
	    "If it was not you, do nothing. There is no account without the\n"
	    "link.\n",
	    settings.community, arg(req, "handle"), settings.app_url, token));
}

void
account_mail_known(struct req *req)
{
	mail(req, req_printf(req, "You have an account at %s already",
	    settings.community),
	    req_printf(req,
	    "Hello,\n\n"
	    "somebody has tried to sign up at %s with this address,\n"
	    "which has an account there.\n\n"
	    "If it was you: sign in at\n\n"
	    "  %s\n\n"
	    "and choose \"Forgotten password\" if you do not know it any more.\n"
	    "If it was not you, do nothing. Nothing has changed.\n",
	    settings.community, settings.app_url));
}

void
account_mail_reset(struct req *req, const char *token)
{
	mail(req, req_printf(req, "A new password for %s", settings.community),
	    req_printf(req,
	    "Hello,\n\n"
	    "somebody, you we hope, has asked for a new password at %s.\n"
	    "To choose one, open this link within 30 minutes:\n\n"
	    "  %s/reset#%s\n\n"
	    "If it was not you, do nothing. Your password stays what it is.\n",
	    settings.community, settings.app_url, token));
}

void
account_mail_nobody(struct req *req)
{
	mail(req, req_printf(req, "A new password for %s", settings.community),
	    req_printf(req,
	    "Hello,\n\n"
	    "somebody has asked for a new password at %s for this\n"
	    "address, which has no account there. If it was you, try the\n"
	    "address that you signed up with, or sign up:\n\n"
	    "  %s\n\n"
	    "If it was not you, do nothing.\n",
	    settings.community, settings.app_url));
}

void
account_mail_changed(struct req *req)
{
	mail(req, req_printf(req, "Your password for %s has changed",
	    settings.community),
	    req_printf(req,
	    "Hello,\n\n"
	    "your password at %s has just been changed, and every\n"
	    "other session has ended. Access tokens still work.\n\n"
	    "If it was not you, choose \"Forgotten password\" at once at\n\n"
	    "  %s\n\n"
	    "and then look through your access tokens.\n",
	    settings.community, settings.app_url));
}
