with new as (
	insert into task (name, status, position, created_by)
	select $1, 'To Do', coalesce((
		select min(position) from task
		 where status = 'To Do' and deleted_at is null), 1) - 1, 1
	returning *
)
select n.id, n.name, n.status::text as status, n.position::text as position,
	a.handle as assignee, n.due_on, c.handle as created_by,
	n.created_at, n.updated_at
  from new n
  left join account a on a.id = n.assignee
  left join account c on c.id = n.created_by
