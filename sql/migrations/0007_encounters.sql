-- Where to look for who was near whom; the searches are in 0012_connections.sql and
-- 0014_meetings.sql.  `who' is asked about; `exact': by the one who it is, and then
-- the own places are as they were; else what others may know of them.  `distance'
-- is in metres, `chord' the same as a straight line.  Two sightings count when
-- there is no more than `apart' between their times; `slot_s', the seconds of a
-- slot, is several times as much, or null when any time will do.

-- Where a search begins: the strips that it touches, and in each of them what to
-- hold a candidate against.  Own places close to each other (an eighth of the
-- distance) are taken together as a ball; what balls touch of a band, without
-- a gap, is one strip, from `lowest' to `highest' cell, so that no sighting is
-- in two.  For more than 60 m, and by the poles, it is a row of `whole' tiles.
-- `covered': all between these cells is near, and need not be measured.
-- With slots, strips are those of a day (`from_time' to `to_time') as well, and
-- a ball is there once for each slot that its times touch.
--
-- A strip is a `reach' of the index, read at once.  Who went far has so many that
-- to find the beginning of each would take longer than to read all between them:
-- then (`tiled') a reach is what they touch of a tile, and a strip is a band in it.
create function sighting_around(who bigint, exact boolean, since timestamptz,
		until timestamptz, distance float8, chord float8,
		apart interval, slot_s float8)
	returns table (reach bigint, strip bigint, whole boolean,
		tiled boolean, slot bigint, covered boolean,
		lowest bigint, highest bigint, from_time timestamptz,
		to_time timestamptz, x float8, y float8, z float8,
		outside float8, inside float8, first timestamptz,
		last timestamptz, always_from timestamptz,
		always_to timestamptz, xs float8[], ys float8[], zs float8[],
		ats timestamptz[])
	stable rows 400 language plpgsql
	set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
	together float8 := distance / 8 + 0.001;
	band float8 := 180.0 / (1 << 21);	-- degrees
	turn float8 := (1::bigint << 32)::float8;	-- of the earth, in parts
	part_mask bigint := (1::bigint << 33) - 1;
	step int := case when distance > 60 then 32 else 1 end;
	polar int := (5 / band)::int & -32;	-- where tiles are narrow
	far float8 := chord + 0.001;
	day_s float8 := greatest(86400, slot_s);
begin
	return query
with ball as materialized (
	select row_number() over () as ball,
		(min(x) + max(x)) / 2 as x, (min(y) + max(y)) / 2 as y,
		(min(z) + max(z)) / 2 as z,
		sqrt((max(x) - min(x)) * (max(x) - min(x))
			+ (max(y) - min(y)) * (max(y) - min(y))
			+ (max(z) - min(z)) * (max(z) - min(z))) / 2 as r,
		min(latitude) as south, max(latitude) as north,
		min(at) as first, max(at) as last,
		array_agg(x) as xs, array_agg(y) as ys, array_agg(z) as zs,
		array_agg(at) as ats
	  from (select latitude, e.x, e.y, e.z, s.creation_time as at
		  from sighting s, sighting_xyz(s.latitude, s.longitude) e
		 where exact and s.person_id = who
		   and s.creation_time >= since and s.creation_time < until
		 union all
		select latitude, x, y, z, creation_time
		  from shared_sighting
		 where not exact and person_id = who
		   and creation_time >= since and creation_time < until) own
	 group by floor(x / together), floor(y / together),
		floor(z / together), case when slot_s is null then 0
			else floor(date_part('epoch', at) * 8 / slot_s) end
), wide as (
	-- Longitudes are angles round the earth's axis: the ball's `half' width
	-- to each side of its middle.  Nearer to the axis it is all around.
	select ball, south, north, r, case when slot_s is null then 0 else
			floor(date_part('epoch', first - apart) / day_s) end
			::bigint as from_day,
		case when slot_s is null then 0 else
			floor(date_part('epoch', last + apart) / day_s) end
			::bigint as to_day,
		axis, axis < 2 * (chord + r + 0.001)
			as round,
		(degrees(atan2(y, x)) + 180) / 360 * turn as middle,
		case when axis < 2 * (chord + r + 0.001) then 0
			else degrees(asin(r / axis)) / 360 * turn end as half
	  from (select ball.*, sqrt(x * x + y * y) as axis from ball) ball
	offset 0
), crossed as (
	-- How far north or south of one of the ball a place in the bands can be
	-- (`rise'), and is at least (`off').  A degree of latitude is 110574 to
	-- 111694 m.
	select wide.*, l.whole, l.n as line,
		greatest((l.n + l.bands) * band - 90 - south,
			north - l.n * band + 90) * 111694 as rise,
		greatest(l.n * band - 90 - north,
			south - (l.n + l.bands) * band + 90, 0) * 110574 as off
	  from wide, generate_series(
			floor((greatest(south - far / 110574, -90) + 90) / band)
				::bigint & -step,
			floor((least(north + far / 110574, 90) + 90) / band)
				::bigint, step) b (n),
		lateral (select *, case when whole then b.n & -32 else b.n end
				as n, case when whole then 32 else 1 end
				as bands
			  from (select step > 1 or b.n < polar
				or b.n >= (1 << 21) - polar as whole) w) l
), crossing as (
	-- A chord's square is that of its part north or south, and 4 a b sin²
	-- of half the angle between its ends, a and b metres from the axis.
	select crossed.*, case when round then turn / 2 else half + 1
			+ 2 * degrees(asin(sqrt(greatest(far * far - off * off,
				0) / (4 * (axis - r) * (axis - r - far)))))
				/ 360 * turn end as reach
	  from crossed
	offset 0
), piece as (
	-- A strip over the date line is cut there.
	select ball, axis, r, middle, rise, whole, t.n as turned, day,
		line << 33 | (greatest(floor(middle - reach - t.n * turn), 0)
			::bigint & case when whole then -32768 else -1 end)
			as lowest,
		line << 33 | least(ceil(middle + reach - t.n * turn), turn)
			::bigint | case when whole then 32767 else 0 end
			as highest
	  from crossing, generate_series(
			floor((middle - reach) / turn)::bigint,
			floor((middle + reach) / turn)::bigint) t (n),
		generate_series(from_day, to_day) day
), begun as (
	select piece.*, coalesce(lowest > max(highest) over (
		partition by day order by lowest, highest
		rows between unbounded preceding and 1 preceding), true)
		as begins
	  from piece
), strip as materialized (
	select begun.*, count(*) filter (where begins) over (
		order by day, lowest, highest rows unbounded preceding)
		as strip
	  from begun
), surely as (
	-- What is nearer than the distance by the size of the ball is near all
	-- of it, whatever its place in the band.  Circles of latitude within the
	-- distance are longer than the middle one by no more than the distance
	-- and the ball make.  Near the axis a ball is not that small.
	select strip, whole, (lowest & ~part_mask) | case when whole then
			(ceil(middle - half)::bigint + 32767) & -32768
			else ceil(middle - half)::bigint end as lowest,
		(lowest & ~part_mask) | (case when whole then
			(floor(middle + half)::bigint + 1) & -32768
			else floor(middle + half)::bigint + 1 end - 1)
			as highest
	  from (select strip, whole, lowest, middle, degrees(sqrt(greatest(0,
				pow(chord - r - 0.001, 2) - rise * rise)
				/ ((axis + r) * (axis + r + chord))))
				/ 360 * turn - 2 as half
		  from strip
		 where slot_s is null and chord - r - 0.001 > rise
		   and turned = 0 and axis > 100000
		   and (select max(strip) from strip) <= 2000
		offset 0) s
	 where half > case when whole then 32768 else 1 end
	   and middle - half >= 0 and middle + half <= turn
), surely_begun as (
	select surely.*, coalesce(lowest > max(highest) over (
		order by lowest, highest
		rows between unbounded preceding and 1 preceding), true)
		as begins
	  from surely
), sure as (
	select surely_begun.*, count(*) filter (where begins) over (
		order by lowest, highest rows unbounded preceding) as part
	  from surely_begun
), held as (
select strip, whole, slot.n as slot, false as covered,
	sighting_cell(lowest >> 33, lowest & part_mask) as lowest,
	sighting_cell(highest >> 33 | case when whole then 31 else 0 end,
		highest & part_mask) as highest,
	case when slot_s is null then '-infinity'
		else to_timestamp(day * day_s) end as from_time,
	case when slot_s is null then 'infinity' else to_timestamp((day + 1)
		* day_s) - interval '1 microsecond' end as to_time, x, y, z,
	(chord + ball.r) * (chord + ball.r) as outside,
	case when ball.r > chord then -1
		else (chord - ball.r) * (chord - ball.r) end as inside,
	first - apart as first, last + apart as last,
	last - apart as always_from, first + apart as always_to,
	xs, ys, zs, ats
  from strip
  join ball using (ball)
 cross join generate_series(case when slot_s is null then 0 else floor(
			date_part('epoch', first - apart) / slot_s) end::bigint,
		case when slot_s is null then 0 else floor(
			date_part('epoch', last + apart) / slot_s) end::bigint)
		slot (n)
 union all
select min(strip), bool_or(whole), 0, true,
	sighting_cell(min(lowest) >> 33, min(lowest) & part_mask),
	sighting_cell(max(highest) >> 33
			| case when bool_or(whole) then 31 else 0 end,
		max(highest) & part_mask), '-infinity', 'infinity',
	0, 0, 0, 'infinity', 'infinity', '-infinity', 'infinity', '-infinity',
	'infinity', null, null, null, null
  from sure
 group by part
)
select case when tiled then tile else strip end,
	case when tiled then tile << 5 | (lowest >> 15 & 31) else strip end,
	whole or tiled, tiled, slot, covered,
	case when tiled then greatest(lowest, tile << 20
		| (lowest & (31 << 15))) else lowest end,
	case when tiled then least(highest, tile << 20
		| (lowest & (31 << 15)) | 32767) else highest end,
	from_time, to_time, x, y, z, outside, inside, first, last,
	always_from, always_to, xs, ys, zs, ats
  from (select held.*, not whole and slot_s is null
		and (select max(strip) from strip) > 2000 as tiled
	  from held) h,
	generate_series(case when tiled then lowest >> 20 else 0 end,
		case when tiled then highest >> 20 else 0 end) tile;
end $$;

-- The sightings of others in a strip: of whole tiles it is one range, of a band
-- one for each tile.  What it says stands in one index, and it becomes a part of
-- the statement that calls it.
create function sighting_between(from_cell bigint, to_cell bigint, whole boolean,
		who bigint, since timestamptz, until timestamptz,
		from_time timestamptz, to_time timestamptz)
	returns table (id bigint, person_id bigint, creation_time timestamptz,
		latitude float8, longitude float8, accuracy float8,
		precision_m int, x float8, y float8, z float8, cell bigint)
	stable language sql as $$
	select s.*
	  from (select greatest(from_cell, n << 20 | (from_cell & (31 << 15)))
				as lowest,
			case when whole then to_cell else least(to_cell,
				n << 20 | (from_cell & (31 << 15)) | 32767) end
				as highest
		  from generate_series(
			case when whole then 0 else from_cell >> 20 end,
			case when whole then 0 else to_cell >> 20 end) n
		offset 0) tile,
		lateral (select s.id, s.person_id, s.creation_time,
			s.shown_latitude, s.shown_longitude, s.accuracy,
			s.precision_m, s.x, s.y, s.z, s.cell
		  from sighting s
		 where s.cell >= tile.lowest and s.cell <= tile.highest
		   and s.creation_time >= since and s.creation_time < until
		   and s.creation_time >= from_time
		   and s.creation_time <= to_time
		   and s.person_id <> who
		offset 0) s
$$;
