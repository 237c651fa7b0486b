-- Where a search for who was near somebody begins: the places of the one who is
-- asked about, those that are close to each other (an eighth of the distance)
-- taken together as a ball, each ball once for each cube that it touches when
-- it is grown by the distance.  A cube is at least as wide, so there are eight
-- at most.  With `slot', seconds, it is once for each slot of time as well.
--
-- `exact': the person asks, and is served by the places as they were; else by
-- what may be known of them.  `chord' is the distance as a straight line.
create function sighting_around(who bigint, exact boolean, since timestamptz,
		until timestamptz, distance float8, chord float8, level int,
		apart interval, slot_s float8)
	returns table (cube bigint, slot bigint, x float8, y float8, z float8,
		r float8, reach float8, outside float8, inside float8,
		first timestamptz, last timestamptz, always_from timestamptz,
		always_to timestamptz, xs float8[], ys float8[], zs float8[],
		ats timestamptz[])
	stable rows 400 language plpgsql as $$
#variable_conflict use_column
declare
	h float8 := distance / 8 + 0.001;
	g float8 := 6.25 * (1 << level);
begin
	return query
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
		  from sighting s, sighting_xyz(s.latitude, s.longitude) e
		 where exact and s.person_id = who
		   and s.creation_time >= since and s.creation_time < until
		 union all
		select x, y, z, creation_time
		  from shared_sighting
		 where not exact and person_id = who
		   and creation_time >= since and creation_time < until) s
	 group by floor(x / h), floor(y / h), floor(z / h),
		case when slot_s is null then 0 else
			floor(extract(epoch from at)::float8 * 8 / slot_s) end
), wide as (
	select own.*, chord + own.r + 0.001 as reach from own offset 0
), box as (
	select wide.*, floor((x - reach + 6553600) / g)::bigint as i0,
		floor((x + reach + 6553600) / g)::bigint as i1,
		floor((y - reach + 6553600) / g)::bigint as j0,
		floor((y + reach + 6553600) / g)::bigint as j1,
		floor((z - reach + 6553600) / g)::bigint as k0,
		floor((z + reach + 6553600) / g)::bigint as k1
	  from wide offset 0
), cut as (
	-- The cube at the lowest corner.  The others are one more in some
	-- directions: added in Morton's order where the other bits are set, so
	-- that a carry runs through them.
	select box.*, sighting_cell(i0, j0, k0) as m from box offset 0
)
select (((m | ~ x'1249249249249249'::bigint) + corner.a)
		& x'1249249249249249'::bigint)
	| (((m | ~ x'2492492492492492'::bigint) + 2 * corner.b)
		& x'2492492492492492'::bigint)
	| (((m | ~ x'4924924924924924'::bigint) + 4 * corner.c)
		& x'4924924924924924'::bigint),
	s.slot, x, y, z, r, reach, (chord + r) * (chord + r),
	case when r > chord then -1 else (chord - r) * (chord - r) end,
	first - apart, last + apart, last - apart, first + apart,
	xs, ys, zs, ats
  from cut, sighting_corners() corner, generate_series(
	case when slot_s is null then 0 else floor(extract(epoch
		from first - apart)::float8 / slot_s) end::bigint,
	case when slot_s is null then 0 else floor(extract(epoch
		from last + apart)::float8 / slot_s) end::bigint) s (slot)
 where i0 + corner.a <= i1 and j0 + corner.b <= j1 and k0 + corner.c <= k1;
end $$;
