-- What edits of a note have replaced, kept by notes_update (notes.sql).  It is
-- there as long as the note is, and seen while that is not removed.

-- No row when the note is not there.
-- name: note_versions_find
select id from note
 where id = :id and owner = :me and deleted_at is null;

-- name: note_versions_list
select id, name, size, saved_at
  from note_version
 where note = :id and owner = :me
 order by id desc;

-- name: note_versions_get
select v.id, v.name, v.text, v.saved_at
  from note_version v
  join note n on n.id = v.note
 where v.note = :id and v.id = :version and v.owner = :me
   and n.deleted_at is null;

-- What stands there now is kept first, however new it is: so a restore can be
-- undone by another one.
-- name: note_versions_restore
with old as (
	select id, name, text, updated_at
	  from note
	 where id = :id and owner = :me and deleted_at is null
	   for no key update
), wanted as (
	select v.note, v.name, v.text
	  from note_version v, old
	 where v.note = old.id and v.id = :version and v.owner = :me
), kept as (
	insert into note_version (note, owner, name, text, saved_at)
	select old.id, :me, old.name, old.text, old.updated_at
	  from old, wanted
	returning note
), dropped as (
	delete from note_version
	 using kept
	 where note_version.note = kept.note
	   and id <= (
		select id from note_version
		 where note = kept.note
		 order by id desc offset 99 limit 1)
)
update note
   set name = wanted.name,
       text = wanted.text,
       kept_at = clock_timestamp(),
       updated_at = greatest(clock_timestamp(),
		note.updated_at + interval '1 microsecond')
  from wanted
 where note.id = wanted.note
returning note.id, pad_id, note.name, note.text, pinned,
	to_json(tags) as tags, created_at, note.updated_at;

-- name: export_note_versions
select to_jsonb(v) - 'owner' as data, v.id::text as cursor
  from note_version v
 where v.owner = :me and v.id > coalesce(:cursor::bigint, 0)
 order by v.id
 limit :limit::bigint;
