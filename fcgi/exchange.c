/*
 * See exchange.h.  A request's body is always read to its end before it is
 * answered: FCGX_Finish_r() does not, and what was left on a kept connection
 * would be read as the next request's records, parameters and all.
 */
#include "exchange.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "handle.h"
#include "mem.h"
#include "reply.h"
#include "route.h"
#include "shared.h"

enum {
	RECORD_MAX = 65528, /* content of one record, a multiple of 8 */
	IOV_MAX_HERE = 64,
	FCGI_VERSION = 1,
	TYPE_BEGIN = 1,
	TYPE_END = 3,
	TYPE_STDIN = 5,
	TYPE_STDOUT = 6,
};

bool
exchange_is_begin(const unsigned char *p, size_t len)
{
	/* version, type, request id (2), length of an 8-byte body (2) */
	static const int want[] = { FCGI_VERSION, TYPE_BEGIN, -1, -1, 0, 8 };
	size_t i;

	for (i = 0; i < len && i < sizeof want / sizeof want[0]; i++)
		if (want[i] != -1 && p[i] != want[i])
			return false;
	return true;
}

bool
exchange_is_whole(const unsigned char *p, size_t len)
{
	size_t content;

	for (; len >= 8; p += content, len -= content) {
		content = (size_t)p[4] << 8 | p[5];
		if (p[1] == TYPE_STDIN && content == 0)
			return true;
		content += 8 + (size_t)p[6];
		if (content > len)
			return false;
	}
	return false;
}

/* The pool.  `out' are those in use, for exchange_interrupt(). */
static struct {
	struct exchange *free;
	int n_free, n_out;
	struct exchange *out[EXCHANGE_MAX];
	size_t body_max;
	pthread_mutex_t lock;
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* The largest body that any route takes. */
static size_t
body_ceiling(void)
{
	size_t max = BODY_MAX;
	int i;

	for (i = 0; i < route_count(); i++)
		if (route_at(i)->route->max_body > max)
			max = route_at(i)->route->max_body;
	return max;
}

static struct exchange *
make(void)
{
	struct exchange *x = mem_new(sizeof *x);

	memset(x, 0, sizeof *x);
	buf_init(&x->body, body_ceiling());
	req_init(&x->req);
	x->fd = -1;
	FCGX_InitRequest(&x->fcgi, -1, 0);
	return x;
}

static void
unmake(struct exchange *x)
{
	req_free(&x->req);
	buf_free(&x->body);
	mem_free(x);
}

struct exchange *
exchange_new(struct conn *conn)
{
	struct exchange *x = NULL;
	int i;

	pthread_mutex_lock(&pool.lock);
	if (pool.n_out < EXCHANGE_MAX) {
		x = pool.free;
		if (x != NULL) {
			pool.free = x->next;
			pool.n_free--;
		} else
			x = make();
		for (i = 0; pool.out[i] != NULL; i++)
			continue;
		pool.out[i] = x;
		x->place = i;
		pool.n_out++;
	}
	pthread_mutex_unlock(&pool.lock);
	if (x == NULL)
		return NULL;
	seat->in_flight++;
	x->conn = conn;
	x->stage = EXCHANGE_READ;
	return x;
}

void
exchange_free(struct exchange *x)
{
	req_reset(&x->req);
	buf_reset(&x->body);
	FCGX_Free(&x->fcgi, 0);
	seat->in_flight--;
	pthread_mutex_lock(&pool.lock);
	pool.out[x->place] = NULL;
	pool.n_out--;
	if (pool.n_free < EXCHANGE_WARM) {
		x->next = pool.free;
		pool.free = x;
		pool.n_free++;
		x = NULL;
	}
	pthread_mutex_unlock(&pool.lock);
	if (x != NULL)
		unmake(x);
}

void
exchange_interrupt(int64_t since_us)
{
	int64_t since;
	int i, fd;

	pthread_mutex_lock(&pool.lock);
	for (i = 0; i < EXCHANGE_MAX; i++) {
		if (pool.out[i] == NULL)
			continue;
		since = pool.out[i]->since_us;
		fd = pool.out[i]->fd;
		if (since != 0 && since < since_us && fd != -1)
			shutdown(fd, SHUT_RDWR);
	}
	pthread_mutex_unlock(&pool.lock);
}

static void
wait_begins(struct exchange *x, int fd)
{
	x->fd = fd;
	x->since_us = clock_us();
}

static void
wait_ends(struct exchange *x)
{
	x->since_us = 0;
	x->fd = -1;
}

/* Which parameter goes where; all others are of no concern to us. */
/* clang-format off */
static const struct {
	const char	*name;
	size_t		 len, offset;
} known[] = {
/* clang-format on */
#define PARAM(name, member) \
	{ name, sizeof name - 1, offsetof(struct params, member) }
	PARAM("REQUEST_METHOD", method),
	PARAM("REQUEST_URI", uri),
	PARAM("CONTENT_TYPE", content_type),
	PARAM("CONTENT_LENGTH", content_length),
	PARAM("REMOTE_ADDR", address),
	PARAM("FOYER_SITE", site),
	PARAM("FOYER_MSEC", msec),
	PARAM("FOYER_REQUEST_ID", request_id),
	PARAM("HTTP_COOKIE", cookie),
	PARAM("HTTP_AUTHORIZATION", authorization),
	PARAM("HTTP_ORIGIN", origin),
	PARAM("HTTP_SEC_FETCH_SITE", fetch_site),
	PARAM("HTTP_IF_MATCH", if_match),
	PARAM("HTTP_IF_NONE_MATCH", if_none_match),
	PARAM("HTTP_IDEMPOTENCY_KEY", idempotency_key),
	PARAM("HTTP_USER_AGENT", user_agent),
	PARAM("HTTP_TRACEPARENT", traceparent),
#undef PARAM
};
enum { N_KNOWN = sizeof known / sizeof known[0] };

static void
take_params(struct exchange *x)
{
	char *in = (char *)&x->req.in, **env;
	const char *value;
	size_t i, len;

	for (i = 0; i < N_KNOWN; i++)
		*(const char **)(void *)(in + known[i].offset) = "";
	for (env = x->fcgi.envp; *env != NULL; env++) {
		value = strchr(*env, '=');
		if (value == NULL)
			continue;
		len = (size_t)(value - *env);
		for (i = 0; i < N_KNOWN; i++)
			if (known[i].len == len &&
			    memcmp(known[i].name, *env, len) == 0) {
				*(const char **)(void *)(in +
				    known[i].offset) = value + 1;
				break;
			}
	}
}

/* The whole body; false when the peer broke off or said another length. */
static bool
take_body(struct exchange *x)
{
	const char *said = x->req.in.content_length;
	unsigned long long total = 0;
	char part[8192] __attribute__((uninitialized));
	int n;

	buf_reset(&x->body);
	while ((n = FCGX_GetStr(part, sizeof part, x->fcgi.in)) > 0) {
		total += (unsigned long long)n;
		buf_put(&x->body, part, (size_t)n);
	}
	if (FCGX_GetError(x->fcgi.in) != 0 || !FCGX_HasSeenEOF(x->fcgi.in))
		return false;
	if (*said != '\0' && strtoull(said, NULL, 10) != total)
		return false;
	x->req.body_too_large = x->body.over;
	x->body.over = false;
	x->req.body_len = x->body.len;
	x->req.body = buf_str(&x->body);
	return true;
}

static void
set_record(unsigned char *p, int type, int id, size_t len)
{
	p[0] = FCGI_VERSION;
	p[1] = (unsigned char)type;
	p[2] = (unsigned char)(id >> 8);
	p[3] = (unsigned char)id;
	p[4] = (unsigned char)(len >> 8);
	p[5] = (unsigned char)len;
	p[6] = p[7] = 0;
}

static bool
write_all(int fd, struct iovec *iov, int n)
{
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = (size_t)n };
	ssize_t done;

	while (msg.msg_iovlen > 0) {
		done = sendmsg(fd, &msg, MSG_NOSIGNAL);
		if (done == -1 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		while (msg.msg_iovlen > 0 &&
		    (size_t)done >= msg.msg_iov->iov_len) {
			done -= (ssize_t)msg.msg_iov->iov_len;
			msg.msg_iov++;
			msg.msg_iovlen--;
		}
		if (msg.msg_iovlen > 0) {
			msg.msg_iov->iov_base = (char *)msg.msg_iov->iov_base +
			    done;
			msg.msg_iov->iov_len -= (size_t)done;
		}
	}
	return true;
}

/* Adds the records of `data' to the vector, writing it out when it is full. */
static bool
put_records(int fd, int id, const struct buf *data, struct iovec *iov, int *n,
    unsigned char (*heads)[8])
{
	size_t at, len;

	for (at = 0; at < data->len; at += len) {
		len = data->len - at < RECORD_MAX ? data->len - at : RECORD_MAX;
		if (*n + 3 > IOV_MAX_HERE) {
			if (!write_all(fd, iov, *n))
				return false;
			*n = 0;
		}
		set_record(heads[*n], TYPE_STDOUT, id, len);
		iov[*n] = (struct iovec) { heads[*n], 8 };
		++*n;
		iov[(*n)++] = (struct iovec) { data->data + at, len };
	}
	return true;
}

static _Atomic bool leaving;

void
exchange_leave(void)
{
	leaving = true;
}

/* The answer and the end of the request, in one system call unless it is
 * longer than two megabytes.  A connection that shall carry no other one ends
 * with a record more: nginx keeps none on which something follows the end, and
 * so never sends a request into our closing it. */
static bool
send_reply(int fd, int id, const struct reply *reply, bool has_body, bool last)
{
	unsigned char heads[IOV_MAX_HERE][8] __attribute__((uninitialized));
	struct iovec iov[IOV_MAX_HERE] __attribute__((uninitialized));
	unsigned char end[32] = { 0 };
	int n = 0;

	if (!put_records(fd, id, &reply->head, iov, &n, heads))
		return false;
	if (has_body && !put_records(fd, id, &reply->body, iov, &n, heads))
		return false;
	set_record(end, TYPE_STDOUT, id, 0);
	set_record(end + 8, TYPE_END, id, 8);
	set_record(end + 24, TYPE_STDOUT, id, 0);
	iov[n++] = (struct iovec) { end, last ? sizeof end : 24 };
	return write_all(fd, iov, n);
}

enum exchange_end
exchange_read(struct exchange *x)
{
	bool whole;

	x->fcgi.ipcFd = x->conn->fd;
	x->fcgi.keepConnection = 1;
	wait_begins(x, x->conn->fd);
	if (FCGX_Accept_r(&x->fcgi) != 0) {
		wait_ends(x);
		return EXCHANGE_CLOSED;
	}
	take_params(x);
	whole = take_body(x);
	wait_ends(x);
	x->req.started_us = clock_us();
	x->stage = EXCHANGE_RUN;
	return whole ? EXCHANGE_OK : EXCHANGE_CLOSE;
}

enum exchange_end
exchange_send(struct exchange *x)
{
	bool sent, last = leaving;

	wait_begins(x, x->conn->fd);
	sent = send_reply(x->conn->fd, x->fcgi.requestId, &x->req.reply,
	    reply_has_body(&x->req), last);
	wait_ends(x);
	handle_done(&x->req, sent);
	return sent && !last && x->fcgi.keepConnection ? EXCHANGE_OK
						       : EXCHANGE_CLOSE;
}
