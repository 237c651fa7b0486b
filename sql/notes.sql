-- Notes.  A removed one keeps its row for 30 days, so every statement here but
-- the restore looks only at those with no deleted_at.  updated_at always
-- grows, also within a microsecond: it is the object's ETag.

-- The list has a statement for each order, so that each is read from its index
-- where the cursor says and no further than the page goes.  The cursor is
-- what the row comparison begins with, the id, and what else it compares.

-- name: notes_by_name
select id, pad_id, name, excerpt, null::text as highlight, pinned,
	to_json(tags) as tags, created_at, updated_at,
	concat_ws(' ', not pinned, id, name_key) as cursor
  from note
 where owner = :me and deleted_at is null
   and (not pinned, name_key, id) > (
	coalesce(split_part(:cursor, ' ', 1)::boolean, false),
	coalesce(regexp_replace(:cursor, '^\S+ \S+ ', ''), ''),
	coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
 order by (not pinned), name_key, id
 limit :limit::bigint;

-- No key is behind one that is longer than all, of the last character.
-- name: notes_by_name_back
select id, pad_id, name, excerpt, null::text as highlight, pinned,
	to_json(tags) as tags, created_at, updated_at,
	concat_ws(' ', pinned, id, name_key) as cursor
  from note
 where owner = :me and deleted_at is null
   and (pinned, name_key, id) < (
	coalesce(split_part(:cursor, ' ', 1)::boolean, true),
	coalesce(regexp_replace(:cursor, '^\S+ \S+ ', ''),
		repeat(U&'\+10FFFF', 201)),
	coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
 order by pinned desc, name_key desc, id desc
 limit :limit::bigint;

-- name: notes_by_updated
select id, pad_id, name, excerpt, null::text as highlight, pinned,
	to_json(tags) as tags, created_at, updated_at,
	concat_ws(' ', not pinned, id, updated_at) as cursor
  from note
 where owner = :me and deleted_at is null
   and (not pinned, updated_at, id) > (
	coalesce(split_part(:cursor, ' ', 1)::boolean, false),
	coalesce(regexp_replace(:cursor, '^\S+ \S+ ', '')::timestamptz, '-infinity'),
	coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
 order by (not pinned), updated_at, id
 limit :limit::bigint;

-- name: notes_by_updated_back
select id, pad_id, name, excerpt, null::text as highlight, pinned,
	to_json(tags) as tags, created_at, updated_at,
	concat_ws(' ', pinned, id, updated_at) as cursor
  from note
 where owner = :me and deleted_at is null
   and (pinned, updated_at, id) < (
	coalesce(split_part(:cursor, ' ', 1)::boolean, true),
	coalesce(regexp_replace(:cursor, '^\S+ \S+ ', '')::timestamptz, 'infinity'),
	coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
 order by pinned desc, updated_at desc, id desc
 limit :limit::bigint;

-- By words, by tag, of a pad or of none, or several of these: all that fit are
-- gathered by what they are sorted by, in one of the parts of `fit', and
-- sorted in one of the parts of `page'.  Which, is known before any is read.
-- What is looked for stands in a "select", so that it is not known when the
-- plan is made: for a word of most notes that would read all of note_words,
-- and to look at a word list costs more than the planner thinks.
-- The texts, and the places of the words in them, are looked at for the notes
-- of the page only.
-- name: notes_find
with fit as materialized (
	select n.id, n.pinned, n.name_key, n.updated_at
	  from note_words w
	  join note n on n.id = w.note
	 where (:q::text is not null or :tag::text is not null)
	   and (w.english @@ (select note_query('english', :me, :q, :tag))
		or w.simple @@ (select note_query('simple', :me, :q, :tag)))
	   and n.owner = :me and n.deleted_at is null
	   and case when :pad::text is null then true
		else n.pad_id is not distinct from :pad_id::bigint end
	union all
	select id, pinned, name_key, updated_at
	  from note
	 where :q::text is null and :tag::text is null
	   and owner = :me and pad_id = :pad_id::bigint and deleted_at is null
	union all
	select id, pinned, name_key, updated_at
	  from note
	 where :q::text is null and :tag::text is null
	   and :pad_id::bigint is null
	   and owner = :me and pad_id is null and deleted_at is null
), page as (
	(select id from fit
	  where :order = 'name'
	    and (not pinned, name_key, id) > (
		coalesce(split_part(:cursor, ' ', 1)::boolean, false),
		coalesce(regexp_replace(:cursor, '^\S+ \S+ ', ''), ''),
		coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
	  order by not pinned, name_key, id limit :limit::bigint)
	union all
	(select id from fit
	  where :order = '-name'
	    and (pinned, name_key, id) < (
		coalesce(split_part(:cursor, ' ', 1)::boolean, true),
		coalesce(regexp_replace(:cursor, '^\S+ \S+ ', ''),
			repeat(U&'\+10FFFF', 201)),
		coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
	  order by pinned desc, name_key desc, id desc limit :limit)
	union all
	(select id from fit
	  where :order = 'updated_at'
	    and (not pinned, updated_at, id) > (
		coalesce(split_part(:cursor, ' ', 1)::boolean, false),
		coalesce(regexp_replace(:cursor, '^\S+ \S+ ', '')::timestamptz,
			'-infinity'),
		coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
	  order by not pinned, updated_at, id limit :limit)
	union all
	(select id from fit
	  where :order = '-updated_at'
	    and (pinned, updated_at, id) < (
		coalesce(split_part(:cursor, ' ', 1)::boolean, true),
		coalesce(regexp_replace(:cursor, '^\S+ \S+ ', '')::timestamptz,
			'infinity'),
		coalesce(split_part(:cursor, ' ', 2)::bigint, 0))
	  order by pinned desc, updated_at desc, id desc limit :limit)
)
select n.id, n.pad_id, n.name, n.excerpt,
	note_highlight(n.text, :q) as highlight, n.pinned,
	to_json(n.tags) as tags, n.created_at, n.updated_at,
	concat_ws(' ', n.pinned = (:order like '-%'), n.id,
		case when :order in ('name', '-name') then n.name_key
		else n.updated_at::text end) as cursor
  from page
  join note n on n.id = page.id and n.owner = :me
 order by n.pinned desc,
	case when :order = 'name' then n.name_key end,
	case when :order = '-name' then n.name_key end desc,
	case when :order = 'updated_at' then n.updated_at end,
	case when :order = '-updated_at' then n.updated_at end desc,
	case when :order like '-%' then -n.id else n.id end;

-- name: notes_get
select id, pad_id, name, text, pinned, to_json(tags) as tags, created_at,
	updated_at
  from note
 where id = :id and owner = :me and deleted_at is null;

-- That the pad is the owner's, and still there, is seen to by the constraint
-- note_pad_fkey and by the triggers that count.
-- name: notes_create
insert into note (owner, pad_id, name, text, pinned, tags)
values (:me, :pad_id, :name, coalesce(:text, ''), coalesce(:pinned, false),
	coalesce(note_tags(:tags), '{}'))
returning id, pad_id, name, text, pinned, to_json(tags) as tags, created_at,
	updated_at;

-- What is replaced is kept as a version, unless the one before was kept less
-- than five minutes ago; a hundred of them at most.  A note that is moved by
-- hand has nothing to do any more with the pad that it lost.
-- name: notes_update
with old as (
	select id, name, text, updated_at, kept_at
	  from note
	 where id = :id and owner = :me and deleted_at is null
	   and (:if_match::timestamptz is null or updated_at = :if_match)
	   for no key update
), kept as (
	insert into note_version (note, owner, name, text, saved_at)
	select id, :me, name, text, updated_at
	  from old
	 where (name <> :name or text <> :text)
	   and (kept_at is null
		or kept_at < clock_timestamp() - interval '5 minutes')
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
   set pad_id = case when :has_pad_id::boolean then :pad_id
		else pad_id end,
       lost_pad = case when :has_pad_id::boolean then null
		else lost_pad end,
       name = coalesce(:name, note.name),
       text = coalesce(:text, note.text),
       pinned = coalesce(:pinned, pinned),
       tags = coalesce(note_tags(:tags), tags),
       kept_at = case when exists (select from kept) then clock_timestamp()
		else note.kept_at end,
       updated_at = greatest(clock_timestamp(),
		note.updated_at + interval '1 microsecond')
  from old
 where note.id = old.id
returning note.id, pad_id, note.name, note.text, pinned,
	to_json(tags) as tags, created_at, note.updated_at;

-- name: notes_delete
update note
   set deleted_at = now(),
       updated_at = greatest(clock_timestamp(),
		updated_at + interval '1 microsecond')
 where id = :id and owner = :me and deleted_at is null
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning id;

-- Bringing back what is there already is no fault: the answer to an undo that
-- was sent twice is the same.
-- name: notes_restore
update note
   set deleted_at = null,
       went_with_pad = false,
       updated_at = greatest(clock_timestamp(),
		updated_at + interval '1 microsecond')
 where id = :id and owner = :me
returning id, pad_id, name, text, pinned, to_json(tags) as tags, created_at,
	updated_at;

-- All of them with their texts, for an export: as many as make two megabytes,
-- and `more' when that cut the page short.
-- name: notes_all
select id, pad_id, name, text, pinned, to_json(tags) as tags, created_at,
	updated_at, id::text as cursor, more
  from (
	select note.*, sum(octet_length(text)) over before as size,
		sum(octet_length(text)) over () > 2000000 as more
	  from (
		select * from note
		 where owner = :me and deleted_at is null
		   and id > coalesce(:cursor::bigint, 0)
		 order by id
		 limit :limit::bigint) as note
	window before as (order by id
		rows between unbounded preceding and 1 preceding)) as sized
 where size is null or size <= 2000000
 order by id;

-- name: tags_list
select tag, notes_count, tag as cursor
  from (
	select tag, count(*) as notes_count
	  from note, unnest(tags) as tag
	 where owner = :me and deleted_at is null and tags <> '{}'
	 group by tag) as counted
 where tag collate "C" > coalesce(:cursor, '')
 order by tag collate "C"
 limit :limit::bigint;

-- Removed ones too, as long as they are kept.
-- name: export_notes
select to_jsonb(n) - '{owner,name_key,excerpt,kept_at}'::text[] as data,
	n.id::text as cursor
  from note n
 where n.owner = :me and n.id > coalesce(:cursor::bigint, 0)
 order by n.id
 limit :limit::bigint;

-- system: whosever they are, their time to be brought back is over
-- name: expire_notes
delete from note where id in (
	select id from note where deleted_at < now() - interval '30 days'
	limit 1000 for update skip locked);

-- system: the demonstration's, before the pads that they are in go
-- name: unseed_notes
delete from note
where id in (select id from seeded where kind = 'note')
   or pad_id in (select id from seeded where kind = 'pad');

-- Where the database was seeded, the first organiser is given copies of the
-- notes of whoever of the demonstration has most.  They go with it, too.
-- name: welcome_notes
with model as (
	select n.owner
	  from note n
	  join seeded s on s.kind = 'note' and s.id = n.id
	 where n.deleted_at is null
	 group by n.owner
	 order by count(*) desc, n.owner
	 limit 1
), pads as (
	insert into pad (owner, name, created_at, updated_at)
	select :me::bigint, p.name, p.created_at, p.updated_at
	  from pad p
	  join model m on m.owner = p.owner
	 where p.deleted_at is null
	returning id, name
), notes as (
	insert into note (owner, pad_id, name, text, pinned, tags, created_at,
		updated_at)
	select :me::bigint, (select id from pads where pads.name = p.name),
		n.name, n.text, n.pinned, n.tags, n.created_at, n.updated_at
	  from note n
	  join model m on m.owner = n.owner
	  left join pad p on p.id = n.pad_id
	 where n.deleted_at is null
	returning id
)
insert into seeded (kind, id)
select 'pad', id from pads
union all
select 'note', id from notes;
