-- Notes and pads: each member's own.  What is removed keeps its row for 30
-- days, so that it can be brought back.

-- What a name is sorted by: without regard to case and accents, and kept
-- beside it, so that the order of an index does not depend on the collations
-- of the system, which change with its updates.  (Upper first, for "ß".)
create function name_key(name text) returns text
	immutable strict parallel safe language sql
return left(lower(regexp_replace(
	normalize(upper(name collate "und-x-icu"), nfkd),
	'[\u0300-\u036f]', '', 'g') collate "und-x-icu"), 200);

create table pad (
	id bigint generated always as identity primary key,
	owner bigint not null references account on delete cascade,
	name text not null,
	name_key text collate "C" not null
		generated always as (name_key(name)) stored,
	-- Kept by the triggers below, in the transaction of the change; with it
	-- updated_at moves on, because the object is another one then.
	notes_count bigint not null default 0,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	deleted_at timestamptz,
	constraint pad_owner_key unique (owner, id),
	constraint pad_name_length check (char_length(name) between 1 and 100),
	constraint pad_notes_count check (notes_count >= 0)
);
create index pad_name_idx on pad (owner, name_key, id)
	where deleted_at is null;
create index pad_deleted_idx on pad (deleted_at)
	where deleted_at is not null;

-- The beginning of a text as one line, without most of what Markdown adds.
create function note_excerpt(markdown text) returns text
	immutable strict parallel safe language sql
return left(btrim(regexp_replace(regexp_replace(regexp_replace(
	left(markdown, 1000),
	'!?\[([^]\n]*)\]\([^)\n]*\)', '\1', 'g'),
	'^\s*(#{1,6}\s|>|[-*+]\s(\[[ xX]\]\s)?|\d+[.)]\s|[-=*_`~|]{3,})|[*`]|__',
	'', 'ng'),
	'\s+', ' ', 'g')), 200);

-- Tags as they are kept: small, trimmed, each once.
create function note_tags(tags json) returns text[]
	immutable strict parallel safe language sql
return array(select distinct
	lower(normalize(btrim(tag)) collate "und-x-icu") collate "C" as tag
	from json_array_elements_text(tags) tag order by tag);

create table note (
	id bigint generated always as identity primary key,
	owner bigint not null references account on delete cascade,
	pad_id bigint,
	name text not null,
	name_key text collate "C" not null
		generated always as (name_key(name)) stored,
	text text not null default '',
	excerpt text not null generated always as (note_excerpt(text)) stored,
	pinned boolean not null default false,
	tags text[] not null default '{}',
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	deleted_at timestamptz,
	-- The pad that the note was in when that was removed, and whether the
	-- note went with it: what the pad's return undoes.
	lost_pad bigint,
	went_with_pad boolean not null default false,
	-- When the last version of it was kept (note_version, below); here,
	-- because whoever edits the note has locked this row.
	kept_at timestamptz,
	-- A note goes into a pad of its owner only.
	constraint note_pad_fkey foreign key (owner, pad_id)
		references pad (owner, id),
	constraint note_name_length check (char_length(name) between 1 and 100),
	constraint note_text_length check (char_length(text) <= 100000),
	constraint note_tags_count check (cardinality(tags) <= 20)
);
-- One for each order, pinned ones first in all of them.  A row comparison
-- goes one way through all its columns, so the first is turned round for the
-- two that ascend.
create index note_name_idx on note (owner, (not pinned), name_key, id)
	where deleted_at is null;
create index note_name_back_idx on note (owner, pinned, name_key, id)
	where deleted_at is null;
create index note_updated_idx on note (owner, (not pinned), updated_at, id)
	where deleted_at is null;
create index note_updated_back_idx on note (owner, pinned, updated_at, id)
	where deleted_at is null;
create index note_pad_idx on note (owner, pad_id);
create index note_lost_pad_idx on note (lost_pad)
	where lost_pad is not null;
create index note_tagged_idx on note (owner)
	where deleted_at is null and tags <> '{}';
create index note_deleted_idx on note (deleted_at)
	where deleted_at is not null;

-- A pad has n notes more.  One that was removed meanwhile takes none: for the
-- client that is the same as one that never was.
create function pad_count(pad_id bigint, n bigint) returns void
	language plpgsql as $$
begin
	update pad
	   set notes_count = notes_count + n,
	       updated_at = updated_at + interval '1 microsecond'
	 where id = pad_id and (n < 0 or deleted_at is null);
	if not found and n > 0 then
		raise foreign_key_violation using
			message = 'the pad is not there any more',
			constraint = 'note_pad_fkey';
	end if;
end $$;

-- Once a statement, not once a row: a pad may lose thousands of notes at once.
-- Pads are always taken in one order, so that two moves do not wait for each
-- other.
create function note_came() returns trigger language plpgsql as $$
begin
	perform pad_count(pad_id, n) from (
		select pad_id, count(*) as n from came
		 where pad_id is not null and deleted_at is null
		 group by pad_id order by pad_id) as change;
	return null;
end $$;
create function note_went() returns trigger language plpgsql as $$
begin
	perform pad_count(pad_id, -n) from (
		select pad_id, count(*) as n from went
		 where pad_id is not null and deleted_at is null
		 group by pad_id order by pad_id) as change;
	return null;
end $$;
create function note_moved() returns trigger language plpgsql as $$
begin
	perform pad_count(pad_id, n) from (
		select pad_id, sum(one)::bigint as n from (
			select pad_id, 1 as one, deleted_at from came
			union all
			select pad_id, -1, deleted_at from went) as moved
		 where pad_id is not null and deleted_at is null
		 group by pad_id having sum(one) <> 0
		 order by pad_id) as change;
	return null;
end $$;
create trigger note_came after insert on note
	referencing new table as came
	for each statement execute function note_came();
create trigger note_went after delete on note
	referencing old table as went
	for each statement execute function note_went();
create trigger note_moved after update on note
	referencing old table as went new table as came
	for each statement execute function note_moved();

-- What a note is found by, apart from the note: moving or removing thousands
-- does not touch this index.  Whose it is and its tags stand among its words,
-- behind characters that no text of a note brings there, so that one index
-- answers "mine, with this tag, with these words" without a look at anybody
-- else's.
create table note_words (
	note bigint primary key references note on delete cascade,
	english tsvector not null,
	simple tsvector not null
);
create index note_words_idx on note_words using gin (english, simple)
	with (gin_pending_list_limit = 1024);

-- A word list has a ceiling in bytes, which a text of 100 000 characters
-- passes when it is all different words of a wide script: then its beginning
-- is what is found.
create function note_lexemes(config regconfig, owner bigint, name text,
	text text, tags text[]) returns tsvector
	immutable strict language plpgsql as $$
declare
	marks tsvector := array_to_tsvector(array[chr(1) || owner] ||
		array(select chr(2) || tag from unnest(tags) as tag));
begin
	return marks || to_tsvector(config, name) || to_tsvector(config, text);
exception when program_limit_exceeded then
	return marks || to_tsvector(config, name) ||
		to_tsvector(config, left(text, 20000));
end $$;

create function note_index() returns trigger language plpgsql as $$
begin
	insert into note_words (note, english, simple)
	values (new.id,
		note_lexemes('english', new.owner, new.name, new.text, new.tags),
		note_lexemes('simple', new.owner, new.name, new.text, new.tags))
	on conflict (note) do update
	   set english = excluded.english, simple = excluded.simple;
	return null;
end $$;
create trigger note_new_words after insert on note
	for each row execute function note_index();
create trigger note_other_words after update of name, text, tags on note
	for each row
	when (old.name <> new.name or old.text <> new.text
		or old.tags <> new.tags)
	execute function note_index();

-- The words to look for; null when there are none left of them (English throws
-- "the" away).  The last one may go on, for a search that is still being
-- typed, but only as it stands: a stem may be no beginning of it.  What shall
-- not be there is asked in English alone: "-bread" means "breads" as well,
-- which are another word as they stand.
create function note_sought(config regconfig, q text) returns tsquery
	immutable strict parallel safe language plpgsql as $$
declare
	words tsquery := websearch_to_tsquery(config, q);
begin
	if numnode(words) = 0 then
		return null;
	end if;
	if config = 'english'::regconfig then
		return words;
	end if;
	if querytree(words) <> words::text and
			numnode(websearch_to_tsquery('english', q)) > 0 then
		return null;
	end if;
	if q ~ '\w$' and right(words::text, 1) = '''' then
		words := (words::text || ':*')::tsquery;
	end if;
	return words;
end $$;

-- The owner's notes that have the tag and the words, as far as they are given.
-- Null, which finds nothing, when there are no words in q.
create function note_query(config regconfig, owner bigint, q text, tag text)
	returns tsquery immutable parallel safe language plpgsql as $$
declare
	marks tsquery := quote_literal(chr(1) || owner)::tsquery;
begin
	if tag is not null then
		marks := marks && ('''' || replace(replace(chr(2) ||
			(note_tags(json_build_array(tag)))[1],
			'\', '\\'), '''', '''''') || '''')::tsquery;
	end if;
	return case when q is null then marks
		else marks && note_sought(config, q) end;
end $$;

-- The place of the text where the words are, with the marks U+E000 and U+E001
-- around each of them.  Only that place is parsed: a page of long notes would
-- take seconds.
create function note_highlight(text text, q text) returns text
	stable strict language plpgsql as $$
declare
	word text;
	at int;
	first int := 0;
	low text := lower(text);
	part text;
	marked text;
begin
	foreach word in array
		tsvector_to_array(to_tsvector('english', q)) ||
		tsvector_to_array(to_tsvector('simple', q))
	loop
		at := strpos(low, word);
		if at > 0 and (first = 0 or at < first) then
			first := at;
		end if;
	end loop;
	part := translate(substr(text, greatest(first - 100, 1), 1500),
		U&'\E000\E001' || E'\r\n\t', '  ');
	marked := ts_headline('english', part,
		websearch_to_tsquery('english', q),
		U&'StartSel=\E000, StopSel=\E001, MaxWords=30, MinWords=15');
	if strpos(marked, U&'\E000') = 0 then
		marked := ts_headline('simple', part,
			coalesce(note_sought('simple', q), ''),
			U&'StartSel=\E000, StopSel=\E001, MaxWords=30, MinWords=15');
	end if;
	return left(marked, 1000);
end $$;

-- What an edit replaced.  Of a burst of edits only what was there before it.
create table note_version (
	id bigint generated always as identity primary key,
	note bigint not null references note on delete cascade,
	owner bigint not null references account on delete cascade,
	name text not null,
	text text not null,
	size bigint not null generated always as (char_length(text)) stored,
	saved_at timestamptz not null
);
create index note_version_note_idx on note_version (note, id);
create index note_version_owner_idx on note_version (owner);

-- Links by which somebody without an account may read one note.  Only the
-- hash of the token is here.
create table note_share (
	id bigint generated always as identity primary key,
	note bigint not null references note on delete cascade,
	owner bigint not null references account on delete cascade,
	token_hash text not null,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	constraint note_share_token_key unique (token_hash)
);
create index note_share_note_idx on note_share (note, id);
create index note_share_owner_idx on note_share (owner);
create index note_share_expires_idx on note_share (expires_at);
