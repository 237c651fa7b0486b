/* See options.h.  For the one thread that reads the command line. */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static char fault[200];

const char *
options_fault(void)
{
	return fault;
}

int
options_next(int argc, char **argv, const struct option *options)
{
	int c;

	opterr = 0;
	c = getopt_long(argc, argv, ":", options, NULL);
	if (c != '?' && c != ':')
		return c;
	if (c == ':')
		snprintf(fault, sizeof fault, "%s needs a value",
		    argv[optind - 1]);
	else
		snprintf(fault, sizeof fault, "%s is no option of it",
		    argv[optind - 1]);
	return '?';
}

bool
options_number(const char *text, long least, long most, long *ret_n)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0 || n < least ||
	    n > most) {
		snprintf(fault, sizeof fault,
		    "\"%s\" is no whole number from %ld to %ld", text, least,
		    most);
		return false;
	}
	*ret_n = n;
	return true;
}
