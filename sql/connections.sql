-- Who was near whom.  Written for speed, and in the order in which it runs:
--
-- around   the places of the one who is asked about, as balls in cubes: see
--          sighting_around;
-- cube     each such cube once, with the box that bounds what can count in it;
-- near     the sightings of others in it: one range of one index a cube;
-- and of these those that are near one of the balls of their cube, which is
-- settled by the distance to its middle, or, on its rim, by its places.
--
-- "offset 0" pins what is looked up for each row of what stands before it.
-- Distances are straight lines (see sighting_xyz); :chord is that of :distance,
-- and a thousandth of a millimetre more, for equal places are equal.

-- Whom may be asked about: the own person, and for an organiser who shares.
-- name: connections_person
select coalesce(p.account = :me, false) as exact from person p
 where p.id = :id
   and (p.account = :me or (p.sharing and :role::text = 'organiser'));

-- name: connections_list
with around as materialized (
	select * from sighting_around(:id, :exact::boolean, :from, :to,
		:distance, :chord, :level::int, :apart::interval,
		:slot::float8)
), cube as materialized (
	select cube, slot, min(x - reach) as x0, max(x + reach) as x1,
		min(y - reach) as y0, max(y + reach) as y1,
		min(z - reach) as z0, max(z + reach) as z1,
		greatest(min(first), :from, substr(:cursor, strpos(:cursor, ' ') + 1)
			::timestamptz, to_timestamp(
			slot * :slot::float8)) as first,
		least(max(last), :to) as last,
		coalesce(to_timestamp((slot + 1) * :slot::float8), 'infinity')
			as until
	  from around
	 group by cube, slot
), near as (
	select s.*, cube.cube, cube.slot
	  from cube, lateral (
		select id, person_id, creation_time, shown_latitude as latitude,
			shown_longitude as longitude, accuracy, precision_m, x,
			y, z
		  from sighting
		 where cell >= cube.cube << (3 * :level::int)
		   and cell < (cube.cube + 1) << (3 * :level::int)
		   and creation_time >= :from and creation_time < :to
		   and creation_time >= cube.first
		   and creation_time <= cube.last
		   and creation_time < cube.until
		   and x >= cube.x0 and x <= cube.x1
		   and y >= cube.y0 and y <= cube.y1
		   and z >= cube.z0 and z <= cube.z1
		   and person_id <> :id
		offset 0) s
), found as materialized (
	select n.id, n.person_id, n.creation_time, n.latitude, n.longitude,
		n.accuracy, n.precision_m
	  from near n
	 where (:cursor::text is null or (n.creation_time, n.id)
			> (substr(:cursor, strpos(:cursor, ' ') + 1)::timestamptz,
				split_part(:cursor, ' ', 1)::bigint))
	   and exists (
		select from around o
		 where o.cube = n.cube and o.slot = n.slot
		   and (o.x - n.x) * (o.x - n.x) + (o.y - n.y) * (o.y - n.y)
			+ (o.z - n.z) * (o.z - n.z) <= o.outside
		   and n.creation_time >= o.first and n.creation_time <= o.last
		   and ((o.x - n.x) * (o.x - n.x) + (o.y - n.y) * (o.y - n.y)
				+ (o.z - n.z) * (o.z - n.z) <= o.inside
				and n.creation_time >= o.always_from
				and n.creation_time <= o.always_to
			or cardinality(o.xs) > 1 and exists (
				select from unnest(o.xs, o.ys, o.zs, o.ats)
					p (x, y, z, at)
				 where (p.x - n.x) * (p.x - n.x)
					+ (p.y - n.y) * (p.y - n.y)
					+ (p.z - n.z) * (p.z - n.z)
					<= :chord::float8 * :chord::float8
				   and n.creation_time >= p.at - :apart::interval
				   and n.creation_time <= p.at + :apart::interval)))
), page as (
	select n.*, p.first_name, p.last_name, p.company_name, p.account
	  from found n
	  join shared_person p on p.id = n.person_id
	   and p.precision_m <= n.precision_m
	 order by n.creation_time, n.id
	 limit :limit::bigint
)
select id as location_id, person_id as location_person_id,
	latitude as location_latitude, longitude as location_longitude,
	greatest(accuracy, nullif(precision_m, 0)::float8)
		as location_accuracy,
	creation_time as location_creation_time,
	person_id, first_name as person_first_name,
	last_name as person_last_name, company_name as person_company_name,
	case when account is not null then
		(select handle from account a where a.id = page.account) end
		as person_handle,
	-- Only the last row but one is asked for it.
	case when row_number() over () >= :limit::bigint - 1 then
		id || ' ' || creation_time end as cursor
  from page;

-- Meetings: what is near and no more than an hour after what was near before is
-- of one of them.
-- name: encounters_list
with around as materialized (
	select * from sighting_around(:id, :exact::boolean, :from, :to,
		:distance, :chord, :level::int, :apart::interval,
		:slot::float8)
), cube as materialized (
	select cube, slot, min(x - reach) as x0, max(x + reach) as x1,
		min(y - reach) as y0, max(y + reach) as y1,
		min(z - reach) as z0, max(z + reach) as z1,
		greatest(min(first), :from, to_timestamp(slot * :slot::float8))
			as first,
		least(max(last), :to) as last,
		coalesce(to_timestamp((slot + 1) * :slot::float8), 'infinity')
			as until
	  from around
	 group by cube, slot
), near as (
	select s.*, cube.cube, cube.slot
	  from cube, lateral (
		select id, person_id, creation_time, shown_latitude as latitude,
			shown_longitude as longitude, accuracy, precision_m, x,
			y, z
		  from sighting
		 where cell >= cube.cube << (3 * :level::int)
		   and cell < (cube.cube + 1) << (3 * :level::int)
		   and creation_time >= :from and creation_time < :to
		   and creation_time >= cube.first
		   and creation_time <= cube.last
		   and creation_time < cube.until
		   and x >= cube.x0 and x <= cube.x1
		   and y >= cube.y0 and y <= cube.y1
		   and z >= cube.z0 and z <= cube.z1
		   and person_id <> :id
		offset 0) s
), met as (
	select n.id, n.person_id, n.creation_time, n.latitude, n.longitude,
		n.precision_m, min((p.x - n.x) * (p.x - n.x) + (p.y - n.y) * (p.y - n.y)
			+ (p.z - n.z) * (p.z - n.z)) as square
	  from near n
	  join around o on o.cube = n.cube and o.slot = n.slot
	   and (o.x - n.x) * (o.x - n.x) + (o.y - n.y) * (o.y - n.y)
		+ (o.z - n.z) * (o.z - n.z) <= o.outside
	   and n.creation_time >= o.first and n.creation_time <= o.last
	  join lateral unnest(o.xs, o.ys, o.zs, o.ats) p (x, y, z, at)
	    on (p.x - n.x) * (p.x - n.x) + (p.y - n.y) * (p.y - n.y)
		+ (p.z - n.z) * (p.z - n.z) <= :chord::float8 * :chord::float8
	   and n.creation_time >= p.at - :apart::interval
	   and n.creation_time <= p.at + :apart::interval
	 group by n.id, n.person_id, n.creation_time, n.latitude, n.longitude,
		n.precision_m
), known as (
	select met.*, p.first_name, p.last_name, p.company_name, p.account
	  from met
	  join shared_person p on p.id = met.person_id
	   and p.precision_m <= met.precision_m
), numbered as (
	select known.*, creation_time - lag(creation_time) over one
			> interval '1 hour' as begins
	  from known
	window one as (partition by person_id order by creation_time, id)
), visits as (
	select numbered.*, count(*) filter (where begins) over (
		partition by person_id order by creation_time, id) as visit
	  from numbered
), encounters as (
	select person_id, min(creation_time) as first,
		max(creation_time) as last, count(*) as count,
		sqrt(min(square)) as nearest,
		(array_agg(latitude order by square, id))[1] as latitude,
		(array_agg(longitude order by square, id))[1] as longitude,
		min(first_name) as first_name, min(last_name) as last_name,
		min(company_name) as company_name, min(account) as account
	  from visits
	 group by person_id, visit
)
select e.person_id, e.first_name as person_first_name,
	e.last_name as person_last_name,
	e.company_name as person_company_name,
	(select handle from account a where a.id = e.account) as person_handle,
	e.first, e.last, e.count, round(e.nearest::numeric, 3)::float8
		as nearest_m, e.latitude, e.longitude,
	e.person_id || ' ' || e.first as cursor
  from encounters e
 where :cursor::text is null or (e.first, e.person_id)
	< (substr(:cursor, strpos(:cursor, ' ') + 1)::timestamptz,
		split_part(:cursor, ' ', 1)::bigint)
 order by e.first desc, e.person_id desc
 limit :limit::bigint;
