create type planted_kind as enum ('a', 'b');
create table planted (
	id bigint generated always as identity primary key,
	name text not null,
	note text,
	kind planted_kind not null,
	small int not null,
	updated_at timestamptz not null default now()
);
