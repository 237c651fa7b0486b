-- The skeleton's statements; a resource has them in sql/name.sql.  Each is
-- named like the route that it answers, and is read with fcgi/api/skeleton.c.

-- One row more than asked for shows whether there is a next page; the engine
-- takes it away and makes the link to the next page of the last row's cursor.
-- name: skeletons_list
select id, name, note, done, created_at, updated_at, id::text as cursor
  from skeleton
 where owner = :me and (:done::boolean is null or done = :done)
   and (:cursor::bigint is null or id > :cursor)
 order by id
 limit :limit::bigint;

-- name: skeletons_get
select id, name, note, done, created_at, updated_at
  from skeleton
 where id = :id and owner = :me;

-- name: skeletons_count
select count(*) as count from skeleton where owner = :me;

-- name: skeletons_create
insert into skeleton (owner, name, note, done)
values (:me, :name, :note, coalesce(:done, false))
returning id, name, note, done, created_at, updated_at;

-- A member that was left out stays as it is.  For one that may be null only
-- :has_note tells the two apart.  updated_at always grows: it is the ETag.
-- name: skeletons_update
update skeleton
   set name = coalesce(:name, name),
       note = case when :has_note::boolean then :note else note end,
       done = coalesce(:done, done),
       updated_at = greatest(clock_timestamp(),
		updated_at + interval '1 microsecond')
 where id = :id and owner = :me
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning id, name, note, done, created_at, updated_at;

-- What the member takes away of it: see sql/own_data.sql.
-- name: export_skeletons
select to_jsonb(s) - 'owner' as data, s.id::text as cursor
  from skeleton s
 where s.owner = :me and s.id > coalesce(:cursor::bigint, 0)
 order by s.id
 limit :limit::bigint;

-- A row comes back to show that there was one.
-- name: skeletons_delete
delete from skeleton
 where id = :id and owner = :me
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning id;
