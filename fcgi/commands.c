/*
 * The table of commands.def, what it says to those who ask for help, and the
 * two commands that do nothing else.  Leaves running a command to main.c.
 */
#include "commands.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const struct command commands[] = {
#define COMMAND(name, synopsis, help) { #name, synopsis, help, cmd_##name },
#include "commands.def"
#undef COMMAND
	{ 0 },
};

/* Is `typed', of a command line, the command called `name' in C? */
static bool
is_called(const char *name, const char *typed)
{
	for (; *name != '\0'; name++, typed++)
		if (*typed != (*name == '_' ? '-' : *name))
			return false;
	return *typed == '\0';
}

const struct command *
command_find(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (is_called(c->name, name))
			return c;
	return NULL;
}

static void
put_name(FILE *out, const char *name)
{
	for (; *name != '\0'; name++)
		putc(*name == '_' ? '-' : *name, out);
}

/* Every form of the synopsis on a line of its own, behind the full name. */
static void
put_synopsis(FILE *out, const struct command *c)
{
	const char *form = c->synopsis;
	const char *lead = "usage: ";

	for (;;) {
		size_t len = strcspn(form, "\n");
		fprintf(out, "%sfoyer ", lead);
		put_name(out, c->name);
		fprintf(out, "%s%.*s\n", len > 0 ? " " : "", (int)len, form);
		if (form[len] == '\0')
			return;
		form += len + 1;
		lead = "       ";
	}
}

void
command_help(const struct command *c)
{
	put_synopsis(stdout, c);
	printf("\n%s\n", c->help);
}

int
usage(const char *name, const char *fmt, ...)
{
	va_list ap;
	const struct command *c = command_find(name);

	fprintf(stderr, "foyer %s: ", name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	if (c != NULL)
		put_synopsis(stderr, c);
	return 2;
}

int
cmd_version(int argc, char **argv)
{
	if (argc > 1)
		return usage(argv[0], "takes no arguments");
	printf("foyer %s\n", version);
	return 0;
}

int
cmd_help(int argc, char **argv)
{
	if (argc > 2)
		return usage(argv[0], "one command at a time");
	if (argc == 2) {
		const struct command *c = command_find(argv[1]);
		if (c == NULL)
			return usage(argv[0], "there is no command \"%s\"",
			    argv[1]);
		command_help(c);
		return 0;
	}
	printf("usage: foyer COMMAND [ARGUMENT ...]\n\n");
	for (const struct command *c = commands; c->name != NULL; c++) {
		int width = (int)strcspn(c->help, "\n");
		printf("  ");
		put_name(stdout, c->name);
		printf("%*s%.*s\n", 12 - (int)strlen(c->name), "", width,
		    c->help);
	}
	puts("\n`foyer COMMAND --help' says more of one, `foyer settings'"
	     " what can be set.");
	return 0;
}
