-- Three words, the last of them for the open weekend.  Where somebody has set
-- one already, that stays on the wall.
with wanted (n, word, who) as (values
	(1, 'Makers', 'amara'),
	(2, 'Neighbours', 'maeve'),
	(3, 'open weekend', 'hanna')
), made as (
	insert into greeting (word, set_by, set_at)
	select w.word, a.id, first.set_at + w.n * interval '1 microsecond'
	from wanted w
	join account a on a.handle = w.who
	join seeded s on s.kind = 'account' and s.id = a.id,
		lateral (select max(set_at) as set_at from greeting) as first
	where not exists (select from greeting where set_by is not null)
	order by w.n
	returning id
)
insert into seeded (kind, id) select 'greeting', id from made;
