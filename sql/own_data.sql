-- What is kept of a member.  A room adds its part by a statement export_NAME in
-- its own file: columns data (jsonb) and cursor, in the cursor's order, taking
-- :me, :cursor and :limit.  What goes when its account goes is declared in the
-- migrations ("on delete cascade"); what the others need stays, without a name
-- ("on delete set null").

-- name: own_data_parts
select part
  from string_to_table(:names, ' ') as part;

-- name: export_account
select jsonb_build_object('uuid', uuid, 'handle', handle,
		'display_name', display_name, 'email', email, 'role', role,
		'bio', bio, 'company', company, 'confirmed_at', confirmed_at,
		'created_at', created_at, 'updated_at', updated_at) as data,
	'' as cursor
  from account
 where id = :me and :cursor::text is null
 limit :limit::bigint;

-- name: export_sessions
select jsonb_build_object('user_agent', user_agent, 'created_at', created_at,
		'last_seen_at', last_seen_at) as data,
	id::text as cursor
  from session
 where owner = :me and id > coalesce(:cursor::bigint, 0)
 order by id
 limit :limit::bigint;

-- name: export_tokens
select jsonb_build_object('name', name, 'scope', scope,
		'created_at', created_at, 'expires_at', expires_at,
		'last_used_at', last_used_at) as data,
	id::text as cursor
  from access_token
 where owner = :me and id > coalesce(:cursor::bigint, 0)
 order by id
 limit :limit::bigint;

-- name: export_invitations
select jsonb_build_object('note', note, 'created_at', created_at,
		'expires_at', expires_at, 'used_at', used_at) as data,
	id::text as cursor
  from invitation
 where created_by = :me and id > coalesce(:cursor::bigint, 0)
 order by id
 limit :limit::bigint;

-- With :old_hash the password is still the one that was just proven.  Mail
-- that waits for the address is not sent any more, but for the word that the
-- account is gone; jobs erase that when it is sent.
-- name: own_data_erase
with gone as (
	delete from account
	 where id = :me and password_hash = :old_hash
	returning id
), unsent as (
	delete from mail
	 where lower(recipient) = lower(:email)
	   and exists (select from gone)
), owed as (
	insert into mail (recipient, subject, body)
	select :email, :mail_subject, :mail_body from gone
)
select id from gone;
