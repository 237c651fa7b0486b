/*
 * From the command line to a command: settings, log, dispatch.  What a
 * command does is in the file of its name.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "log.h"
#include "settings.h"

/* Those that say what the program is, or what is wrong with the settings: a
 * broken one does not stop them. */
static bool
needs_settings(const struct command *c)
{
	return c->run != cmd_version && c->run != cmd_help &&
	    c->run != cmd_settings && c->run != cmd_doctor;
}

/* Those that are nothing without a database: better to say so at once, by the
 * setting's name, than to knock for ever where libpq supposes one. */
static bool
lacks_database(const struct command *c)
{
	return *settings.database_url == '\0' &&
	    (c->run == cmd_serve || c->run == cmd_jobs ||
		c->run == cmd_migrate || c->run == cmd_seed ||
		c->run == cmd_admin || c->run == cmd_setup_link ||
		c->run == cmd_backup || c->run == cmd_restore);
}

/* Does the command line ask for help?  What follows `--' does not count. */
static bool
wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0)
			return true;
	return false;
}

static void
start_log(void)
{
	static const char *const levels[] = { "debug", "info", "warn",
		"error" };
	int level = LOG_DEBUG;

	while (strcmp(settings.log_level, levels[level]) != 0)
		level++;
	log_init(strcmp(settings.log_format, "logfmt") == 0,
	    (enum log_level)level);
}

/* What was printed is only then printed when it reached its file. */
static int
finish(int status)
{
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return status;
	fprintf(stderr, "foyer: cannot write the output: %s\n",
	    strerror(errno));
	return status != 0 ? status : 1;
}

static int
run(int argc, char **argv)
{
	const char *name = argv[0];
	const struct command *c;

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	if (strcmp(name, "--version") == 0)
		name = "version";
	if ((c = command_find(name)) == NULL) {
		fprintf(stderr,
		    "foyer: there is no command \"%s\"; see `foyer help'\n",
		    name);
		return 2;
	}
	if (wants_help(argc, argv)) {
		command_help(c);
		return 0;
	}
	if (needs_settings(c)) {
		if (settings_load() > 0)
			return 2;
		if (lacks_database(c)) {
			fprintf(stderr,
			    "foyer: setting DATABASE_URL: is not set; it says"
			    " where Postgres is\n");
			return 2;
		}
		start_log();
	}
	return c->run(argc, argv);
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr,
		    "usage: foyer COMMAND [ARGUMENT ...]\n"
		    "`foyer help' names the commands.\n");
		return 2;
	}
	return finish(run(argc - 1, argv + 1));
}
