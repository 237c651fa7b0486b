-- The greeting.  Each word that is set is a row, and the last one counts.

-- name: greeting_get
select word as text from greeting order by id desc limit 1;

-- name: greeting_now
select g.word, g.set_at as updated_at, a.handle as updated_by
  from greeting g
  left join account a on a.id = g.set_by
 order by g.id desc
 limit 1;

-- name: greeting_history
select g.id, g.word, g.set_at, a.handle as set_by
  from greeting g
  left join account a on a.id = g.set_by
 order by g.id desc
 limit 20;

-- The time always grows, also within a microsecond: it is the ETag.
-- name: greeting_set
insert into greeting (word, set_by, set_at)
select :text, :me, greatest(clock_timestamp(),
	max(set_at) + interval '1 microsecond')
  from greeting
returning word as text;

-- Nobody can ask for more than the last twenty.
-- name: expire_greetings
delete from greeting where id in (
	select id from greeting order by id desc offset 20 limit 1000
	for update skip locked);

-- name: unseed_greeting
delete from greeting
where id in (select id from seeded where kind = 'greeting');
