-- Who is it?  The two answers of principal_* are what fcgi/auth.c fills a
-- principal from; they are asked before :me is known.

-- A session ends after 14 days without use or 90 days in all.
-- system: :me is what it is asked for.
-- name: principal_by_session
select a.id as account, a.uuid, a.handle, a.role, s.id as credential,
       'write' as scope
  from session s
  join account a on a.id = s.owner
 where s.token_hash = :token_hash
   and s.last_seen_at > now() - interval '14 days'
   and s.created_at > now() - interval '90 days';

-- system: :me is what it is asked for.
-- name: principal_by_token
select a.id as account, a.uuid, a.handle, a.role, t.id as credential,
       t.scope::text as scope
  from access_token t
  join account a on a.id = t.owner
 where t.token_hash = :token_hash
   and (t.expires_at is null or t.expires_at > now())
 union all
select a.id, a.uuid, a.handle, a.role, d.id, 'device'
  from device d
  join account a on a.id = d.owner
 where d.token_hash = :token_hash;

-- system: the credential was proven by its token a moment ago.
-- name: device_touch
update device set last_seen_at = now()
 where id = :credential
   and (last_seen_at is null
        or last_seen_at < now() - interval '1 minute');

-- Kept to one write a minute: the time is for people and for the 14 days.
-- system: the credential was proven by its token a moment ago.
-- name: session_touch
update session
   set last_seen_at = now()
 where id = :credential
   and last_seen_at < now() - interval '1 minute';

-- system: the credential was proven by its token a moment ago.
-- name: token_touch
update access_token
   set last_used_at = now()
 where id = :credential
   and (last_used_at is null or last_used_at < now() - interval '1 minute');

-- The member who asks, or who has just come in.
-- name: auth_me
select uuid, handle, display_name, email, role, bio, company,
       confirmed_at is not null as confirmed, created_at, updated_at
  from account
 where id = :me;

-- A session begins, and the one that this browser had ends.  An account keeps
-- 50 sessions and 20 known places; the longest unused give way.
-- name: session_start
with started as (
	insert into session (owner, token_hash, user_agent)
	values (:me, :session_hash, :user_agent)
), surplus as (
	delete from session
	 where id = :old_session
	    or owner = :me
	   and id in (select id from session where owner = :me
	               order by last_seen_at desc, id desc offset 49)
), place as (
	insert into known_place (account, address_hash)
	values (:me, :address_hash)
	on conflict (account, address_hash) do update
	   set last_seen_at = excluded.last_seen_at
), forgotten as (
	delete from known_place
	 where account = :me and address_hash <> :address_hash
	   and address_hash in
	       (select address_hash from known_place
	         where account = :me and address_hash <> :address_hash
	         order by last_seen_at desc offset 19)
)
select;

-- Always one row.  A handle has no @ and an address has one, so that at most
-- one account fits.  pending_hash is of the latest sign-up that waits for a
-- confirmation; it is there for an address that has an account as well.
-- name: auth_signin
select a.id as account, a.password_hash,
       a.confirmed_at is not null as confirmed,
       exists (select from known_place k
                where k.account = a.id
                  and k.address_hash = :address_hash) as known_place,
       p.password_hash as pending_hash
  from (select) as always
  left join account a on a.handle = :folded or lower(a.email) = :folded
  left join lateral (
	select s.password_hash
	  from signup s
	  join ticket t using (token_hash)
	 where (s.handle = :folded or lower(s.email) = :folded)
	   and t.used_at is null and t.expires_at > now()
	 order by t.created_at desc
	 limit 1) p on true;

-- Is the password still what was just verified?  Whoever changes it waits for
-- the answer, or is waited for: no session begins with a password that is over.
-- name: signin_hold
select id
  from account
 where id = :me and password_hash = :old_hash
   for share;

-- The credential that asks ends itself.
-- name: auth_signout_session
delete from session where owner = :me and id = :credential;

-- name: auth_signout_token
delete from access_token where owner = :me and id = :credential;

-- Always one row; account is null for an address that nobody has.  Mail goes to
-- the address as its owner wrote it.
-- name: forgot_find
select a.id as account, coalesce(a.email, :email) as recipient
  from (select) as always
  left join account a on lower(a.email) = lower(:email);

-- name: forgot_write
with link as (
	insert into ticket (token_hash, kind, account, expires_at)
	values (:ticket_hash, 'reset', :account, now() + interval '30 minutes')
), owed as (
	insert into mail (recipient, subject, body)
	values (:recipient, :mail_subject, :mail_body)
)
select 'mail' as sent;

-- name: reset_find
select a.id as account, a.handle, a.display_name, a.email
  from ticket t
  join account a on a.id = t.account
 where t.token_hash = :ticket_hash and t.kind = 'reset'
   and t.used_at is null and t.expires_at > now();

-- Whoever sets a password takes the account first, so that two do not wait
-- for one another's links.
-- name: account_lock
select id from account where id = :me for update;

-- Takes the link once.  Who was sent it has the address, so it is confirmed.
-- name: reset_use
with used as (
	update ticket
	   set used_at = now()
	 where token_hash = :ticket_hash and kind = 'reset'
	   and used_at is null and expires_at > now()
	returning account
)
update account a
   set confirmed_at = coalesce(a.confirmed_at, now())
  from used
 where a.id = used.account and a.id = :me
returning a.id as account;

-- name: password_find
select password_hash, handle, display_name, email
  from account
 where id = :me;

-- A new password ends every session and every link that could set another.
-- With :old_hash it is set only while that one still holds.
-- name: password_set
with changed as (
	update account
	   set password_hash = :password_hash, updated_at = now()
	 where id = :me
	   and (:old_hash::text is null or password_hash = :old_hash)
	returning id, email
), ended as (
	delete from session s using changed where s.owner = changed.id
), void as (
	update ticket t
	   set used_at = now()
	  from changed
	 where t.account = changed.id and t.kind = 'reset'
	   and t.used_at is null and t.token_hash is distinct from :ticket_hash
), owed as (
	insert into mail (recipient, subject, body)
	select email, :mail_subject, :mail_body from changed
)
select id as account from changed;
