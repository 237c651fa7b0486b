-- Invitations belong to the organisers together.

-- name: invitations_list
select i.id, i.note, i.created_at, i.expires_at, i.used_at,
       a.handle as used_by, i.id as cursor
  from invitation i
  left join account a on a.id = i.used_by
 where :cursor::bigint is null or i.id < :cursor
 order by i.id desc
 limit :limit;

-- name: invitations_create
insert into invitation (token_hash, note, created_by, expires_at)
values (:invitation_hash, coalesce(:note, ''), :me,
        now() + make_interval(days => coalesce(:expires_in_days, 14)))
returning id, note, created_at, expires_at, used_at, null::text as used_by,
          :token::text as token, :url::text as url;

-- name: invitations_delete
delete from invitation
 where id = :id
returning id;
