-- What `foyer jobs' does: sending mail (fcgi/outbox.c), and throwing away what
-- is over.

-- The next mail that is due becomes ours for five minutes.  A claim that is
-- older is of a process that died, or lost its database, in between.
-- name: mail_claim
update mail set claimed_at = now(), attempts = attempts + 1
where id = (
	select id from mail
	where sent_at is null and failed_at is null
	  and next_attempt_at <= now()
	  and (claimed_at is null
	       or claimed_at < now() - interval '5 minutes')
	order by next_attempt_at, id
	limit 1
	for update skip locked)
returning id, recipient, subject, body, attempts,
	(extract(epoch from created_at) * 1000000)::bigint as created_us;

-- The body goes: what is in it (links that sign in) is nobody's business now.
-- name: mail_sent
update mail set sent_at = now(), claimed_at = null, last_error = null,
	body = ''
where id = :id;

-- The server does not take this one now: 5, 10, 20 … seconds, at most half an
-- hour, for three days.
-- name: mail_deferred
update mail set claimed_at = null, last_error = :why,
	next_attempt_at = now() + (0.9 + 0.2 * random()) * least(
		interval '30 minutes',
		interval '5 seconds' * power(2, least(attempts, 12) - 1)),
	failed_at = case when created_at < now() - interval '3 days'
		then now() end
where id = :id and claimed_at is not null;

-- name: mail_refused
update mail set claimed_at = null, last_error = :why, failed_at = now(),
	body = ''
where id = :id;

-- It is not this mail's fault, and does not count as an attempt.
-- name: mail_unclaim
update mail set claimed_at = null, last_error = :why, attempts = attempts - 1
where id = :id and claimed_at is not null;

-- Neither SMTP_URL nor MAIL_DIR is set: no mail waits for a day that may never
-- come, and then surprises people.
-- name: mail_drop_all
update mail set claimed_at = null, last_error = :why, failed_at = now(),
	body = ''
where sent_at is null and failed_at is null
returning id;

-- Statements whose name begins with expire_ run once a minute, each on its
-- own, again while it finds a whole thousand.  One that takes a thousand at a
-- time holds no lock for long; SKIP LOCKED lets several processes share.

-- name: expire_tickets
delete from ticket where token_hash in (
	select token_hash from ticket
	where expires_at < now() - interval '1 day'
	limit 1000 for update skip locked);

-- system: whosever they are, they are over
-- name: expire_sessions
delete from session where id in (
	select id from session
	where last_seen_at < now() - interval '14 days'
	   or created_at < now() - interval '90 days'
	limit 1000 for update skip locked);

-- Where somebody signed in before is known for half a year.
-- name: expire_known_places
delete from known_place where last_seen_at < now() - interval '180 days';

-- system: whosever they are, they are over
-- name: expire_access_tokens
delete from access_token where id in (
	select id from access_token
	where expires_at < now() - interval '30 days'
	limit 1000 for update skip locked);

-- Used or not, an organiser sees it for a month after its end.
-- name: expire_invitations
delete from invitation where id in (
	select id from invitation
	where coalesce(used_at, expires_at) < now() - interval '30 days'
	limit 1000 for update skip locked);

-- name: expire_idempotency
delete from idempotency where key_hash in (
	select key_hash from idempotency
	where created_at < now() - interval '24 hours'
	limit 1000 for update skip locked);

-- name: expire_tasks
delete from task where id in (
	select id from task where deleted_at < now() - interval '30 days'
	limit 1000 for update skip locked);

-- name: expire_mail
delete from mail where id in (
	select id from mail where created_at < now() - interval '30 days'
	limit 1000 for update skip locked);
