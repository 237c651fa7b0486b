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

-- The newest first: the own ones as they were, or, of somebody else, what an
-- organiser may know.  Of whom nothing may be known there are none.
-- name: locations_list
with mine as (
	select s.id, s.person_id, s.latitude, s.longitude, s.accuracy,
		s.creation_time
	  from sighting s
	 where s.person_id = (select id from person where account = :me)
	   and (:person_id::bigint is null or s.person_id = :person_id)
	   and s.creation_time >= coalesce(:start_date::date, '-infinity')
		::timestamp at time zone 'UTC'
	   and s.creation_time < (coalesce(:end_date::date, 'infinity') + 1)
		::timestamp at time zone 'UTC'
	   and (s.creation_time, s.id) < (
		coalesce(substr(:cursor, strpos(:cursor, ' ') + 1)::timestamptz,
			'infinity'),
		coalesce(split_part(:cursor, ' ', 1)::bigint, 0))
	 order by s.creation_time desc, s.id desc
	 limit :limit::bigint
), shown as (
	select s.id, s.person_id, s.latitude, s.longitude, s.accuracy,
		s.creation_time
	  from shared_sighting s
	 where s.person_id = :person_id and s.account is distinct from :me
	   and :role::text = 'organiser'
	   and s.creation_time >= coalesce(:start_date::date, '-infinity')
		::timestamp at time zone 'UTC'
	   and s.creation_time < (coalesce(:end_date::date, 'infinity') + 1)
		::timestamp at time zone 'UTC'
	   and (s.creation_time, s.id) < (
		coalesce(substr(:cursor, strpos(:cursor, ' ') + 1)::timestamptz,
			'infinity'),
		coalesce(split_part(:cursor, ' ', 1)::bigint, 0))
	 order by s.creation_time desc, s.id desc
	 limit :limit::bigint
)
select id, person_id, latitude, longitude, accuracy, creation_time,
	id || ' ' || creation_time as cursor
  from (select * from mine union all select * from shown) s
 order by creation_time desc, id desc
 limit :limit::bigint;

-- All rows or none.  `fault' says what is wrong, with a row for each of the first
-- that are, numbered by `ns' where that is given; "day": a partition is missing,
-- see locations_days.
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
	 limit 32
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
select coalesce(f.fault, u.fault) as fault,
	coalesce((:ns::bigint[])[f.n], f.n - 1) as fault_row,
	(select count(*) from made) as count, m.*
  from (select 1) one
  left join faulty f on true
  left join unmade u on true
  left join (select * from made order by id limit 1) m on true
 order by f.n;

-- Of two imports for somebody one waits for the other, or each would miss what is
-- not committed yet.
-- name: locations_turn
select p.id from person p
 where (p.id = any (:person_id::bigint[]) or p.account = :me)
   and (p.account = :me
	or (p.account is null and :role::text = 'organiser'))
 order by p.id
   for no key update;

-- What of these is not stored yet, each once, for locations_insert: how many there
-- are, their numbers among the rows (`ns', from 0), and what is in them.
-- name: locations_new
select count(*) as count,
	cardinality(:latitude::float8[]) - count(*) as known,
	coalesce(array_agg(n order by n), '{}')::text as ns,
	coalesce(array_agg(person_id order by n), '{}')::text as person_id,
	coalesce(array_agg(latitude order by n), '{}')::text as latitude,
	coalesce(array_agg(longitude order by n), '{}')::text as longitude,
	coalesce(array_agg(accuracy order by n), '{}')::text as accuracy,
	coalesce(array_agg(creation_time order by n), '{}')::text
		as creation_time
  from sighting_new(:person_id::bigint[], :latitude::float8[],
	:longitude::float8[], :accuracy::float8[],
	:creation_time::timestamptz[], :me, :role::text = 'organiser');

-- One sighting each of many who do not know of each other: an element of each
-- array is one of them (of a sighting itself an array, of one).  Those that can
-- be stored at once are, and have a row, which `n' numbers; what is wrong with
-- another locations_insert will say.  Who is being changed or removed is not
-- waited for, for nobody shall wait for somebody else's lock.
-- name: locations_gather
with given as materialized (
	select g.n, g.me, g.role,
		coalesce((g.person_id::bigint[])[1], own.id) as person_id,
		(g.latitude::float8[])[1] as latitude,
		(g.longitude::float8[])[1] as longitude,
		(g.accuracy::float8[])[1] as accuracy,
		coalesce((g.creation_time::timestamptz[])[1], now())
			as creation_time
	  from unnest(:me::bigint[], :role::text[], :person_id::text[],
		:latitude::text[], :longitude::text[], :accuracy::text[],
		:creation_time::text[])
		with ordinality g (me, role, person_id, latitude, longitude,
			accuracy, creation_time, n)
	  left join person own on own.account = g.me
), day as materialized (
	select distinct (creation_time at time zone 'UTC')::date as day
	  from given
), made_day as materialized (
	select day
	  from day
	 where to_regclass('sighting_' || to_char(day, 'YYYYMMDD')) is not null
	   and day >= (now() at time zone 'UTC')::date
		- :setting_sighting_days::int
), good as materialized (
	select g.n, g.latitude, g.longitude, g.accuracy, g.creation_time,
		p.id as person_id, p.precision_m
	  from given g
	  join person p on p.id = g.person_id
	   and (p.account = g.me
		or (p.account is null and g.role = 'organiser'))
	 where g.latitude is not null
	   and g.creation_time <= now() + interval '1 hour'
	   and (g.creation_time at time zone 'UTC')::date in
		(select day from made_day)
	   for key share of p skip locked
), numbered as materialized (
	select nextval('sighting_id_seq') as id, g.*, e.*
	  from (select * from good order by n) g,
		sighting_place(g.latitude, g.longitude, g.precision_m) e
), made as (
	insert into sighting (id, person_id, creation_time, latitude, longitude,
		accuracy, precision_m, shown_latitude, shown_longitude, x, y,
		z, cell)
	select id, person_id, creation_time, latitude, longitude, accuracy,
		precision_m, shown_latitude, shown_longitude, x, y, z, cell
	  from numbered
)
select n, id, person_id, latitude, longitude, accuracy, creation_time
  from numbered;

-- name: locations_days
select count(*) as count from sighting_days(:setting_sighting_days::int);

-- For good: the own ones, and, for an organiser, those of people without an
-- account.
-- name: locations_delete
delete from sighting s
 using person p
 where s.id = :id and p.id = s.person_id
   and (p.account = :me
	or (p.account is null and :role::text = 'organiser'))
returning s.id;

-- All, or those of some days, by whom each could be removed.  What was
-- entered wrongly for somebody who does not share nobody can look for: so it can
-- be removed unseen.
-- name: locations_clear
with who as materialized (
	select id from person
	 where id = :id
	   and (account = :me
		or (account is null and :role::text = 'organiser'))
	   for key share
), gone as (
	delete from sighting
	 where person_id = (select id from who)
	   and creation_time >= coalesce(:start_date::date, '-infinity')
		::timestamp at time zone 'UTC'
	   and creation_time < (coalesce(:end_date::date, 'infinity') + 1)
		::timestamp at time zone 'UTC'
)
select id from who;
