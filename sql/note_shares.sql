-- Links by which anybody may read one note.  Only the hash of the token is
-- kept; :token and :url are passed through so that the one answer that shows
-- them is made of one row.

-- name: note_shares_list
select id, created_at, expires_at
  from note_share
 where note = :id and owner = :me and expires_at > now()
 order by id desc;

-- So that two at once are counted.
-- name: note_shares_lock
select id from note
 where id = :id and owner = :me
   for no key update;

-- No row when the note is not there.
-- name: note_shares_find
select (select count(*) from note_share s
	 where s.note = n.id and s.expires_at > now()) as count
  from note n
 where n.id = :id and n.owner = :me and n.deleted_at is null;

-- name: note_shares_create
insert into note_share (note, owner, token_hash, expires_at)
values (:id, :me, :share_hash,
	now() + make_interval(days => coalesce(:expires_in_days::int, 30)))
returning id, created_at, expires_at, :token::text as token,
	:url::text as url;

-- name: note_shares_delete
delete from note_share
 where id = :share and note = :id and owner = :me
returning id;

-- system: whoever has the token may read it
-- name: shared_notes_read
select n.name, n.text, n.updated_at, a.display_name as author
  from note_share s
  join note n on n.id = s.note
  join account a on a.id = n.owner
 where s.token_hash = :share_hash and s.expires_at > now()
   and n.deleted_at is null;

-- name: export_note_shares
select to_jsonb(s) - '{owner,token_hash}'::text[] as data,
	s.id::text as cursor
  from note_share s
 where s.owner = :me and s.id > coalesce(:cursor::bigint, 0)
 order by s.id
 limit :limit::bigint;

-- system: whosever they are, they are over
-- name: expire_note_shares
delete from note_share where id in (
	select id from note_share where expires_at < now() - interval '1 day'
	limit 1000 for update skip locked);
