-- Pads.  A removed one keeps its row for 30 days.  The number of its notes is
-- kept by the database: see the triggers in migrations/0004_notes.sql.

-- name: pads_list
select id, name, notes_count, created_at, updated_at,
	id || ' ' || name_key as cursor
  from pad
 where owner = :me and deleted_at is null
   and (name_key, id) > (
	coalesce(substr(:cursor, strpos(:cursor, ' ') + 1), ''),
	coalesce(split_part(:cursor, ' ', 1)::bigint, 0))
 order by name_key, id
 limit :limit::bigint;

-- name: pads_get
select id, name, notes_count, created_at, updated_at
  from pad
 where id = :id and owner = :me and deleted_at is null;

-- name: pads_create
insert into pad (owner, name) values (:me, :name)
returning id, name, notes_count, created_at, updated_at;

-- name: pads_update
update pad
   set name = coalesce(:name, name),
       updated_at = greatest(clock_timestamp(),
		updated_at + interval '1 microsecond')
 where id = :id and owner = :me and deleted_at is null
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning id, name, notes_count, created_at, updated_at;

-- A pad goes and comes with its notes, in one transaction that takes what it
-- changes in the order in which an edit of a note does: first the notes, then
-- the pad, and then the notes that came into it in between.

-- name: pads_lock_notes
select count(*) as count from (
	select from note
	 where owner = :me and (pad_id = :id or lost_pad = :id)
	 order by id
	   for no key update) as locked;

-- name: pads_delete
update pad
   set deleted_at = now(),
       updated_at = greatest(clock_timestamp(),
		updated_at + interval '1 microsecond')
 where id = :id and owner = :me and deleted_at is null
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning id;

-- What they tell of their pad is another thing then, so updated_at moves on;
-- but by no more than it must, because nobody has edited them.
-- name: pads_delete_notes
update note
   set pad_id = null,
       lost_pad = :id,
       went_with_pad = deleted_at is null and :notes = 'delete',
       deleted_at = case when :notes = 'delete'
		then coalesce(deleted_at, now()) else deleted_at end,
       updated_at = updated_at + interval '1 microsecond'
 where owner = :me and pad_id = :id;

-- Bringing back what is there already is no fault: the answer to an undo that
-- was sent twice is the same.
-- name: pads_restore
update pad
   set deleted_at = null,
       updated_at = greatest(clock_timestamp(),
		updated_at + interval '1 microsecond')
 where id = :id and owner = :me
returning id;

-- What went with it comes back, and what was kept goes back into it, unless it
-- has another pad by now.
-- name: pads_restore_notes
update note
   set pad_id = :id,
       lost_pad = null,
       deleted_at = case when went_with_pad then null else deleted_at end,
       went_with_pad = false,
       updated_at = updated_at + interval '1 microsecond'
 where owner = :me and lost_pad = :id and pad_id is null;

-- Removed ones too, as long as they are kept.
-- name: export_pads
select to_jsonb(p) - 'owner' - 'name_key' as data, p.id::text as cursor
  from pad p
 where p.owner = :me and p.id > coalesce(:cursor::bigint, 0)
 order by p.id
 limit :limit::bigint;

-- Notes have left a pad when it is removed, so nothing refers to it.
-- system: whosever they are, their time to be brought back is over
-- name: expire_pads
delete from pad where id in (
	select id from pad where deleted_at < now() - interval '30 days'
	limit 1000 for update skip locked);

-- system: the demonstration's, before the accounts that own them go
-- name: unseed_pads
delete from pad
where id in (select id from seeded where kind = 'pad');
