-- The greeting: every word that was ever set; the last one is on the wall.

create table greeting (
	id bigint generated always as identity primary key,
	word text not null,
	set_at timestamptz not null default now(),
	set_by bigint references account on delete set null,
	constraint greeting_word_length check (char_length(word) between 1 and 100)
);
create index greeting_set_by_idx on greeting (set_by);

-- The first word is nobody's.
insert into greeting (word) values ('World');
