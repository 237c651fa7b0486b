/* See net.h. */
#include "net.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* A resolved address. */
struct where {
	struct sockaddr_storage addr;
	socklen_t len;
};

/* A name may have several: localhost is ::1 and 127.0.0.1. */
enum { MAX_WHERE = 4 };

/* How many addresses were found; 0 with *ret_why. */
static int
resolve(const char *address, bool passive, struct where ret[MAX_WHERE],
    const char **ret_why)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&ret->addr;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = passive ? AI_PASSIVE : 0 },
			*found;
	const char *colon = strrchr(address, ':');
	char host[256];
	size_t len;
	int rc, n = 0;

	memset(ret, 0, sizeof *ret);
	if (strncmp(address, "unix:", 5) == 0) {
		if (strlen(address + 5) >= sizeof un->sun_path) {
			*ret_why = "the path is too long for a socket";
			return 0;
		}
		un->sun_family = AF_UNIX;
		memcpy(un->sun_path, address + 5, strlen(address + 5));
		ret->len = sizeof *un;
		return 1;
	}
	if (colon == NULL || (size_t)(colon - address) >= sizeof host) {
		*ret_why = "is neither unix:PATH nor HOST:PORT";
		return 0;
	}
	len = (size_t)(colon - address);
	memcpy(host, address, len);
	host[len] = '\0';
	if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
		memmove(host, host + 1, len - 2);
		host[len - 2] = '\0';
	}
	rc = getaddrinfo(len > 0 ? host : NULL, colon + 1, &hints, &found);
	if (rc != 0) {
		*ret_why = gai_strerror(rc);
		return 0;
	}
	for (struct addrinfo *a = found; a != NULL && n < MAX_WHERE;
	    a = a->ai_next, n++) {
		memcpy(&ret[n].addr, a->ai_addr, a->ai_addrlen);
		ret[n].len = a->ai_addrlen;
	}
	freeaddrinfo(found);
	return n;
}

/* Removes a socket that nobody listens at any more; false when somebody
 * does. */
static bool
clear_stale(const struct where *w)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)&w->addr;
	struct stat st;
	bool in_use;
	int fd;

	if (lstat(un->sun_path, &st) == -1 || !S_ISSOCK(st.st_mode))
		return true;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	in_use = fd != -1 &&
	    connect(fd, (const struct sockaddr *)&w->addr, w->len) == 0;
	if (fd != -1)
		close(fd);
	if (!in_use)
		unlink(un->sun_path);
	return !in_use;
}

int
net_listen(const char *address, int backlog, bool share, const char **ret_why)
{
	struct where found[MAX_WHERE], w;
	int fd, on = 1;
	bool is_unix;
	mode_t mask;
	int rc;

	if (resolve(address, true, found, ret_why) == 0)
		return -1;
	w = found[0];
	is_unix = w.addr.ss_family == AF_UNIX;
	if (is_unix && !clear_stale(&w)) {
		*ret_why = "somebody listens there already";
		return -1;
	}
	fd = socket(w.addr.ss_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		goto fail;
	if (!is_unix) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
		if (share)
			setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on,
			    sizeof on);
	}
	/* The peer is trusted with parameters like REMOTE_ADDR, so a socket
	 * is for its owner and group alone. */
	mask = umask(0117);
	rc = bind(fd, (struct sockaddr *)&w.addr, w.len);
	umask(mask);
	if (rc == 0 && listen(fd, backlog) == 0)
		return fd;
fail:
	*ret_why = strerror(errno);
	if (fd != -1)
		close(fd);
	return -1;
}

int
net_connect(const char *address, int seconds, const char **ret_why)
{
	struct timeval wait = { seconds, 0 };
	struct where w[MAX_WHERE];
	int fd, n = resolve(address, false, w, ret_why);

	for (int i = 0; i < n; i++) {
		fd = socket(w[i].addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd != -1) {
			setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait,
			    sizeof wait);
			setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait,
			    sizeof wait);
			if (connect(fd, (struct sockaddr *)&w[i].addr,
				w[i].len) == 0)
				return fd;
		}
		*ret_why = strerror(errno);
		if (fd != -1)
			close(fd);
	}
	return -1;
}
