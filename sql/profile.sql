-- What members say about themselves.

-- name: profile_get
select uuid, handle, display_name, email, role, bio, company,
       confirmed_at is not null as confirmed, created_at, updated_at
  from account
 where id = :me;

-- name: profile_update
update account
   set display_name = coalesce(:display_name, display_name),
       bio = coalesce(:bio, bio),
       company = coalesce(:company, company),
       updated_at = now()
 where id = :me
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning uuid, handle, display_name, email, role, bio, company,
          confirmed_at is not null as confirmed, created_at, updated_at;
