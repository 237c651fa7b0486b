-- A day at the open weekend: yesterday from nine to six (UTC), in a house with
-- a stage, two workshops, a café and a yard.  The demonstration's members are
-- there, and attendees without an account; who is where goes by the hour, as
-- people go to what interests them, and a phone says so every five minutes, to
-- some metres.  One member does not share, and a few share roughly.
with wanted (first_name, last_name, company_name) as (values
	('Anouk', 'de Vries', 'Grachtenwerk'),
	('Bashir', 'Karimi', 'Repair Café West'),
	('Chiara', 'Conti', 'Bottega Digitale'),
	('Dmitri', 'Orlov', ''),
	('Esther', 'Adeyemi', 'Maker Lab Ibadan'),
	('Felix', 'Brandt', 'Stadtwerke'),
	('Giulia', 'Marino', 'Orto Urbano'),
	('Hiroshi', 'Sato', 'Kodama Instruments'),
	('Ingrid', 'Solberg', 'Fjord Radio'),
	('Jamal', 'Idrissi', 'Atlas Cycles'),
	('Katarzyna', 'Nowak', 'Biblioteka Publiczna'),
	('Liam', 'Murphy', ''),
	('Mina', 'Farouk', 'Nile Textiles'),
	('Noor', 'van Dijk', 'Hogeschool'),
	('Oscar', 'Lindgren', 'Träslöjd'),
	('Paula', 'Reyes', 'Cine Club'),
	('Rafael', 'Sousa', 'Mapa Aberto'),
	('Sabine', 'Keller', 'Kulturbüro'),
	('Tomás', 'Vega', ''),
	('Zuzana', 'Horáková', 'Hvězdárna')
), entered as (
	insert into person (first_name, last_name, company_name, sharing)
	select first_name, last_name, company_name, true from wanted
	returning id, precision_m, sharing
), joined as (
	insert into person (first_name, last_name, company_name, account,
		sharing, precision_m)
	select split_part(a.display_name, ' ', 1), substr(a.display_name,
			length(split_part(a.display_name, ' ', 1)) + 2),
		a.company, a.id, a.handle <> 'wen',
		case when a.handle in ('hanna', 'yusuf') then 100 else 0 end
	  from account a
	  join seeded s on s.kind = 'account' and s.id = a.id
	on conflict (account) do nothing
	returning id, precision_m, sharing
), people as (
	select * from entered union all select * from joined
), said as (
	insert into consent (person_id, sharing, precision_m, own)
	select id, sharing, precision_m, false from entered
	 union all
	select id, sharing, precision_m, true from joined
), spots (spot, north, east) as (values
	(0, 0.0, 0.0),		-- the stage
	(1, 38.0, -22.0),	-- a workshop
	(2, 41.0, 30.0),	-- another
	(3, -25.0, 18.0),	-- the café
	(4, -60.0, -35.0)	-- the yard
), seats as (
	-- A person keeps to a seat for the hour, and comes and goes.
	select p.id, p.precision_m, hour, s.north, s.east,
		hashint8(p.id * 31 + hour) as seat,
		abs(hashint8(p.id * 7 + hour)) % 4 as late
	  from people p, generate_series(9, 17) hour
	  join spots s on true
	 where s.spot = case when hour in (9, 17) then 0 when hour = 13 then 3
		else abs(hashint8(p.id * 13 + hour)) % 5 end
	   and abs(hashint8(p.id)) % 6 <> hour % 6	-- elsewhere for an hour
), said_by_phones as (
	select id, precision_m, ((now() at time zone 'UTC')::date - 1)::timestamp
			at time zone 'UTC' + make_interval(hours => hour,
			mins => 5 * step + late, secs => abs(seat) % 60) as at,
		51.48250 + (north + (seat % 700) / 100.0
			+ (hashint8(id * step + hour) % 300) / 100.0) / 111250
			as latitude,
		11.96950 + (east + (seat / 700 % 700) / 100.0
			+ (hashint8(id * step + hour + 5) % 300) / 100.0)
			/ (111320 * cosd(51.4825)) as longitude
	  from seats, generate_series(0, 11) step
	 where hashint8(id + hour * 12 + step) % 10 <> 0	-- no reception
), kept as (
	insert into sighting (person_id, creation_time, latitude, longitude,
		accuracy, precision_m, shown_latitude, shown_longitude, x, y, z,
		cell)
	select s.id, s.at, s.latitude, s.longitude, 8, s.precision_m, e.*
	  from (select id, precision_m, at, round(latitude::numeric, 6)::float8
				as latitude, round(longitude::numeric, 6)
				::float8 as longitude
		  from said_by_phones) s,
		sighting_place(s.latitude, s.longitude, s.precision_m) e
)
insert into seeded (kind, id) select 'person', id from people;
