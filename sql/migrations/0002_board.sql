-- The board: tasks that every member may see and move.

create type task_status as enum ('To Do', 'In Progress', 'Done');

create table task (
	id bigint generated always as identity primary key,
	name text not null,
	status task_status not null default 'To Do',
	-- Order within a column.  Between two neighbours there is always
	-- another decimal, so nothing is ever renumbered.
	position numeric not null,
	assignee bigint references account on delete set null,
	due_on date,
	created_by bigint references account on delete set null,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	deleted_at timestamptz,
	-- The transaction of the last change.  A reader that has seen
	-- everything below its snapshot's xmin asks for the rest, and misses
	-- nothing that was still running (a time or a sequence would).
	changed_in xid8 not null default pg_current_xact_id(),
	constraint task_name_length check (char_length(name) between 1 and 255),
	constraint task_position_digits check (scale(position) <= 1000)
);
create index task_column_idx on task (status, position, id)
	where deleted_at is null;
create index task_changed_idx on task (changed_in);
create index task_deleted_idx on task (deleted_at)
	where deleted_at is not null;
create index task_assignee_idx on task (assignee)
	where deleted_at is null;
