-- Signing up.  Where mail is sent, a sign-up waits in its own table under the
-- hash of the link that confirms it, and only then becomes an account.

-- What stands against a sign-up, all of it at once.  A handle is kept for the
-- address that asked first, whether that address has an account or not.
-- name: signup_look
select exists (select from account where lower(email) = lower(:email))
           as email_known,
       coalesce((select email from account
                  where lower(email) = lower(:email)), :email) as recipient,
       exists (select from account where handle = :handle)
       or exists (select from signup s
                    join ticket t using (token_hash)
                   where s.handle = :handle
                     and lower(s.email) <> lower(:email)
                     and t.used_at is null and t.expires_at > now())
           as handle_taken,
       (select id from invitation
         where token_hash = :invitation_hash
           and used_at is null and expires_at > now()) as invitation_id;

-- Without mail: the account at once.  No row when somebody else was faster
-- with the invitation.
-- name: signup_create
with open as (
	select id from invitation
	 where id = :invitation_id and used_at is null
	   for update
), made as (
	insert into account (handle, display_name, email, password_hash,
	                     confirmed_at)
	select :handle, :display_name, :email, :password_hash, now()
	 where :invitation_id::bigint is null or exists (select from open)
	returning id
), used as (
	update invitation i
	   set used_at = now(), used_by = made.id
	  from made, open
	 where i.id = open.id
)
select id as account from made;

-- With mail: what waits for a confirmation, and the mail that asks for it.
-- For an address that has an account the same rows are written, the mail says
-- that it has one, and nobody is told the token.
-- name: signup_pend
with link as (
	insert into ticket (token_hash, kind, expires_at)
	values (:ticket_hash, 'confirm', now() + interval '24 hours')
), pending as (
	insert into signup (token_hash, email, handle, display_name,
	                    password_hash, invitation)
	values (:ticket_hash, :email, :handle, :display_name, :password_hash,
	        :invitation_id)
), owed as (
	insert into mail (recipient, subject, body)
	values (:recipient, :mail_subject, :mail_body)
)
select 'mail' as confirm;

-- The account, from what waited.  No row when the link is used up or too old,
-- or when its address, handle or invitation went to somebody else meanwhile.
-- name: confirm_create
with used as (
	update ticket
	   set used_at = now()
	 where token_hash = :ticket_hash and kind = 'confirm'
	   and used_at is null and expires_at > now()
	returning token_hash
), wanted as (
	select s.* from signup s join used using (token_hash)
), open as (
	select i.id from invitation i
	  join wanted w on w.invitation = i.id
	 where i.used_at is null
	   for update of i
), made as (
	insert into account (handle, display_name, email, password_hash,
	                     confirmed_at)
	select w.handle, w.display_name, w.email, w.password_hash, now()
	  from wanted w
	 where (w.invitation is null or exists (select from open))
	   and not exists (select from account a
	                    where a.handle = w.handle
	                       or lower(a.email) = lower(w.email))
	returning id
), spent as (
	update invitation i
	   set used_at = now(), used_by = made.id
	  from made, open
	 where i.id = open.id
)
select id as account from made;
