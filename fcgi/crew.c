/* See crew.h. */
#include "crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "handle.h"
#include "lane.h"
#include "settings.h"

enum { THREADS_MAX = 64 };

static struct {
	pthread_t ids[THREADS_MAX];
	int n;
	struct exchange *first, **last;
	_Atomic int64_t waiting, mean_us; /* in the queue; of one's work */
	bool stopping;
	pthread_mutex_t lock;
	pthread_cond_t more;
} crew = {
	.last = &crew.first,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.more = PTHREAD_COND_INITIALIZER,
};

void
crew_take(struct exchange *x)
{
	x->next = NULL;
	pthread_mutex_lock(&crew.lock);
	*crew.last = x;
	crew.last = &x->next;
	crew.waiting++;
	pthread_cond_signal(&crew.more);
	pthread_mutex_unlock(&crew.lock);
}

int64_t
crew_wait_us(void)
{
	return crew.waiting * crew.mean_us / crew.n;
}

/* The next one, or NULL when the queue is empty and it is time to end. */
static struct exchange *
next(void)
{
	struct exchange *x;

	pthread_mutex_lock(&crew.lock);
	while (crew.first == NULL && !crew.stopping)
		pthread_cond_wait(&crew.more, &crew.lock);
	x = crew.first;
	if (x != NULL) {
		crew.first = x->next;
		crew.waiting--;
		if (crew.first == NULL)
			crew.last = &crew.first;
	}
	pthread_mutex_unlock(&crew.lock);
	return x;
}

static void
work(struct exchange *x, struct db *db)
{
	enum exchange_end end = EXCHANGE_OK;

	if (x->stage == EXCHANGE_READ)
		end = exchange_read(x);
	if (end == EXCHANGE_OK && x->stage == EXCHANGE_RUN) {
		x->req.db = db;
		handle(&x->req);
	}
	if (end == EXCHANGE_OK)
		end = exchange_send(x);
	lane_end(x, end);
}

static void *
thread_main(void *arg)
{
	struct db *db = db_new(settings.database_url);
	struct exchange *x;
	int64_t since;

	(void)arg;
	while ((x = next()) != NULL) {
		since = clock_us();
		work(x, db);
		/* A race of two loses one of them: it is a mean. */
		crew.mean_us += (clock_us() - since - crew.mean_us) / 8;
	}
	db_free(db);
	return NULL;
}

void
crew_start(int threads)
{
	for (crew.n = 0; crew.n < threads; crew.n++)
		if (pthread_create(&crew.ids[crew.n], NULL, thread_main,
			NULL) != 0)
			abort();
}

void
crew_stop(void)
{
	int i;

	pthread_mutex_lock(&crew.lock);
	crew.stopping = true;
	pthread_cond_broadcast(&crew.more);
	pthread_mutex_unlock(&crew.lock);
	for (i = 0; i < crew.n; i++)
		pthread_join(crew.ids[i], NULL);
}
