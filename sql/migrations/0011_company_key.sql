-- What a search for people compares, kept beside the name's as it is there:
-- without regard to case and accents.
alter table person add column company_key text collate "C" not null
	generated always as (name_key(company_name)) stored;
