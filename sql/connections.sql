-- Who was near whom.  Written for speed, and in the order in which it runs:
--
-- own      the places of the one who is asked about, those that are close to
--          each other (an eighth of the distance) taken together as a ball;
-- around   each ball once for each cube that it touches when it is grown by
--          the distance: a cube is at least as wide, so there are eight at most;
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
select p.id from person p
 where p.id = :id
   and (p.account = :me or (p.sharing and :role::text = 'organiser'));

-- name: connections_list
with own as materialized (
	select (min(x) + max(x)) / 2 as x, (min(y) + max(y)) / 2 as y,
		(min(z) + max(z)) / 2 as z,
		sqrt((max(x) - min(x)) * (max(x) - min(x))
			+ (max(y) - min(y)) * (max(y) - min(y))
			+ (max(z) - min(z)) * (max(z) - min(z))) / 2 as r,
		min(at) as first, max(at) as last,
		array_agg(x) as xs, array_agg(y) as ys, array_agg(z) as zs,
		array_agg(at) as ats
	  from (select e.x, e.y, e.z, s.creation_time as at
		  from person p
		  join sighting s on s.person_id = p.id,
			sighting_xyz(s.latitude, s.longitude) e
		 where p.id = :id and p.account = :me
		   and s.creation_time >= :from and s.creation_time < :to
		 union all
		select x, y, z, creation_time
		  from shared_sighting
		 where person_id = :id and account is distinct from :me
		   and :role::text = 'organiser'
		   and creation_time >= :from and creation_time < :to) s
	 group by floor(x / (:distance::float8 / 8 + 0.001)),
		floor(y / (:distance::float8 / 8 + 0.001)),
		floor(z / (:distance::float8 / 8 + 0.001)),
		case when :slot::float8 is null then 0 else
			floor(extract(epoch from at)::float8 * 8 / :slot) end
), around as materialized (
	select (((cut.i | ~ x'1249249249249249'::bigint) + corner.a)
			& x'1249249249249249'::bigint)
		| (((cut.j | ~ x'2492492492492492'::bigint) + 2 * corner.b)
			& x'2492492492492492'::bigint)
		| (((cut.k | ~ x'4924924924924924'::bigint) + 4 * corner.c)
			& x'4924924924924924'::bigint) as cube,
		slot, own.x, own.y, own.z, own.r, reach,
		(:chord::float8 + own.r) * (:chord::float8 + own.r) as outside,
		case when own.r > :chord then -1 else
			(:chord - own.r) * (:chord - own.r) end as inside,
		first - :apart::interval as first,
		last + :apart::interval as last,
		last - :apart::interval as always_from,
		first + :apart::interval as always_to, xs, ys, zs, ats
	  from own,
	lateral (select :chord + own.r + 0.001 as reach,
		6.25 * (1 << :level::int)::float8 as g offset 0) wide,
	lateral (select floor((own.x - reach + 6553600) / g)::bigint as i0,
		floor((own.x + reach + 6553600) / g)::bigint as i1,
		floor((own.y - reach + 6553600) / g)::bigint as j0,
		floor((own.y + reach + 6553600) / g)::bigint as j1,
		floor((own.z - reach + 6553600) / g)::bigint as k0,
		floor((own.z + reach + 6553600) / g)::bigint as k1
		offset 0) box,
	lateral (select sighting_cell(i0, 0, 0) as i, sighting_cell(0, j0, 0)
		as j, sighting_cell(0, 0, k0) as k offset 0) cut,
	lateral generate_series(
		case when :slot::float8 is null then 0 else floor(extract(epoch
			from first - :apart::interval)::float8 / :slot) end::bigint,
		case when :slot::float8 is null then 0 else floor(extract(epoch
			from last + :apart::interval)::float8 / :slot) end::bigint)
		slot,
	sighting_corners() corner
	 where i0 + corner.a <= i1 and j0 + corner.b <= j1
	   and k0 + corner.c <= k1
), cube as materialized (
	select cube, min(x - reach) as x0, max(x + reach) as x1,
		min(y - reach) as y0, max(y + reach) as y1,
		min(z - reach) as z0, max(z + reach) as z1,
		greatest(min(first), :from, substr(:cursor, strpos(:cursor, ' ') + 1)
			::timestamptz) as first, least(max(last), :to) as last
	  from around
	 group by cube
), near as (
	select s.*, cube.cube, case when :slot::float8 is null then 0 else
		floor(extract(epoch from s.creation_time)::float8 / :slot)
		end::bigint as slot
	  from cube, lateral (
		select * from shared_sighting
		 where cell >= cube.cube << (3 * :level::int)
		   and cell < (cube.cube + 1) << (3 * :level::int)
		   and creation_time >= :from and creation_time < :to
		   and creation_time >= cube.first
		   and creation_time <= cube.last
		   and x >= cube.x0 and x <= cube.x1
		   and y >= cube.y0 and y <= cube.y1
		   and z >= cube.z0 and z <= cube.z1
		   and person_id <> :id
		offset 0) s
)
select n.id as location_id, n.person_id as location_person_id,
	n.latitude as location_latitude, n.longitude as location_longitude,
	n.accuracy as location_accuracy,
	n.creation_time as location_creation_time,
	n.person_id as person_id, n.first_name as person_first_name,
	n.last_name as person_last_name, n.company_name as person_company_name,
	(select handle from account a where a.id = n.account) as person_handle,
	n.id || ' ' || n.creation_time as cursor
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
				+ (p.z - n.z) * (p.z - n.z) <= :chord * :chord
			   and n.creation_time >= p.at - :apart::interval
			   and n.creation_time <= p.at + :apart::interval)))
 order by n.creation_time, n.id
 limit :limit::bigint;
