-- What `foyer migrate' needs besides the migrations themselves.

-- One at a time in a database, however many are started; the number is only
-- ours ("foye" in ASCII).  It ends with the connection.
-- name: migrate_lock
select pg_try_advisory_lock(1718580581) as had;

-- name: migrate_table
create table if not exists schema_migration (
	version int primary key,
	name text not null,
	checksum text not null,
	applied_at timestamptz not null default now()
);

-- name: migrate_has_table
select to_regclass('schema_migration') is not null as yes;

-- name: migrate_applied
select version, name, checksum,
	to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
		as applied_at
from schema_migration order by version;

-- name: migrate_record
insert into schema_migration (version, name, checksum)
values (:version::int, :name, :checksum);

-- name: migrate_has_postgis
select exists (select from pg_extension where extname = 'postgis') as yes;

-- name: migrate_create_postgis
create extension if not exists postgis;

-- Statements whose name begins with repair_ run after every migrate.

-- A dump that is restored into a new cluster brings changed_in of the old one,
-- while transaction numbers start anew there.  Rows "changed" by transactions
-- of the far future would be sent to every reader for ever, and changes of
-- today would look older than them: so they count as changed now.
-- name: repair_task_changes
update task set changed_in = pg_current_xact_id()
where changed_in > pg_current_xact_id();
