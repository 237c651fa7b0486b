-- Sightings, as the interface calls them: locations.

-- One's own as it was; an organiser sees what is shown of who shares.
-- name: locations_get
select s.id, s.person_id, s.latitude, s.longitude, s.accuracy, s.creation_time
  from sighting s
  join person p on p.id = s.person_id
 where s.id = :id and p.account = :me
 union all
select id, person_id, latitude, longitude, accuracy, creation_time
  from shared_sighting
 where id = :id and account is distinct from :me
   and :role::text = 'organiser'
 limit 1;

-- All rows or none.  `fault' says what is wrong with the first row that is, in
-- the order of the rows; "day": a partition is missing, see locations_days.
-- Persons are locked as a foreign key would, once each.
-- name: locations_insert
with given as materialized (
	select g.n, coalesce(g.person_id,
			(select id from person where account = :me)) as person_id,
		g.latitude, g.longitude, g.accuracy,
		coalesce(g.creation_time, now()) as creation_time
	  from unnest(:person_id::bigint[], :latitude::float8[],
		:longitude::float8[], :accuracy::float8[],
		:creation_time::timestamptz[])
		with ordinality g (person_id, latitude, longitude, accuracy,
			creation_time, n)
), who as materialized (
	select p.id, p.precision_m from person p
	 where p.id in (select person_id from given)
	   and (p.account = :me
		or (p.account is null and :role::text = 'organiser'))
	   for key share
), span as materialized (
	select ((now() at time zone 'UTC')::date
			- :setting_sighting_days::int)::timestamp
			at time zone 'UTC' as first,
		now() + interval '1 hour' as last
), known as materialized (
	select g.*, who.id as who, who.precision_m
	  from given g
	  left join who on who.id = g.person_id
), faulty as materialized (
	select n, case when who is null then 'person'
		when creation_time > span.last then 'future' else 'past' end
		as fault
	  from known, span
	 where who is null or creation_time > span.last
	    or creation_time < span.first
	 order by n
	 limit 1
), unmade as materialized (
	select 'day' as fault
	  from (select distinct (creation_time at time zone 'UTC')::date as day
		  from given) d
	 where to_regclass('sighting_' || to_char(day, 'YYYYMMDD')) is null
	   and not exists (select from faulty)
	 limit 1
), made as (
	insert into sighting (person_id, creation_time, latitude, longitude,
		accuracy, precision_m, shown_latitude, shown_longitude, x, y,
		z, cell)
	select g.person_id, g.creation_time, g.latitude, g.longitude,
		g.accuracy, g.precision_m, e.*
	  from known g,
		sighting_place(g.latitude, g.longitude, g.precision_m) e
	 where not exists (select from faulty)
	   and not exists (select from unmade)
	 order by g.n
	returning id, person_id, latitude, longitude, accuracy, creation_time
)
select coalesce(f.fault, u.fault) as fault, f.n - 1 as fault_row,
	(select count(*) from made) as count, m.*
  from (select 1) one
  left join faulty f on true
  left join unmade u on true
  left join (select * from made order by id limit 1) m on true;

-- name: locations_days
select count(*) as count from sighting_days(:setting_sighting_days::int);
