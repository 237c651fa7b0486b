-- Ids up to a million are left to data that comes from another system and brings
-- its own (foyer import): whoever entered people before could else not take
-- UdaConnect's, which begin at 1.
alter sequence person_id_seq start 1000001;
select setval('person_id_seq', greatest(last_value, 1000000))
  from person_id_seq;
alter sequence sighting_id_seq start 1000001;
select setval('sighting_id_seq', greatest(last_value, 1000000))
  from sighting_id_seq;
