-- Where somebody is signed in.  :session is the one that asks, null for a
-- token.  A session that has ended by itself is not told.

-- name: sessions_list
select id, user_agent, created_at, last_seen_at,
       coalesce(id = :session, false) as current
  from session
 where owner = :me
   and last_seen_at > now() - interval '14 days'
   and created_at > now() - interval '90 days'
 order by id desc;

-- name: sessions_end
delete from session
 where owner = :me and id = :id
returning id;

-- name: sessions_end_others
delete from session
 where owner = :me and id is distinct from :session
returning id;
