-- What a member's phone or tracker is known by.  Its token can do one thing: say
-- where its owner is.
create table device (
	id bigint generated always as identity primary key,
	owner bigint not null references account on delete cascade,
	name text not null,
	token_hash text not null,
	created_at timestamptz not null default now(),
	last_seen_at timestamptz,
	constraint device_token_key unique (token_hash),
	constraint device_name_length check (char_length(name) between 1 and 100)
);
create index device_owner_idx on device (owner, id);
