-- A member's own entry among the people: whether it shares, and who said so.

-- Also of somebody who has none yet: then it is what the profile says, and as old.
-- name: people_me
select p.id as person_id, coalesce(p.first_name,
		split_part(a.display_name, ' ', 1)) as first_name,
	coalesce(p.last_name, substr(a.display_name, length(
		split_part(a.display_name, ' ', 1)) + 2)) as last_name,
	coalesce(p.company_name, a.company) as company_name,
	coalesce(p.sharing, false) as sharing,
	coalesce(p.precision_m, 0)::bigint as precision_m,
	coalesce(p.updated_at, a.updated_at) as updated_at
  from account a
  left join person p on p.account = a.id
 where a.id = :me;

-- name: people_enter
insert into person (account, first_name, last_name, company_name)
select a.id, split_part(a.display_name, ' ', 1), substr(a.display_name,
		length(split_part(a.display_name, ' ', 1)) + 2), a.company
  from account a
 where a.id = :me
on conflict (account) do nothing;

-- What is turned off is gone from every answer when this is committed, because
-- every answer to others reads shared_sighting.
-- name: people_set
with old as (
	select id, sharing, precision_m from person
	 where account = :me
	   and (:if_match::timestamptz is null or updated_at = :if_match)
	   for no key update
), new as (
	update person p
	   set sharing = :sharing,
	       precision_m = coalesce(:precision_m::int, p.precision_m),
	       places_stale = p.places_stale
			or coalesce(:precision_m::int <> p.precision_m, false),
	       updated_at = greatest(clock_timestamp(),
			p.updated_at + interval '1 microsecond')
	  from old
	 where p.id = old.id
	returning p.*
), said as (
	insert into consent (person_id, sharing, precision_m, own, declared_by)
	select new.id, new.sharing, new.precision_m, true, :me::bigint
	  from new, old
	 where (new.sharing, new.precision_m)
		is distinct from (old.sharing, old.precision_m)
	    or not exists (select from consent c
			where c.person_id = new.id and c.own)
)
select id as person_id, first_name, last_name, company_name, sharing,
	precision_m::bigint as precision_m, updated_at
  from new;

-- What there is of it is stored anew under the precision that holds now: as
-- much as can be done while somebody waits; jobs do the rest (and until then
-- what is stored too finely is not shown).
-- name: people_restore_places
update sighting s
   set precision_m = t.precision_m, shown_latitude = e.shown_latitude,
       shown_longitude = e.shown_longitude, x = e.x, y = e.y, z = e.z,
       cell = e.cell
  from (select s.id, s.creation_time, s.latitude, s.longitude,
		p.precision_m
	  from person p
	  join sighting s on s.person_id = p.id
	 where p.account = :me and s.precision_m <> p.precision_m
	 order by s.creation_time desc
	 limit 20000) t,
	sighting_place(t.latitude, t.longitude, t.precision_m) e
 where s.id = t.id and s.creation_time = t.creation_time;

-- name: consents_list
select c.id, c.sharing, c.precision_m::bigint as precision_m, c.own, c.at,
	c.id::text as cursor
  from consent c
  join person p on p.id = c.person_id
 where p.account = :me
   and (:cursor::text is null or c.id < :cursor::bigint)
 order by c.id desc
 limit :limit::bigint;

-- The link of an organiser made it ours.  What was declared for us holds no
-- longer: whether we share we say ourselves.
-- name: people_claim
with new as (
	update person
	   set account = :me::bigint, claim_hash = null,
	       claim_expires_at = null, sharing = false,
	       updated_at = greatest(clock_timestamp(),
			updated_at + interval '1 microsecond')
	 where claim_hash = :claim_hash and claim_expires_at > now()
	returning *
), said as (
	insert into consent (person_id, sharing, precision_m, own, declared_by)
	select id, false, precision_m, true, account from new
)
select id as person_id, first_name, last_name, company_name, sharing,
	precision_m::bigint as precision_m, updated_at
  from new;

-- name: export_people
select to_jsonb(p) - '{account,name_key,company_key,claim_hash,places_stale}'
		::text[] as data, p.id::text as cursor
  from person p
 where p.account = :me and :cursor::text is null
 limit :limit::bigint;

-- name: export_consents
select jsonb_build_object('sharing', c.sharing, 'precision_m', c.precision_m,
		'own', c.own, 'at', c.at) as data, c.id::text as cursor
  from consent c
  join person p on p.id = c.person_id
 where p.account = :me and c.id > coalesce(:cursor::bigint, 0)
 order by c.id
 limit :limit::bigint;

-- name: export_sightings
select jsonb_build_object('id', s.id, 'creation_time', s.creation_time,
		'latitude', s.latitude, 'longitude', s.longitude,
		'accuracy', s.accuracy, 'kept_until', s.kept_until,
		'shown_latitude', s.shown_latitude,
		'shown_longitude', s.shown_longitude) as data,
	s.id || ' ' || s.creation_time as cursor
  from person p
  join sighting s on s.person_id = p.id
 where p.account = :me
   and (s.creation_time, s.id) > (
	coalesce(substr(:cursor, strpos(:cursor, ' ') + 1)::timestamptz,
		'-infinity'),
	coalesce(split_part(:cursor, ' ', 1)::bigint, 0))
 order by s.creation_time, s.id
 limit :limit::bigint;

-- Days that are over go whole, and those that come are made.
-- name: expire_sighting_days
select sighting_days(:setting_sighting_days::int);

-- name: expire_sighting_history
delete from sighting_history where (id, creation_time) in (
	select id, creation_time from sighting_history
	 where kept_until < (now() at time zone 'UTC')::date
	 limit 1000 for update skip locked);

-- The rest of what people_restore_places began.
-- system: it answers nobody.
-- name: expire_stale_places
update sighting s
   set precision_m = t.precision_m, shown_latitude = e.shown_latitude,
       shown_longitude = e.shown_longitude, x = e.x, y = e.y, z = e.z,
       cell = e.cell
  from (select s.id, s.creation_time, s.latitude, s.longitude,
		p.precision_m
	  from person p
	  join sighting s on s.person_id = p.id
	 where p.places_stale and s.precision_m <> p.precision_m
	 limit 1000) t,
	sighting_place(t.latitude, t.longitude, t.precision_m) e
 where s.id = t.id and s.creation_time = t.creation_time;

-- system: it answers nobody.
-- name: expire_stale_places_mark
update person p set places_stale = false
 where places_stale and not exists (
	select from sighting s
	 where s.person_id = p.id and s.precision_m <> p.precision_m);

-- A dump that is restored, or a version that was away for long, lacks the days
-- of today; jobs see to the rest.
-- name: repair_sighting_days
select sighting_days(30);
