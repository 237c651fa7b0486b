/*
 * Functions that do not compile here, included before every file (see
 * build.mk).  Each has no bound, hides an error, keeps state that threads
 * share, or follows the locale.  Instead: buf and arena for text, strtol()
 * and its like with endptr for numbers, gmtime_r() for the calendar.
 *
 * The headers that declare them come first: a poisoned word may not even be
 * declared.
 */
#ifndef BANNED_H
#define BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#undef alloca /* some are macros too, depending on the options */
#undef sprintf
#undef strcat
#undef strcpy
#undef vsprintf

#pragma GCC poison alloca asctime atoi atol atoll atof ctime gets gmtime
#pragma GCC poison localtime sprintf strcat strcpy strtok system vsprintf

#endif
