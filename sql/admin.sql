-- What `foyer admin' and `foyer setup-link' ask and change.  Whoever runs them
-- holds the database anyway, so they act for every account.

-- name: admin_find
select id from account where handle = :handle;

-- The organiser and the link that sets the password, or neither.
-- name: admin_create
with made as (
	insert into account (handle, display_name, email, role, confirmed_at)
	values (:handle, :display_name, :email, 'organiser', now())
	returning id
)
insert into ticket (token_hash, kind, account, expires_at)
select :ticket_hash, 'reset', id, now() + interval '30 minutes' from made;

-- Only the last link works.
-- name: admin_reset
with void as (
	update ticket set used_at = now()
	where account = :account and kind = 'reset' and used_at is null
)
insert into ticket (token_hash, kind, account, expires_at)
values (:ticket_hash, 'reset', :account, now() + interval '30 minutes');

-- No row when the account has a hundred already, as in sql/tokens.sql.
-- system: made on the machine itself for the account that was named
-- name: admin_token
insert into access_token (owner, name, scope, token_hash, expires_at)
select :account, :name, :scope, :access_hash,
       now() + make_interval(days => :days)
where (select count(*) from access_token
       where owner = :account
         and (expires_at is null or expires_at > now())) < 100
returning id;

-- system: shown on the machine itself for the account that was named
-- name: admin_sessions
select id, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as made,
       to_char(last_seen_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as seen,
       user_agent
from session
where owner = :account
  and last_seen_at > now() - interval '14 days'
  and created_at > now() - interval '90 days'
order by last_seen_at desc, id desc;

-- system: ended on the machine itself for the account that was named
-- name: admin_revoke
delete from session where owner = :account;

-- A row while there is no organiser.  Only the last link works.
-- name: admin_setup
with void as (
	update ticket set used_at = now()
	where kind = 'setup' and used_at is null
)
insert into ticket (token_hash, kind, expires_at)
select :ticket_hash, 'setup', now() + interval '30 minutes'
where not exists (select from account where role = 'organiser')
returning 1 as made;
