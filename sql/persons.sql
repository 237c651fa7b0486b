-- The entries of people.  A member sees those who share and the own one; an
-- organiser besides the entries that nobody has claimed, which organisers have
-- made.  Only whose entry it is may change it: its member, or, while nobody has
-- claimed it, an organiser.

-- name: persons_list
select p.id, p.first_name, p.last_name, p.company_name,
	(select handle from account a where a.id = p.account) as handle,
	p.sharing, p.updated_at, p.id || ' ' || p.name_key as cursor
  from person p
 where (p.name_key, p.id) > (
	coalesce(substr(:cursor, strpos(:cursor, ' ') + 1), ''),
	coalesce(split_part(:cursor, ' ', 1)::bigint, 0))
   and (p.sharing or p.account = :me
	or (p.account is null and :role::text = 'organiser'))
   and case when :q::text is null then true else
	strpos(lower(p.first_name || ' ' || p.last_name || ' '
		|| p.company_name), lower(:q)) > 0 end
 order by p.name_key, p.id
 limit :limit::bigint;

-- name: persons_get
select p.id, p.first_name, p.last_name, p.company_name, a.handle, p.sharing,
	p.updated_at
  from person p
  left join account a on a.id = p.account
 where p.id = :id
   and (p.sharing or p.account = :me
	or (p.account is null and :role::text = 'organiser'));

-- name: persons_create
with new as (
	insert into person (first_name, last_name, company_name, sharing)
	values (:first_name, :last_name, coalesce(:company_name, ''),
		coalesce(:sharing::boolean, false))
	returning *
), said as (
	insert into consent (person_id, sharing, precision_m, own, declared_by)
	select id, sharing, precision_m, false, :me::bigint from new
)
select id, first_name, last_name, company_name, null::text as handle, sharing,
	updated_at
  from new;

-- name: persons_update
with old as (
	select id, sharing from person
	 where id = :id
	   and (account = :me
		or (account is null and :role::text = 'organiser'))
	   and (:if_match::timestamptz is null or updated_at = :if_match)
	   for no key update
), new as (
	update person p
	   set first_name = coalesce(:first_name, p.first_name),
	       last_name = coalesce(:last_name, p.last_name),
	       company_name = coalesce(:company_name, p.company_name),
	       sharing = coalesce(:sharing::boolean, p.sharing),
	       updated_at = greatest(clock_timestamp(),
			p.updated_at + interval '1 microsecond')
	  from old
	 where p.id = old.id
	returning p.*
), said as (
	insert into consent (person_id, sharing, precision_m, own, declared_by)
	select n.id, n.sharing, n.precision_m, n.account is not null,
		:me::bigint
	  from new n, old
	 where n.sharing <> old.sharing
)
select n.id, n.first_name, n.last_name, n.company_name,
	(select handle from account a where a.id = n.account) as handle,
	n.sharing, n.updated_at
  from new n;

-- What was seen of it goes with it: see the trigger.
-- name: persons_delete
delete from person
 where id = :id
   and (account = :me or (account is null and :role::text = 'organiser'))
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning id;

-- A link by which a member makes the entry the own one.  The one before it
-- holds no longer.
-- name: persons_offer
update person
   set claim_hash = :claim_hash,
       claim_expires_at = now() + interval '30 days'
 where id = :id and account is null
returning id, :token::text as token, :url::text as url,
	claim_expires_at as expires_at;

-- name: unseed_people
delete from person
where id in (select id from seeded where kind = 'person');
