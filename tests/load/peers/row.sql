select t.id, t.name, t.status::text as status, t.position::text as position,
	a.handle as assignee, t.due_on, c.handle as created_by,
	t.created_at, t.updated_at
  from task t
  left join account a on a.id = t.assignee
  left join account c on c.id = t.created_by
 where t.id = $1 and t.deleted_at is null
