-- The skeleton's table; a resource has it in sql/migrations/NNNN_name.sql.
-- A column "owner" makes its rows a member's own: tools/lint-sql then asks
-- that every statement on it names :me.

create table skeleton (
	id bigint generated always as identity primary key,
	owner bigint not null references account on delete cascade,
	name text not null,
	note text,
	done boolean not null default false,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint skeleton_name_length check (char_length(name) between 1 and 100),
	constraint skeleton_name_key unique (owner, name)
);
create index skeleton_owner_idx on skeleton (owner, id);
