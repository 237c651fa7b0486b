-- What `foyer seed' has made: the rows of a demonstration, by table and id,
-- so that `foyer seed --clean' removes these and no others.  An address or a
-- name could be a real member's; an id is given once.
create table seeded (
	kind text not null,	-- the table, or 'script' for a file of sql/seed
	id bigint not null,	-- the row's, or the file's number
	primary key (kind, id)
);
