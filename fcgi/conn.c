/* See conn.h. */
#include "conn.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "req.h"
#include "shared.h"

static struct {
	struct conn *all, *free;
	int max;
	_Atomic int n;
	pthread_mutex_t lock; /* of `free' */
} t = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
conn_init(int max)
{
	int i;

	t.max = max;
	t.all = mem_new((size_t)max * sizeof *t.all);
	memset(t.all, 0, (size_t)max * sizeof *t.all);
	for (i = max - 1; i >= 0; i--) {
		t.all[i].fd = -1;
		t.all[i].next_free = t.free;
		t.free = &t.all[i];
	}
}

struct conn *
conn_new(int fd)
{
	struct conn *c;

	pthread_mutex_lock(&t.lock);
	c = t.free;
	if (c != NULL)
		t.free = c->next_free;
	pthread_mutex_unlock(&t.lock);
	if (c == NULL)
		return NULL;
	c->fd = fd;
	c->unwatched = true;
	c->partial_us = 0;
	c->since_us = clock_us();
	c->state = CONN_GATE;
	t.n++;
	seat->connections++;
	return c;
}

void
conn_end(struct conn *c, bool is_closed)
{
	if (!is_closed)
		close(c->fd);
	c->state = CONN_FREE;
	pthread_mutex_lock(&t.lock);
	c->fd = -1;
	c->next_free = t.free;
	t.free = c;
	pthread_mutex_unlock(&t.lock);
	t.n--;
	seat->connections--;
}

int
conn_count(void)
{
	return t.n;
}

int
conn_max(void)
{
	return t.max;
}

struct conn *
conn_at(int index)
{
	return &t.all[index];
}
