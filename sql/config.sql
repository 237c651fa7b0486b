-- name: config_get
select :community::text as community, :version::text as version,
	:app_url::text as app_url, :api_url::text as api_url,
	:signup::text as signup, :mail::boolean as mail,
	not exists (select from account where role = 'organiser')
		as needs_setup;
