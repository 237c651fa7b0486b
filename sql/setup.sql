-- The first organiser, through the link that is printed at the first start.

-- name: setup_find
select 1 as yes
  from ticket
 where token_hash = :ticket_hash and kind = 'setup'
   and used_at is null and expires_at > now()
   and not exists (select from account where role = 'organiser');

-- Two links may be used at once; the second waits here and then finds an
-- organiser.  The number is any that nothing else locks.
-- name: setup_lock
select pg_advisory_xact_lock(7066001);

-- name: setup_create
with used as (
	update ticket
	   set used_at = now()
	 where token_hash = :ticket_hash and kind = 'setup'
	   and used_at is null and expires_at > now()
	   and not exists (select from account where role = 'organiser')
	returning token_hash
)
insert into account (handle, display_name, email, password_hash, role,
                     confirmed_at)
select :handle, :display_name, :email, :password_hash, 'organiser', now()
  from used
returning id as account;
