-- What of the rows of a file is not stored yet, each once, and by which number
-- (from 0) it stands in the arrays.  Without a person it is of `me', without a time
-- of now.  The same is of the same person, at the same time and place; of whom `me'
-- may not store sightings nothing is known.
--
-- A day is empty when its first rows come and full by the last ones, so none is
-- read from end to end, whatever the plan that was made then.
create function sighting_new(person_ids bigint[], latitudes float8[],
		longitudes float8[], accuracies float8[],
		creation_times timestamptz[], me bigint, organiser boolean)
	returns table (n bigint, person_id bigint, latitude float8,
		longitude float8, accuracy float8, creation_time timestamptz)
	stable rows 1000 language plpgsql
	set plan_cache_mode = force_generic_plan
	set enable_seqscan = off as $$
#variable_conflict use_column
begin
	return query
select distinct on (g.person_id, g.creation_time, g.latitude, g.longitude) g.*
  from (select u.n - 1 as n, coalesce(u.person_id, (select p.id
			  from person p where p.account = me)) as person_id,
		u.latitude, u.longitude, u.accuracy,
		coalesce(u.creation_time, now()) as creation_time
	  from unnest(person_ids, latitudes, longitudes, accuracies,
		creation_times) with ordinality u (person_id, latitude,
			longitude, accuracy, creation_time, n)
	offset 0) g
 where not exists (
	select from sighting s
	  join person p on p.id = s.person_id
	   and (p.account = me or (p.account is null and organiser))
	 where s.person_id = g.person_id
	   and s.creation_time = g.creation_time
	   and s.latitude = g.latitude and s.longitude = g.longitude)
 order by g.person_id, g.creation_time, g.latitude, g.longitude, g.n;
end $$;
