-- What `foyer restore' asks of the database, and what it does after the rows
-- are there again.

-- Everything in the schema that no extension brought; the program has it run,
-- a line each, in the transaction of the restore.  Tables take along most of
-- what follows them.
-- name: restore_drops
select format('drop %s if exists %s cascade', o.type, o.identity) as statement
from pg_depend d, pg_identify_object(d.classid, d.objid, 0) o
where d.refclassid = 'pg_namespace'::regclass
	and d.refobjid = 'public'::regnamespace and d.deptype = 'n'
	and o.type <> 'extension'
	and not exists (select from pg_depend e
		where e.classid = d.classid and e.objid = d.objid
			and e.objsubid = d.objsubid and e.deptype in ('e', 'i'))
order by o.type <> 'table', o.type <> 'view', o.identity;

-- The workers' connections, which know the tables of before; they make new
-- ones.
-- name: restore_parting
select count(pg_terminate_backend(pid)) as n from pg_stat_activity
where datname = current_database() and usename = current_user
	and application_name = current_setting('application_name')
	and pid <> pg_backend_pid();

-- Statements whose name begins with restored_ run in the transaction that
-- brings the rows back.

-- For readers of the change feed all of it has changed now: where transaction
-- numbers go on, what they have seen since the backup is newer than its rows.
-- name: restored_task_changes
update task set changed_in = pg_current_xact_id();
