-- Personal access tokens.  Only the hash is kept; :token is passed through so
-- that the one answer that shows it is made of one row.

-- name: tokens_list
select id, name, scope, created_at, expires_at, last_used_at
  from access_token
 where owner = :me
   and (expires_at is null or expires_at > now())
 order by id desc;

-- No row when there are a hundred already.
-- name: tokens_create
insert into access_token (owner, name, scope, token_hash, expires_at)
select :me, :name, :scope, :access_hash,
       now() + make_interval(days => :expires_in_days)
 where (select count(*) from access_token
         where owner = :me
           and (expires_at is null or expires_at > now())) < 100
returning id, name, scope, created_at, expires_at, last_used_at,
          :token::text as token;

-- name: tokens_delete
delete from access_token
 where owner = :me and id = :id
returning id;
