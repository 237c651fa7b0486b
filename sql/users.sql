-- What members may know of each other; never an address.

-- name: users_list
select uuid, handle, display_name, role, company, handle as cursor
  from account
 where (:q::text is null
        or position(lower(:q) in handle) > 0
        or position(lower(:q) in lower(display_name)) > 0)
   and (:cursor::text is null or handle > :cursor)
 order by handle
 limit :limit;

-- name: users_get
select uuid, handle, display_name, role, company, bio, created_at, updated_at
  from account
 where handle = :handle;

-- name: users_short
select uuid, handle, display_name
  from account
 where handle = :handle;

-- All organisers, each held until the transaction ends: whoever changes a role
-- waits here for the others, and sees what they did.
-- name: users_lock_organisers
select handle
  from account
 where role = 'organiser'
 order by id
   for update;

-- (:role would be that of who asks, where none is given.)
-- name: users_update
update account
   set role = coalesce(:new_role, role), updated_at = now()
 where handle = :handle
   and (:if_match::timestamptz is null or updated_at = :if_match)
returning uuid, handle, display_name, role, company, bio, created_at,
          updated_at;
