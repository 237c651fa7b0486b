-- Who was near whom.  The search is in migrations/0007_encounters.sql,
-- 0012_connections.sql and 0014_meetings.sql.

-- Whom may be asked about: the own person, and for an organiser who shares.
-- name: connections_person
select coalesce(p.account = :me, false) as exact from person p
 where p.id = :id
   and (p.account = :me or (p.sharing and :role::text = 'organiser'));

-- Rows come in order.
-- name: connections_list
select n.id as location_id, n.person_id as location_person_id,
	n.latitude as location_latitude, n.longitude as location_longitude,
	n.accuracy as location_accuracy,
	n.creation_time as location_creation_time,
	n.person_id, n.first_name as person_first_name,
	n.last_name as person_last_name, n.company_name as person_company_name,
	case when n.account is not null then
		(select handle from account a where a.id = n.account) end
		as person_handle
  from sighting_near(:id, :exact::boolean, :from, :to, :distance, :chord,
	:apart::interval, :slot::float8,
	substr(:cursor, strpos(:cursor, ' ') + 1)::timestamptz,
	split_part(:cursor, ' ', 1)::bigint, :limit::bigint,
	:setting_sighting_days::int) n;

-- Meetings: what is near and no more than an hour after what was near before is
-- of one of them.
-- name: encounters_list
select m.person_id, p.first_name as person_first_name,
	p.last_name as person_last_name,
	p.company_name as person_company_name,
	(select handle from account a where a.id = p.account) as person_handle,
	m.first, m.last, m.count, round(sqrt(m.square)::numeric, 3)::float8
		as nearest_m, m.latitude, m.longitude,
	m.person_id || ' ' || m.first as cursor
  from sighting_meetings(:id, :exact::boolean, :from, :to, :distance, :chord,
	:apart::interval, :slot::float8,
	substr(:cursor, strpos(:cursor, ' ') + 1)::timestamptz,
	split_part(:cursor, ' ', 1)::bigint, :limit::bigint,
	:setting_sighting_days::int) m
  join shared_person p on p.id = m.person_id
 order by m.first desc, m.person_id desc;
