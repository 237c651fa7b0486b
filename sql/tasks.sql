-- The board.  A removed task keeps its row for 30 days (jobs.sql ends it), so
-- every statement here but the restore looks only at those with no
-- deleted_at.  updated_at always grows, also within a microsecond: it is the
-- object's ETag.

-- A page is read in the order of task_column_idx, from where it begins and no
-- further than it goes, also by the plan that is made without looking at the
-- values.  So both ends are values that are always there (an "or" could not be
-- a condition of the index), what is left out costs the planner's estimate as
-- little as can be ("case"; two plain comparisons of one column would be taken
-- for a narrow range), and handles are looked up for the rows of the page (a
-- join might be done before all rows are sorted).
-- name: tasks_list
select t.id, t.name, t.status, t.position,
	(select handle from account where id = t.assignee) as assignee,
	t.due_on,
	(select handle from account where id = t.created_by) as created_by,
	t.created_at, t.updated_at,
	concat_ws(' ', replace(t.status::text, ' ', '_'), t.position, t.id)
		as cursor
  from task t
 where t.deleted_at is null
   and (t.status, t.position, t.id) > (
	coalesce(replace(split_part(:cursor, ' ', 1), '_', ' ')::task_status,
		:status::task_status, 'To Do'),
	coalesce(split_part(:cursor, ' ', 2)::numeric, '-Infinity'),
	coalesce(split_part(:cursor, ' ', 3)::bigint, 0))
   and (t.status, t.position) <=
	(coalesce(:status::task_status, 'Done'), numeric 'Infinity')
   and case when :status::text is null then true
	else t.status = :status::task_status end
   and case when :assignee::text is null then true
	else t.assignee = (select id from account where handle = :assignee) end
   and case when :q::text is null then true
	else strpos(lower(t.name), lower(:q)) > 0 end
 order by t.status, t.position, t.id
 limit :limit::bigint;

-- name: tasks_get
select t.id, t.name, t.status, t.position, a.handle as assignee, t.due_on,
	c.handle as created_by, t.created_at, t.updated_at
  from task t
  left join account a on a.id = t.assignee
  left join account c on c.id = t.created_by
 where t.id = :id and t.deleted_at is null;

-- name: tasks_find_assignee
select id from account where handle = :assignee;

-- A new task stands first in its column.
-- name: tasks_create
with new as (
	insert into task (name, status, position, assignee, due_on, created_by)
	select :name, s.status, coalesce((
			select min(position) from task
			 where status = s.status and deleted_at is null),
			1) - 1,
		(select id from account where handle = :assignee),
		:due_on::date, :me::bigint
	  from (select coalesce(:status::task_status, 'To Do') as status) s
	returning *
)
select n.id, n.name, n.status, n.position, a.handle as assignee, n.due_on,
	c.handle as created_by, n.created_at, n.updated_at
  from new n
  left join account a on a.id = n.assignee
  left join account c on c.id = n.created_by;

-- name: tasks_lock
select id from task
 where id = :id and deleted_at is null
   and (:if_match::timestamptz is null or updated_at = :if_match)
   for update;

-- name: tasks_find_after
select a.id
  from task t, task a
 where t.id = :id and a.id = :after::bigint and a.id <> t.id
   and a.deleted_at is null
   and a.status = coalesce(:status::task_status, t.status);

-- The place: behind `after' and before whoever follows it, half-way; first in
-- the column when `after' is null or the column is another one; else as it is.
-- name: tasks_update
with old as (
	select id, position, status,
		coalesce(:status::task_status, status) as to_status
	  from task
	 where id = :id
	   and (:if_match::timestamptz is null or updated_at = :if_match)
), behind as (
	select position from task where id = :after::bigint
), place as (
	select case
		when :after::bigint is not null then (
			select trim_scale((behind.position + coalesce((
				select min(t.position) from task t
				 where t.status = old.to_status
				   and t.deleted_at is null
				   and t.id <> old.id
				   and t.position > behind.position),
				behind.position + 2)) * 0.5)
			  from behind)
		when :has_after::boolean or old.status <> old.to_status then
			coalesce((
				select min(t.position) from task t
				 where t.status = old.to_status
				   and t.deleted_at is null
				   and t.id <> old.id), 1) - 1
		else old.position end as position
	  from old
), new as (
	update task t
	   set name = case when :has_name::boolean then :name else t.name end,
	       status = old.to_status,
	       position = place.position,
	       assignee = case when :has_assignee::boolean
			then (select id from account where handle = :assignee)
			else t.assignee end,
	       due_on = case when :has_due_on::boolean then :due_on::date
			else t.due_on end,
	       updated_at = greatest(clock_timestamp(),
			t.updated_at + interval '1 microsecond'),
	       changed_in = pg_current_xact_id()
	  from old, place
	 where t.id = old.id
	returning t.*
)
select n.id, n.name, n.status, n.position, a.handle as assignee, n.due_on,
	c.handle as created_by, n.created_at, n.updated_at
  from new n
  left join account a on a.id = n.assignee
  left join account c on c.id = n.created_by;

-- name: tasks_delete
update task
   set deleted_at = now(),
       updated_at = greatest(clock_timestamp(),
		updated_at + interval '1 microsecond'),
       changed_in = pg_current_xact_id()
 where id = :id and deleted_at is null
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning id;

-- Bringing back what is there already is no fault: the answer to an undo that
-- was sent twice is the same.
-- name: tasks_restore
with new as (
	update task
	   set deleted_at = null,
	       updated_at = greatest(clock_timestamp(),
			updated_at + interval '1 microsecond'),
	       changed_in = pg_current_xact_id()
	 where id = :id
	returning *
)
select n.id, n.name, n.status, n.position, a.handle as assignee, n.due_on,
	c.handle as created_by, n.created_at, n.updated_at
  from new n
  left join account a on a.id = n.assignee
  left join account c on c.id = n.created_by;

-- name: tasks_changes_cursor
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as cursor,
	coalesce(:since::bigint >
		pg_snapshot_xmax(pg_current_snapshot())::text::bigint, false)
		as ahead;

-- name: tasks_changes
select t.id, t.name, t.status, t.position, a.handle as assignee, t.due_on,
	c.handle as created_by, t.created_at, t.updated_at,
	t.deleted_at is not null as deleted
  from task t
  left join account a on a.id = t.assignee
  left join account c on c.id = t.created_by
 where t.changed_in >= :since::text::xid8
 order by t.changed_in, t.id
 limit 5001;

-- Those that the member made or has to do; they are everybody's and stay.
-- name: export_tasks
select jsonb_build_object('id', t.id, 'name', t.name, 'status', t.status,
		'due_on', t.due_on, 'created_by_me', t.created_by = :me,
		'assigned_to_me', t.assignee = :me,
		'created_at', t.created_at, 'updated_at', t.updated_at) as data,
	t.id::text as cursor
  from task t
 where (t.created_by = :me or t.assignee = :me)
   and t.deleted_at is null
   and t.id > coalesce(:cursor::bigint, 0)
 order by t.id
 limit :limit::bigint;
