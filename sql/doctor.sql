-- What `foyer doctor' asks of the database.

-- name: doctor_server
select current_setting('server_version') as version,
	current_setting('server_version_num')::int / 10000 as major,
	extract(epoch from clock_timestamp())::float8 as now,
	current_setting('max_connections')::int
		- current_setting('superuser_reserved_connections')::int
		as connections;

-- name: doctor_postgis
select extversion as version from pg_extension where extname = 'postgis';

-- name: doctor_organisers
select count(*) as n from account where role = 'organiser';

-- name: doctor_mail
select count(*) filter (where sent_at is null and failed_at is null
		and created_at < now() - interval '10 minutes') as waiting,
	count(*) filter (where failed_at > now() - interval '1 day')
		as failed,
	coalesce((array_agg(last_error order by coalesce(failed_at,
		created_at) desc) filter (where last_error is not null))[1], '')
		as why
from mail;
