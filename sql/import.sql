-- What `foyer import' does: all of a file in one transaction, or nothing.

-- A person by the id that it has in the file.  `made': it is new; `same': it
-- is there already, as it stands in the file.
-- system: an operator imports them, and declares whether they share.
-- name: import_person
with had as materialized (
	select (first_name, last_name, company_name)
		= (:first_name, :last_name, :company_name) as same
	  from person where id = :id::bigint
), new as (
	insert into person (id, first_name, last_name, company_name, sharing)
	select :id::bigint, :first_name, :last_name, :company_name,
		:sharing::boolean
	 where not exists (select from had)
	returning id, sharing
), said as (
	insert into consent (person_id, sharing, precision_m, own)
	select id, sharing, 0, false from new
)
select exists (select from new) as made,
	coalesce((select same from had), false) as same;

-- A sighting of the past, kept until its own date.
-- system: an operator imports them.
-- name: import_sighting
with had as materialized (
	select (person_id, latitude, longitude, creation_time)
		= (:person_id::bigint, :latitude::float8, :longitude::float8,
		:creation_time::timestamptz) as same
	  from sighting where id = :id::bigint
), new as (
	insert into sighting (id, person_id, creation_time, latitude,
		longitude, kept_until, history, precision_m, shown_latitude,
		shown_longitude, x, y, z, cell)
	select :id::bigint, p.id, :creation_time::timestamptz,
		:latitude::float8, :longitude::float8,
		(now() at time zone 'UTC')::date + :history_days::int, true,
		p.precision_m, e.*
	  from (select id, precision_m from person
		 where id = :person_id::bigint for key share) p,
		sighting_place(:latitude::float8, :longitude::float8,
			p.precision_m) e
	 where not exists (select from had)
	returning id
)
select exists (select from new) as made,
	coalesce((select same from had), false) as same;

-- The next person and the next sighting get ids that nobody has.
-- system: what an import has used is passed over.
-- name: import_ids
select setval('person_id_seq', greatest((select max(id) from person),
		(select last_value from person_id_seq))),
	setval('sighting_id_seq', greatest((select max(id) from sighting),
		(select last_value from sighting_id_seq)));

-- An attendee, unless somebody without an account is called so already.
-- system: an operator imports them, and declares whether they share.
-- name: import_attendee
with new as (
	insert into person (first_name, last_name, company_name, sharing)
	select :first_name, :last_name, :company_name, :sharing::boolean
	 where not exists (
		select from person
		 where account is null
		   and (first_name, last_name, company_name)
			= (:first_name, :last_name, :company_name))
	returning id, sharing
), said as (
	insert into consent (person_id, sharing, precision_m, own)
	select id, sharing, 0, false from new
)
select exists (select from new) as made, true as same;
