-- What `foyer import' does: all of a file in one transaction, or nothing.

-- Each answers whether it `made' the row; whether it is there already, the `same'
-- as in the file; else what is wrong (`fault'), and who has the id, and whether
-- that one is of the demonstration.

-- A person by the id that it has in the file.
-- system: an operator imports them, and declares whether they share.
-- name: import_person
with had as materialized (
	select (first_name, last_name, company_name)
		= (:first_name, :last_name, :company_name) as same,
		rtrim(first_name || ' ' || last_name) as whose, id
	  from person where id = :id::bigint
), new as (
	insert into person (id, first_name, last_name, company_name, sharing)
	select :id::bigint, :first_name, :last_name, :company_name,
		:sharing::boolean
	 where not exists (select from had)
	returning id, sharing
), said as (
	insert into consent (person_id, sharing, precision_m, own)
	select id, sharing, 0, false from new
)
select had.id is null as made, coalesce(had.same, false) as same,
	'taken' as fault, had.whose, exists (select from seeded s
		where s.kind = 'person' and s.id = had.id) as seeded
  from (select 1) one
  left join had on true;

-- A sighting of the past, kept until its own date.
-- system: an operator imports them.
-- name: import_sighting
with had as materialized (
	select (s.person_id, s.latitude, s.longitude, s.creation_time)
		= (:person_id::bigint, :latitude::float8, :longitude::float8,
		:creation_time::timestamptz) as same, s.person_id,
		concat('a sighting of ', s.person_id, ' (', p.first_name, ' '
			|| nullif(p.last_name, ''), ')') as whose
	  from sighting s
	  left join person p on p.id = s.person_id
	 where s.id = :id::bigint
	 limit 1
), new as (
	insert into sighting (id, person_id, creation_time, latitude,
		longitude, kept_until, history, precision_m, shown_latitude,
		shown_longitude, x, y, z, cell)
	select :id::bigint, p.id, :creation_time::timestamptz,
		:latitude::float8, :longitude::float8,
		(now() at time zone 'UTC')::date + :history_days::int, true,
		p.precision_m, e.*
	  from (select id, precision_m from person
		 where id = :person_id::bigint for key share) p,
		sighting_place(:latitude::float8, :longitude::float8,
			p.precision_m) e
	 where not exists (select from had)
	   and :creation_time::timestamptz <= now() + interval '1 hour'
	returning id
)
select exists (select from new) as made, coalesce(had.same, false) as same,
	case when had.same is not null then 'taken'
		when :creation_time::timestamptz > now() + interval '1 hour'
		then 'future' else 'nobody' end as fault, had.whose,
	exists (select from seeded s
		where s.kind = 'person' and s.id = had.person_id) as seeded
  from (select 1) one
  left join had on true;

-- The next person and the next sighting get ids that nobody has.
-- system: what an import has used is passed over.
-- name: import_ids
select setval('person_id_seq', greatest((select max(id) from person),
		(select last_value from person_id_seq))),
	setval('sighting_id_seq', greatest((select max(id) from sighting),
		(select last_value from sighting_id_seq)));

-- An attendee, unless somebody without an account is called so already.
-- system: an operator imports them, and declares whether they share.
-- name: import_attendee
with new as (
	insert into person (first_name, last_name, company_name, sharing)
	select :first_name, :last_name, :company_name, :sharing::boolean
	 where not exists (
		select from person
		 where account is null
		   and (first_name, last_name, company_name)
			= (:first_name, :last_name, :company_name))
	returning id, sharing
), said as (
	insert into consent (person_id, sharing, precision_m, own)
	select id, sharing, 0, false from new
)
select exists (select from new) as made, true as same, '' as fault,
	'' as whose, false as seeded;
