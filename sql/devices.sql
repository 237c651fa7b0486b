-- A member's devices.  Only the hash of a token is kept; :token is passed
-- through so that the one answer that shows it is made of one row.

-- name: devices_list
select id, name, created_at, last_seen_at
  from device
 where owner = :me
 order by id desc;

-- No row when there are twenty already.
-- name: devices_create
insert into device (owner, name, token_hash)
select :me, :name, :device_hash
 where (select count(*) from device where owner = :me) < 20
returning id, name, created_at, last_seen_at, :token::text as token;

-- name: devices_delete
delete from device
 where owner = :me and id = :id
returning id;

-- name: export_devices
select to_jsonb(d) - '{owner,token_hash}'::text[] as data,
	d.id::text as cursor
  from device d
 where d.owner = :me and d.id > coalesce(:cursor::bigint, 0)
 order by d.id
 limit :limit::bigint;
