/* See crew.h. */
#include "crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "group.h"
#include "handle.h"
#include "lane.h"
#include "log.h"
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
	if (x->stage != EXCHANGE_GATHER)
		pthread_cond_signal(&crew.more);
	pthread_mutex_unlock(&crew.lock);
}

void
crew_push(void)
{
	if (crew.waiting == 0)
		return;
	pthread_mutex_lock(&crew.lock);
	pthread_cond_signal(&crew.more);
	pthread_mutex_unlock(&crew.lock);
}

int64_t
crew_wait_us(void)
{
	return crew.waiting * crew.mean_us / crew.n;
}

/* Takes it out of the queue. */
static struct exchange *
take_out(struct exchange **at)
{
	struct exchange *x = *at;

	*at = x->next;
	if (*at == NULL)
		crew.last = at;
	crew.waiting--;
	return x;
}

/* Behind the first of `all', those that wait and may go with it.  How many
 * there are then. */
static int
gather(struct exchange *all[GROUP_MAX])
{
	struct exchange **at = &crew.first;
	int n = 1;

	if (all[0]->stage != EXCHANGE_GATHER)
		return n;
	while (*at != NULL && n < GROUP_MAX)
		if ((*at)->stage == EXCHANGE_GATHER &&
		    (*at)->req.route == all[0]->req.route)
			all[n++] = take_out(at);
		else
			at = &(*at)->next;
	return n;
}

/* The next one, and those that may go with it: how many.  0 when the queue is
 * empty and it is time to end. */
static int
next(struct exchange *ret[GROUP_MAX])
{
	int n = 0;

	pthread_mutex_lock(&crew.lock);
	while (crew.first == NULL && !crew.stopping)
		pthread_cond_wait(&crew.more, &crew.lock);
	if (crew.first != NULL) {
		ret[0] = take_out(&crew.first);
		n = gather(ret);
		if (crew.first != NULL)
			pthread_cond_signal(&crew.more);
	}
	pthread_mutex_unlock(&crew.lock);
	return n;
}

static void
work(struct exchange *x, struct db *db)
{
	enum exchange_end end = EXCHANGE_OK;

	if (x->stage == EXCHANGE_READ)
		end = exchange_read(x);
	if (end == EXCHANGE_OK && x->stage != EXCHANGE_SEND) {
		x->req.db = db;
		if (x->stage == EXCHANGE_RUN)
			handle(&x->req);
		else
			handle_admitted(&x->req);
	}
	if (end == EXCHANGE_OK)
		end = exchange_send(x);
	lane_end(x, end);
}

/* What the group would not do goes back into the queue, so that it holds up
 * nobody who was. */
static void
work_together(struct exchange *all[GROUP_MAX], int n, struct db *db)
{
	struct req *reqs[GROUP_MAX];
	bool done[GROUP_MAX];
	int i;

	for (i = 0; i < n; i++)
		reqs[i] = &all[i]->req;
	handle_group(reqs, n, db, done);
	for (i = 0; i < n; i++)
		if (done[i])
			lane_end(all[i], exchange_send(all[i]));
		else {
			all[i]->stage = EXCHANGE_ALONE;
			crew_take(all[i]);
		}
}

/* A race of two loses one of them: it is a mean. */
static void
note_time(int64_t us, int n)
{
	int i;

	for (i = 0; i < n; i++)
		crew.mean_us += (us / n - crew.mean_us) / 8;
}

static void *
thread_main(void *arg)
{
	struct db *db = db_new(settings.database_url);
	struct exchange *all[GROUP_MAX];
	int64_t since;
	int n;

	(void)arg;
	log_hold();
	while ((n = next(all)) > 0) {
		since = clock_us();
		if (n == 1)
			work(all[0], db);
		else
			work_together(all, n, db);
		note_time(clock_us() - since, n);
		log_release();
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
