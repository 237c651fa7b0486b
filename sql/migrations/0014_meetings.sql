-- Meetings by pages.  What the arguments say stands in 0007_encounters.sql.

-- What was near, as far as it has been read: a meeting, or a part of one.
create type sighting_visit as (person_id bigint, first timestamptz,
	last timestamptz, count bigint);

-- What is known already, and what was near from `low' to `high', none of which is
-- known, as visits: of one person, without more than an hour between.
create function sighting_visits(known sighting_visit[], who bigint,
		exact boolean, since timestamptz, until timestamptz,
		low timestamptz, high timestamptz, distance float8,
		chord float8, apart interval, slot_s float8)
	returns sighting_visit[] stable language plpgsql
	set plan_cache_mode = force_generic_plan set enable_seqscan = off
	set enable_nestloop = off set work_mem = '16MB' as $$
begin
	return (
with found as materialized (
	select f.person_id, f.creation_time, f.precision_m
	  from sighting_found(who, exact, greatest(since, low - apart),
		least(until, high + apart), low, high, distance, chord,
		apart, slot_s) f
), sharing as materialized (
	select p.id, p.precision_m
	  from shared_person p
	 where p.id = any (array(select distinct f.person_id from found f))
), piece as (
	select f.person_id, f.creation_time as first, f.creation_time as last,
		1 as count
	  from found f
	  join sharing p on p.id = f.person_id
	   and p.precision_m <= f.precision_m
	 union all
	select k.person_id, k.first, k.last, k.count from unnest(known) k
), begun as (
	select piece.*, first - lag(last) over one > interval '1 hour' as begins
	  from piece
	window one as (partition by person_id order by first)
), numbered as (
	select begun.*, count(*) filter (where begins) over (
		partition by person_id order by first) as visit
	  from begun
), visit as (
	select person_id, min(first) as first, max(last) as last,
		sum(count)::bigint as count
	  from numbered
	 group by person_id, visit
)
select coalesce(array_agg((v.person_id, v.first, v.last, v.count)
		::sighting_visit), '{}')
  from visit v);
end $$;

-- Where each of these visits was nearest, and the square of the distance to the
-- own place there.  No place of a ball is nearer than its middle by more than its
-- size, nor farther: so most balls are out of question, and of few each place is
-- measured.
create function sighting_nearest(visits sighting_visit[], who bigint,
		exact boolean, since timestamptz, until timestamptz,
		distance float8, chord float8, apart interval, slot_s float8)
	returns table (person_id bigint, first timestamptz, last timestamptz,
		count bigint, square float8, latitude float8, longitude float8)
	stable rows 100 language plpgsql
	set plan_cache_mode = force_generic_plan set enable_seqscan = off
	set enable_nestloop = off set work_mem = '16MB' as $$
#variable_conflict use_column
declare
	low timestamptz;
	high timestamptz;
begin
	select min(v.first), max(v.last) + interval '1 microsecond'
	  into low, high from unnest(visits) v;
	return query
with around as materialized (
	select * from sighting_around(who, exact, greatest(since, low - apart),
		least(until, high + apart), distance, chord, apart, slot_s)
	 where not covered
), strip as materialized (
	select reach, whole, tiled, min(lowest) as lowest,
		max(highest) as highest,
		greatest(min(from_time), min(first)) as first,
		least(min(to_time), max(last)) as last
	  from around
	 group by reach, whole, tiled
), sharing as materialized (
	select p.id, p.precision_m
	  from shared_person p
	 where p.id = any (array(select v.person_id from unnest(visits) v))
), visit as materialized (
	select v.*, p.precision_m
	  from unnest(visits) v
	  join sharing p on p.id = v.person_id
), candidate as (
	select s.*, case when strip.tiled then s.cell >> 15 else strip.reach
			end as strip, case when slot_s is null then 0 else floor(
			date_part('epoch', s.creation_time) / slot_s)
			end::bigint as slot
	  from strip, sighting_between(strip.lowest, strip.highest,
		strip.whole, who, low, high, strip.first, strip.last) s
	offset 0
), kept as materialized (
	select c.*, v.first, v.last, v.count
	  from candidate c
	  join visit v on v.person_id = c.person_id
	   and c.creation_time >= v.first and c.creation_time <= v.last
	   and v.precision_m <= c.precision_m
), pair as not materialized (
	select c.id, c.person_id, c.creation_time, c.latitude, c.longitude,
		c.x, c.y, c.z, c.first, c.last, c.count, o.xs, o.ys, o.zs,
		o.ats, c.creation_time >= o.always_from
			and c.creation_time <= o.always_to as always,
		sqrt((o.x - c.x) * (o.x - c.x) + (o.y - c.y) * (o.y - c.y)
			+ (o.z - c.z) * (o.z - c.z)) as middle,
		sqrt(o.outside) - chord as r
	  from kept c
	  join around o on o.strip = c.strip and o.slot = c.slot
	   and c.cell >= o.lowest and c.cell <= o.highest
	   and (o.x - c.x) * (o.x - c.x) + (o.y - c.y) * (o.y - c.y)
		+ (o.z - c.z) * (o.z - c.z) <= o.outside
	   and c.creation_time >= o.first and c.creation_time <= o.last
), bound as materialized (
	select person_id, first, min(case when always then middle + r + 0.001
			else 'infinity' end) as most
	  from pair
	 group by person_id, first
), measured as (
	select c.*, (select min((p.x - c.x) * (p.x - c.x)
				+ (p.y - c.y) * (p.y - c.y)
				+ (p.z - c.z) * (p.z - c.z))
		  from unnest(c.xs, c.ys, c.zs, c.ats) p (x, y, z, at)
		 where c.creation_time >= p.at - apart
		   and c.creation_time <= p.at + apart) as square
	  from pair c
	  join bound b on b.person_id = c.person_id and b.first = c.first
	   and c.middle - c.r <= b.most
	offset 0
)
select distinct on (person_id, first) person_id, first, last, count, square,
	latitude, longitude
  from measured
 where square <= chord * chord
 order by person_id, first, square, id;
end $$;

-- Whom `who' has met, the last first: the first `most' of those before (`before',
-- `before_id'), if that is given, by when they began and by whom they were.
--
-- It reads from the end (or from where the page begins) backwards, by steps of whole
-- days that have a budget of rows as those of sighting_near(), until the page is
-- full.  At any time of the day where to look is made of all own places in each step.
-- What begins less than an hour after what has been read, from `low' to `high', may
-- have begun earlier, and is of no page yet; what ends less than an hour before the
-- end of it may go on, and then days after it are read as well.
create function sighting_meetings(who bigint, exact boolean,
		since timestamptz, until timestamptz, distance float8,
		chord float8, apart interval, slot_s float8,
		before timestamptz, before_id bigint, most bigint,
		keep_days int)
	returns table (person_id bigint, first timestamptz, last timestamptz,
		count bigint, square float8, latitude float8, longitude float8)
	stable rows 100 language plpgsql as $$
#variable_conflict use_column
declare
	pause constant interval := '1 hour';
	day constant interval := '24 hours';
	today timestamptz := date_trunc('day', now() at time zone 'UTC')
		at time zone 'UTC';
	kept timestamptz := today - keep_days * day;
	bottom timestamptz;	-- no meeting is before,
	top timestamptz;	-- none after
	low timestamptz;
	high timestamptz;
	was timestamptz;
	budget float8;
	few float8;
	more float8;
	n int;
	visits sighting_visit[] := '{}';
	page sighting_visit[];
begin
	select greatest(since, min(s.creation_time) - apart),
		least(until, today + 2 * day, max(s.creation_time) + apart
			+ interval '1 microsecond'),
		20000 + case when slot_s is null then 15 * count(*)
			else 0 end
	  into bottom, top, budget
	  from sighting s
	 where s.person_id = who and s.creation_time >= since
	   and s.creation_time < until
	having count(*) > 0;
	if not found then
		return;
	end if;
	high := least(top, date_trunc('day', before at time zone 'UTC')
		at time zone 'UTC' + day);
	low := high;
	loop
		page := array(select v from unnest(visits) v
			 where (before is null
				or (v.first, v.person_id) < (before, before_id))
			   and (low <= bottom or v.first >= low + pause)
			 order by v.first desc, v.person_id desc
			 limit most);
		n := cardinality(visits);
		if high < top and exists (select from unnest(page) v
				where v.last >= high - pause) then
			was := high;
			high := least(top, case when high < kept then kept
				else high + day end);
			visits := sighting_visits(visits, who, exact, since,
				until, was, high, distance, chord, apart,
				slot_s);
		elsif low > bottom and cardinality(page) < most then
			was := low;
			few := 0;
			while low > bottom loop
				more := sighting_estimate(low
					- interval '1 microsecond', kept);
				exit when few > 0 and few + more > budget;
				few := few + more;
				low := greatest(bottom, case when low <= kept
					then bottom else date_trunc('day',
					(low - interval '1 microsecond')
					at time zone 'UTC') at time zone 'UTC'
					end);
			end loop;
			visits := sighting_visits(visits, who, exact, since,
				until, low, was, distance, chord, apart,
				slot_s);
			budget := budget * case when n = cardinality(visits)
				then 8 else 2 end;
		else
			exit;
		end if;
	end loop;
	return query select * from sighting_nearest(page, who, exact, since,
		until, distance, chord, apart, slot_s);
end $$;
