-- The search for who was near whom.  What its arguments say stands in
-- 0007_encounters.sql.
--
-- The plan is made once a connection.  Made for each question, as Postgres would
-- choose to, it takes longer than most answers.  A partition that is empty then
-- may not be later: none is read from end to end.

-- About how many sightings are of the day of `at', or of history, which ends where
-- what is kept (`kept') begins.  A partition that was never looked at has none.
create function sighting_estimate(at timestamptz, kept timestamptz)
	returns float8 stable language sql as $$
	select coalesce((select greatest(reltuples, 0) from pg_class
		 where oid = to_regclass(case when at < kept then 'sighting_history'
			else to_char(at at time zone 'UTC',
				'"sighting_"YYYYMMDD') end)), 0)
$$;

-- The sightings of others from `since' to `until' that were near one of those of
-- `who' from `own_since' to `own_until', each once, without a look at who shares.
-- It becomes a part of the statement that calls it.
create function sighting_found(who bigint, exact boolean,
		own_since timestamptz, own_until timestamptz,
		since timestamptz, until timestamptz, distance float8,
		chord float8, apart interval, slot_s float8)
	returns table (id bigint, person_id bigint, creation_time timestamptz,
		latitude float8, longitude float8, accuracy float8,
		precision_m int)
	stable language sql as $$
with around as materialized (
	select * from sighting_around(who, exact, own_since, own_until,
		distance, chord, apart, slot_s)
), strip as materialized (
	select reach, whole, tiled, min(lowest) as lowest,
		max(highest) as highest,
		greatest(min(from_time), min(first)) as first,
		least(min(to_time), max(last)) as last
	  from around
	 where not covered
	 group by reach, whole, tiled
	having min(from_time) < until and max(to_time) >= since
), candidate as (
	select s.*, case when strip.tiled then s.cell >> 15 else strip.reach
			end as strip, case when slot_s is null then 0 else floor(
			date_part('epoch', s.creation_time) / slot_s)
			end::bigint as slot
	  from strip, sighting_between(strip.lowest, strip.highest,
		strip.whole, who, since, until, strip.first, strip.last) s
	offset 0
)
select c.id, c.person_id, c.creation_time, c.latitude, c.longitude,
	c.accuracy, c.precision_m
  from candidate c
 where exists (
	select from around o
	 where o.strip = c.strip and o.slot = c.slot
	   and c.cell >= o.lowest and c.cell <= o.highest
	   and (o.covered or (o.x - c.x) * (o.x - c.x)
			+ (o.y - c.y) * (o.y - c.y)
			+ (o.z - c.z) * (o.z - c.z) <= o.outside
		and c.creation_time >= o.first
		and c.creation_time <= o.last
		and ((o.x - c.x) * (o.x - c.x)
			+ (o.y - c.y) * (o.y - c.y)
			+ (o.z - c.z) * (o.z - c.z) <= o.inside
			and c.creation_time >= o.always_from
			and c.creation_time <= o.always_to
		or cardinality(o.xs) > 1 and exists (
			select from unnest(o.xs, o.ys, o.zs, o.ats)
				p (x, y, z, at)
			 where (p.x - c.x) * (p.x - c.x)
				+ (p.y - c.y) * (p.y - c.y)
				+ (p.z - c.z) * (p.z - c.z)
				<= chord * chord
			   and c.creation_time >= p.at - apart
			   and c.creation_time <= p.at + apart))))
$$;

-- The sightings of others who share that were near, each once, in order of time
-- and id: the first `most' after (`after', `after_id'), if that is given.
--
-- A page is filled by steps of whole days until it is full, so days after it are
-- not read.  A step has as many days as have a `budget' of rows, by what is known of
-- their partitions; it grows, the more so while nobody is found, for each step
-- begins with where to look, which for many own places takes long.  Days without a
-- row take no step of their own.  What is older than `keep_days' is history, and one
-- day; with slots there is little, and one step.
--
-- Who shares is looked up once each, not once a row, which would be half of the
-- time.  The planner cannot know how many rows are found, and without a word
-- would join them one by one.  A crowd's are more than the 4 MB that Postgres
-- has for them by default; the rest would go over the disk, for a tenth more.
create function sighting_near(who bigint, exact boolean,
		since timestamptz, until timestamptz, distance float8, chord float8,
		apart interval, slot_s float8, after timestamptz,
		after_id bigint, most bigint, keep_days int)
	returns table (id bigint, person_id bigint, creation_time timestamptz,
		latitude float8, longitude float8, accuracy float8,
		first_name text, last_name text, company_name text,
		account bigint)
	stable rows 10000 language plpgsql
	set plan_cache_mode = force_generic_plan set enable_seqscan = off
	set enable_nestloop = off set work_mem = '16MB' as $$
#variable_conflict use_column
declare
	today timestamptz := date_trunc('day', now() at time zone 'UTC')
		at time zone 'UTC';
	kept timestamptz := today - keep_days * interval '24 hours';
	ended timestamptz := least(until, today + interval '48 hours');
	low timestamptz := greatest(since, after);
	high timestamptz := low;
	budget float8;		-- of rows, for a step
	few float8;
	more float8;
	n bigint;
begin
	select 50000 * (1 + count(*) / 500) into budget
	  from sighting s
	 where s.person_id = who and s.creation_time >= since
	   and s.creation_time < until;
	while low < ended and most > 0 loop
		few := 0;
		while high < ended loop
			more := sighting_estimate(high, kept);
			exit when slot_s is null and few > 0
				and few + more > budget;
			few := few + more;
			high := case when slot_s is not null then ended
				when high < kept then least(kept, ended)
				else least(ended, (date_trunc('day', high
					at time zone 'UTC') + interval '1 day')
					at time zone 'UTC') end;
		end loop;
		return query
with found as materialized (
	select * from sighting_found(who, exact, since, until, low, high,
		distance, chord, apart, slot_s) f
	 where after is null or (f.creation_time, f.id) > (after, after_id)
), sharing as materialized (
	select p.id, p.first_name, p.last_name, p.company_name, p.account,
		p.precision_m
	  from shared_person p
	 where p.id = any (array(select distinct person_id from found))
)
select f.id, f.person_id, f.creation_time, f.latitude, f.longitude,
	greatest(f.accuracy, nullif(f.precision_m, 0)::float8), p.first_name,
	p.last_name, p.company_name, p.account
  from found f
  join sharing p on p.id = f.person_id and p.precision_m <= f.precision_m
 order by f.creation_time, f.id
 limit most;
		get diagnostics n = row_count;
		most := most - n;
		low := high;
		budget := budget * case when n = 0 then 8 else 2 end;
	end loop;
end $$;
