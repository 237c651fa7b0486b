/*
 * The program's settings, from the environment, by the one table of
 * settings.def.  Read once at start; constant afterwards.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdio.h>

enum setting_kind { TEXT, SECRET, NUMBER, FLAG, CHOICE, URL, TILES };

struct settings {
#define SETTING(symbol, name, kind, fallback, doc) const char *symbol;
#include "settings.def"
#undef SETTING
};
extern struct settings settings;

/*
 * Reads every setting from the environment or its _FILE.  Complains on
 * standard error, one line a fault, naming the setting, and returns the
 * number of faults.
 */
int settings_load(void);

/* A NUMBER setting's value (settings_load() has checked it). */
long setting_number(const char *value);

/* The value of the setting with this symbol ("sighting_days"); NULL: none. */
const char *setting_find(const char *symbol);

/* The reference page, in Markdown. */
void settings_describe(FILE *);

#endif
