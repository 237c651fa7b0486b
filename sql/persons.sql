-- The entries of people.  A member sees those who share and the own one; an
-- organiser besides the entries that nobody has claimed, which organisers have
-- made.  Only whose entry it is may change it: its member, or, while nobody has
-- claimed it, an organiser.

-- Each word that is asked for stands in the name or company, or is the beginning
-- of the handle, behind an @.  All are read in their order until there are enough.
-- name: persons_list
with asked as materialized (
	select array_remove(regexp_split_to_array(
		name_key(translate(:q::text, ',', ' ')), '\s+'), '') as words
)
select p.id, p.first_name, p.last_name, p.company_name,
	(select handle from account a where a.id = p.account) as handle,
	p.sharing, p.updated_at, p.id || ' ' || p.name_key as cursor
  from person p
 where (p.name_key, p.id) > (
	coalesce(substr(:cursor, strpos(:cursor, ' ') + 1), ''),
	coalesce(split_part(:cursor, ' ', 1)::bigint, 0))
   and (p.sharing or p.account = :me
	or (p.account is null and :role::text = 'organiser'))
   and case when :q is null then true else not exists (
	select from unnest((select words from asked)) word
	 where strpos(p.name_key, word) = 0
	   and strpos(p.company_key, word) = 0
	   and not (starts_with(word, '@') and exists (
		select from account a
		 where a.id = p.account
		   and starts_with(a.handle, substr(word, 2))))) end
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

-- All of them or none, in their order; the row is the first one's.
-- Of many (`rows') there is a count, which has no time of change.
-- name: persons_create
with given as (
	select * from unnest(:first_name::text[], :last_name::text[],
		:company_name::text[], :sharing::boolean[]) with ordinality
		g (first_name, last_name, company_name, sharing, n)
), new as (
	insert into person (first_name, last_name, company_name, sharing)
	select first_name, last_name, coalesce(company_name, ''),
		coalesce(sharing, false)
	  from given
	 order by n
	returning *
), said as (
	insert into consent (person_id, sharing, precision_m, own, declared_by)
	select id, sharing, precision_m, false, :me::bigint from new
)
select id, first_name, last_name, company_name, null::text as handle, sharing,
	case when :rows::text is null then updated_at end as updated_at,
	(select count(*) from new) as count
  from new
 order by id
 limit 1;

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
