-- What tools/run needs in its private cluster: the application's role, which
-- is no superuser, its database, and PostGIS, which only a superuser may add.
select 'create role foyer login'
where not exists (select from pg_roles where rolname = 'foyer') \gexec
select 'create database foyer owner foyer'
where not exists (select from pg_database where datname = 'foyer') \gexec
\connect foyer
set client_min_messages = warning;
create extension if not exists postgis;
