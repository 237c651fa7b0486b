-- Who shares, and how roughly at least.  With shared_sighting, which reads it,
-- the one place where consent is asked; a search that looks at sightings before
-- it knows whose they are joins it by person_id and precision_m.
create view shared_person as
select id, first_name, last_name, company_name, account, precision_m
  from person
 where sharing;

create or replace view shared_sighting as
select s.id, s.person_id, s.creation_time, s.shown_latitude as latitude,
	s.shown_longitude as longitude,
	greatest(s.accuracy, nullif(s.precision_m, 0)::float8) as accuracy,
	s.x, s.y, s.z, s.cell, p.first_name, p.last_name, p.company_name,
	p.account
  from sighting s
  join shared_person p on p.id = s.person_id
   and p.precision_m <= s.precision_m;
