/*
 * Reads the settings that settings.def names from the environment, checks
 * them by their kind, and writes their reference page.  What a setting means
 * is left to those who use it.
 */
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "text.h"

struct settings settings;

struct entry {
	const char *name;
	enum setting_kind kind;
	const char *fallback, *doc;
	const char **value;
};

static const struct entry entries[] = {
#define SETTING(symbol, name, kind, fallback, doc) \
	{ name, kind, fallback, doc, &settings.symbol },
#include "settings.def"
#undef SETTING
};
enum { N_ENTRIES = sizeof entries / sizeof entries[0] };

/* All values together.  They live as long as the process. */
static char store[64 * 1024];
static size_t stored;

/* One line on standard error, naming the setting.  Returns false. */
static bool complain(const char *name, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static bool
complain(const char *name, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "foyer: setting %s: ", name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	return false;
}

/* `len' bytes of `text' for the life of the process; NULL when the store is
 * full. */
static const char *
keep(const char *text, size_t len)
{
	char *at = store + stored;

	if (len >= sizeof store - stored)
		return NULL;
	memmove(at, text, len);
	at[len] = '\0';
	stored += len + 1;
	return at;
}

/* The content of `file' without the line end that editors and `echo' leave
 * there.  False when it cannot be had; that has been said then. */
static bool
read_file(const char *name, const char *file, const char **ret)
{
	char *at = store + stored;
	size_t room = sizeof store - stored, len = 0;
	ssize_t n = -1;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	while (fd >= 0 && len < room &&
	    (n = read(fd, at + len, room - len)) > 0)
		len += (size_t)n;
	if (n < 0)
		complain(name, "%s_FILE is %s: %s", name, file,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return false;
	while (len > 0 && len < room && strchr("\r\n", at[len - 1]) != NULL)
		len--;
	if (memchr(at, '\0', len) != NULL)
		return complain(name, "%s holds a NUL", file);
	if ((*ret = keep(at, len)) == NULL)
		return complain(name, "%s is too large", file);
	return true;
}

/* What the environment says, or "" when it says nothing: compose files and
 * charts set what they do not know to the empty string, or to a blank. */
static bool
read_environment(const char *name, const char **ret)
{
	char twin[64];
	const char *value = getenv(name), *file;

	snprintf(twin, sizeof twin, "%s_FILE", name);
	file = getenv(twin);
	if (value == NULL || value[strspn(value, " ")] == '\0')
		value = "";
	if (file == NULL || *file == '\0') {
		if ((*ret = keep(value, strlen(value))) == NULL)
			return complain(name, "is too large");
		return true;
	}
	if (*value != '\0')
		return complain(name, "is set, and so is %s: which one?", twin);
	return read_file(name, file, ret);
}

const char *
setting_find(const char *symbol)
{
#define SETTING(name, env, kind, fallback, doc) \
	if (strcmp(symbol, #name) == 0) \
		return settings.name;
#include "settings.def"
#undef SETTING
	return NULL;
}

/* Is `value' one of the words of `a|b|c'? */
static bool
is_choice(const char *words, const char *value)
{
	size_t want = strlen(value);

	for (;;) {
		size_t len = strcspn(words, "|");
		if (len == want && memcmp(words, value, len) == 0)
			return true;
		if (words[len] == '\0')
			return false;
		words += len + 1;
	}
}

/* The bounds of a NUMBER, of "default|least..most". */
static void
number_bounds(const char *fallback, long *ret_least, long *ret_most)
{
	const char *bounds = strchr(fallback, '|');

	*ret_least = 0;
	*ret_most = 1000000000;
	if (bounds != NULL)
		sscanf(bounds, "|%ld..%ld", ret_least, ret_most);
}

static bool
check_number(const struct entry *e, const char *value)
{
	long least, most, n;
	char *end;

	number_bounds(e->fallback, &least, &most);
	errno = 0;
	n = strtol(value, &end, 10);
	/* strtol skips blanks and takes a sign; a setting has neither. */
	if (*value < '0' || *value > '9' || *end != '\0' || errno != 0 ||
	    n < least || n > most)
		return complain(e->name,
		    "must be a whole number from %ld to %ld, not \"%s\"", least,
		    most, value);
	return true;
}

/* Of a host, a port and a path; nothing that nginx.conf or a mail would read
 * as anything else. */
#define HOST_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
	"0123456789-._:[]"
#define URL_CHARACTERS HOST_CHARACTERS "~%/"

/* scheme://host[:port][/path], as a browser writes an origin: what is said of
 * cookies and links compares it byte by byte. */
static bool
check_url(const struct entry *e, const char *value)
{
	const char *host = NULL;

	if (strncmp(value, "https://", 8) == 0)
		host = value + 8;
	else if (strncmp(value, "http://", 7) == 0)
		host = value + 7;
	if (host == NULL || strcspn(host, "/") == 0 ||
	    host[strspn(host, URL_CHARACTERS)] != '\0' ||
	    host[strlen(host) - 1] == '/')
		return complain(e->name,
		    "must be https://HOST, perhaps with a "
		    "port or a path and no slash at the end, not \"%s\"",
		    value);
	return true;
}

/* Behind the host of a template of tiles, its placeholders apart. */
#define TILE_CHARACTERS URL_CHARACTERS "?=&+,@!"

/* The same with each of {z}, {x} and {y} behind the host, once: which picture
 * it is.  Without TLS a page that has it would not show it; and no host that
 * is made of parts, since nginx allows the one. */
static bool
check_tiles(const struct entry *e, const char *value)
{
	static const char names[] = "zxy";
	size_t count[sizeof names] = { 0 }, host;
	const char *p, *name;

	host = strncmp(value, "https://", 8) == 0
	    ? strspn(value + 8, HOST_CHARACTERS)
	    : 0;
	if (host == 0 || value[8 + host] != '/')
		return complain(e->name,
		    "must begin with https://HOST/, not \"%s\"", value);
	for (p = value + 8 + host; *p != '\0';
	    p += strspn(p, TILE_CHARACTERS)) {
		if (strspn(p, TILE_CHARACTERS) > 0)
			continue;
		if (p[0] != '{')
			return complain(e->name, "is no address from \"%s\" on",
			    p);
		if (p[1] == '\0' || p[2] != '}' ||
		    (name = strchr(names, p[1])) == NULL)
			return complain(e->name,
			    "may have {z}, {x} and {y}, and no other braces, "
			    "not \"%s\"",
			    value);
		count[name - names]++;
		p += 3;
	}
	for (name = names; *name != '\0'; name++)
		if (count[name - names] != 1)
			return complain(e->name, "must have {%c} once: \"%s\"",
			    *name, value);
	return true;
}

static bool
check(const struct entry *e, const char *value)
{
	if (!text_is_utf8(value, strlen(value)))
		return complain(e->name, "is no UTF-8");
	for (const char *p = value; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return complain(e->name,
			    "holds a line end or another control character");
	switch (e->kind) {
	case NUMBER:
		return check_number(e, value);
	case URL:
		return check_url(e, value);
	case TILES:
		return check_tiles(e, value);
	case FLAG:
		return is_choice("on|off", value) ||
		    complain(e->name, "must be on or off, not \"%s\"", value);
	case CHOICE:
		return is_choice(e->fallback, value) ||
		    complain(e->name, "must be one of %s, not \"%s\"",
			e->fallback, value);
	case TEXT:
	case SECRET:
		break;
	}
	return true;
}

/* The default's length in e->fallback: choices and bounds follow a `|'. */
static size_t
default_len(const struct entry *e)
{
	return e->kind == CHOICE || e->kind == NUMBER
	    ? strcspn(e->fallback, "|")
	    : strlen(e->fallback);
}

static bool
load(const struct entry *e)
{
	const char *value;

	*e->value = "";
	if (!read_environment(e->name, &value))
		return false;
	if (*value == '\0')
		value = keep(e->fallback, default_len(e));
	else if (!check(e, value))
		return false;
	if (value == NULL)
		return complain(e->name, "no room is left for it");
	*e->value = value;
	return true;
}

int
settings_load(void)
{
	int faults = 0;

	stored = 0;
	for (int i = 0; i < N_ENTRIES; i++)
		faults += !load(&entries[i]);
	return faults;
}

long
setting_number(const char *value)
{
	return strtol(value, NULL, 10);
}

/* What may stand there and what stands there when nothing does. */
static void
describe_values(FILE *out, const struct entry *e)
{
	int len = (int)default_len(e);
	long least, most;

	if (len > 0)
		fprintf(out, "Default: `%.*s`.", len, e->fallback);
	else
		fputs("Default: empty.", out);
	if (e->kind == CHOICE) {
		fputs(" One of", out);
		for (const char *p = e->fallback;; p += len + 1) {
			len = (int)strcspn(p, "|");
			fprintf(out, " `%.*s`%s", len, p,
			    p[len] == '\0' ? "." : ",");
			if (p[len] == '\0')
				break;
		}
	}
	if (e->kind == NUMBER && e->fallback[len] == '|') {
		number_bounds(e->fallback, &least, &most);
		fprintf(out, " From %ld to %ld.", least, most);
	}
	if (e->kind == FLAG)
		fputs(" `on` or `off`.", out);
	if (e->kind == SECRET)
		fputs(" A secret: never logged or shown.", out);
	fputs("\n", out);
}

void
settings_describe(FILE *out)
{
	fputs("# Settings\n\n"
	      "The program reads its settings from the environment, once, when"
	      " it starts. Each has\na twin with `_FILE` at the end of its"
	      " name, which names a file to read it from\n(the line end at the"
	      " end of the file does not count); to set both is a mistake, and"
	      "\nso is a value that does not fit: then nothing starts, and"
	      " every fault is named. An\nempty value, or one of blanks, is the"
	      " default. `foyer doctor` tries what they point\nto.\n\n"
	      "This page is printed by `foyer settings` from the table that"
	      " the program reads\n(fcgi/settings.def).\n",
	    out);
	for (int i = 0; i < N_ENTRIES; i++) {
		const struct entry *e = &entries[i];
		fprintf(out, "\n## %s\n%s\n\n", e->name, e->doc);
		describe_values(out, e);
	}
}

int
cmd_settings(int argc, char **argv)
{
	if (argc > 1)
		return usage(argv[0], "takes no arguments");
	settings_describe(stdout);
	return 0;
}
