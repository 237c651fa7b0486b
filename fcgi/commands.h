/*
 * The program's commands: `foyer NAME' runs cmd_NAME().
 *
 * To add one: a line in commands.def, and fcgi/NAME.c with its function,
 * which returns the exit status: 0, 1 when it could not do its work (it has
 * said why on standard error), or usage().
 *
 * lint: names, usage() is what each of them ends with.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

struct command {
	const char	*name;		/* as in C: `-' is `_' */
	const char	*synopsis;	/* what follows the name; a form a
					   line */
	const char	*help;		/* first line: what it does */
	int		(*run)(int argc, char **argv); /* argv[0] is the name */
};
extern const struct command commands[];	/* ends with { 0 } */

#define COMMAND(name, synopsis, help) int cmd_##name(int, char **);
#include "commands.def"
#undef COMMAND

extern const char version[];	/* of the file VERSION */

/* The command that a user calls `name'; NULL: no such. */
const struct command *command_find(const char *name);

/* Its synopsis and help, on standard output. */
void command_help(const struct command *);

/* Says on standard error what is wrong with the arguments of `name' and how
 * it is used.  Returns 2, the exit status for that. */
int usage(const char *name, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
