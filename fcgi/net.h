/* Addresses as settings name them: unix:PATH or HOST:PORT. */
#ifndef NET_H
#define NET_H

#include <stdbool.h>

/* A non-blocking listening socket, or -1 with *ret_why.  `share' lets other
 * processes listen there too (SO_REUSEPORT). */
int net_listen(const char *address, int backlog, bool share,
    const char **ret_why);

/* A blocking connection that waits at most `seconds' for anything. */
int net_connect(const char *address, int seconds, const char **ret_why);

#endif
