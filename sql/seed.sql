-- What `foyer seed' needs besides its files (sql/seed).

-- Two at once wait for each other.
-- name: seed_lock
lock table seeded in share row exclusive mode;

-- name: seed_has_script
select exists (select from seeded where kind = 'script' and id = :id::bigint)
	as yes;

-- name: seed_mark_script
insert into seeded (kind, id) values ('script', :id::bigint);

-- name: seed_count
select kind, count(*) from seeded where kind <> 'script'
group by kind order by kind;

-- `foyer seed --clean': all whose name begins with unseed_, in one
-- transaction, then the accounts, then the marks.

-- name: unseed_tasks
delete from task
where id in (select id from seeded where kind = 'task');

-- Other people's tasks lose an assignee who goes; open screens are told.
-- name: unseed_task_assignees
update task set assignee = null, updated_at = now(),
	changed_in = pg_current_xact_id()
where assignee in (select id from seeded where kind = 'account');

-- name: seed_remove_accounts
delete from account
where id in (select id from seeded where kind = 'account');

-- name: seed_forget
delete from seeded;
