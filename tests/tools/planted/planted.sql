-- Statements with one fault each, by name; see planted.c.

-- name: planted_fine
select id, name, note, kind, small, updated_at, id::text as cursor
  from planted
 where kind = coalesce(:kind, kind) and small = coalesce(:small, small)
   and (:since::text is null or updated_at > :since::text::timestamptz)
   and (:cursor::bigint is null or id > :cursor)
 order by id
 limit :limit::bigint;

-- name: planted_edit
update planted
   set name = coalesce(:name, name),
       note = case when :has_note::boolean then :note else note end,
       updated_at = clock_timestamp()
 where id = :id and (:if_match::timestamptz is null or updated_at = :if_match)
returning id, name, note, kind, small, updated_at;

-- name: planted_handled
select :set_by_the_handler::text as whatever;

-- name: planted_broken
select id from nowhere;

-- name: planted_nothing_supplies
select id from planted where id = :id and name = :nothing;

-- name: planted_rows
insert into planted (name, kind, small) values (:name, 'a', 1) returning id;

-- name: planted_param_type
select id from planted where id = :q;

-- name: planted_too_small
select id from planted where small = :n;

-- name: planted_enum_param
select id from planted where kind = :kind;

-- name: planted_enum_column
select kind from planted;

-- name: planted_no_column
select id from planted;

-- name: planted_column_type
select name as id from planted;

-- name: planted_null
select note as name from planted;

-- name: planted_extra
select id, small from planted;

-- name: planted_unused
insert into planted (name, kind, small) values ('x', 'a', 1) returning id;

-- name: planted_rowless
delete from planted
 where id = :id and (:if_match::timestamptz is null or updated_at = :if_match);

-- name: planted_blind
update planted set note = :note where id = :id returning id;

-- name: planted_no_cursor
select id from planted where (:cursor::bigint is null or id > :cursor)
 limit :limit::bigint;

-- name: planted_twice
select id from planted;

-- name: planted_same_path
select id from planted;

-- name: planted_tables
select id from planted;

-- name: planted_other_schema
select id from planted;
