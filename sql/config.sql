-- name: config_get
select :community::text as community, :version::text as version,
	:app_url::text as app_url, :api_url::text as api_url,
	:signup::text as signup, :mail::boolean as mail,
	:map_tiles::text as map_tiles,
	nullif(:map_attribution::text, '') as map_attribution,
	not exists (select from account where role = 'organiser')
		as needs_setup;
