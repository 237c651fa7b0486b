-- Accounts: who a member is, how the member signs in, what mail is owed.
-- A table with a column "owner" belongs to members one by one: a statement of
-- sql/ that touches it names :me (tools/lint-sql).

create extension if not exists postgis;

create type role as enum ('member', 'organiser');

create table account (
	id bigint generated always as identity primary key,
	uuid uuid not null default gen_random_uuid(),
	handle text not null,
	display_name text not null,
	email text not null,
	-- Null until the password link that an organiser was given is used.
	password_hash text,
	role role not null default 'member',
	bio text not null default '',
	company text not null default '',
	confirmed_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	constraint account_uuid_key unique (uuid),
	constraint account_handle_key unique (handle),
	constraint account_handle_form check (handle ~ '^[a-z0-9_]{3,30}$'),
	constraint account_display_name_length
		check (char_length(display_name) between 1 and 100),
	constraint account_email_length check (char_length(email) <= 254),
	constraint account_bio_length check (char_length(bio) <= 1000),
	constraint account_company_length check (char_length(company) <= 100)
);
create unique index account_email_key on account (lower(email));

-- Sessions of browsers.  Only the hash of the token is here.
create table session (
	id bigint generated always as identity primary key,
	owner bigint not null references account on delete cascade,
	token_hash text not null,
	user_agent text not null default '',
	created_at timestamptz not null default now(),
	last_seen_at timestamptz not null default now(),
	constraint session_token_key unique (token_hash)
);
create index session_owner_idx on session (owner, last_seen_at desc);
create index session_last_seen_idx on session (last_seen_at);

-- From where somebody has signed in before, also when that session is over.
-- There the owner is let try on while others guess at the account's password.
create table known_place (
	account bigint not null references account on delete cascade,
	address_hash text not null,
	last_seen_at timestamptz not null default now(),
	primary key (account, address_hash)
);

create type token_scope as enum ('read', 'write');

-- Personal access tokens of programs.
create table access_token (
	id bigint generated always as identity primary key,
	owner bigint not null references account on delete cascade,
	name text not null,
	scope token_scope not null,
	token_hash text not null,
	created_at timestamptz not null default now(),
	expires_at timestamptz,
	last_used_at timestamptz,
	constraint access_token_key unique (token_hash),
	constraint access_token_name_length
		check (char_length(name) between 1 and 100)
);
create index access_token_owner_idx on access_token (owner, id);

-- Single-use links.  Only 'reset' has an account, and it may lack one: an
-- address that is not known costs the same rows as one that is.
create type ticket_kind as enum ('setup', 'confirm', 'reset');
create table ticket (
	token_hash text primary key,
	kind ticket_kind not null,
	account bigint references account on delete cascade,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	used_at timestamptz,
	constraint ticket_account check (account is null or kind = 'reset')
);
create index ticket_expires_idx on ticket (expires_at);
create index ticket_account_idx on ticket (account)
	where account is not null;

create table invitation (
	id bigint generated always as identity primary key,
	token_hash text not null,
	note text not null default '',
	created_by bigint references account on delete set null,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	used_by bigint references account on delete set null,
	used_at timestamptz,
	constraint invitation_token_key unique (token_hash),
	constraint invitation_note_length check (char_length(note) <= 100)
);

-- A sign-up that waits for its address to be confirmed: what a 'confirm'
-- ticket will make an account of.  Until then it is no account, so that
-- nobody can occupy the address of somebody else; its handle is kept for it.
-- There is a row for an address that has an account too: see sql/auth.sql.
create table signup (
	token_hash text primary key references ticket on delete cascade,
	email text not null,
	handle text not null,
	display_name text not null,
	password_hash text not null,
	invitation bigint references invitation on delete cascade
);
create index signup_email_idx on signup (lower(email));
create index signup_handle_idx on signup (handle);
create index signup_invitation_idx on signup (invitation);

-- Mail owed.  A row is written in the transaction that causes it, and taken
-- by `foyer jobs', which marks it before it speaks to the mail server: see
-- fcgi/outbox.c for why that is neither lost nor sent twice.
create table mail (
	id bigint generated always as identity primary key,
	recipient text not null,
	subject text not null,
	body text not null,
	created_at timestamptz not null default now(),
	attempts int not null default 0,
	next_attempt_at timestamptz not null default now(),
	claimed_at timestamptz,
	sent_at timestamptz,
	failed_at timestamptz,	-- given up
	last_error text,
	constraint mail_subject_line check (subject !~ '[\r\n]'),
	constraint mail_recipient_line check (recipient !~ '[\r\n]')
);
create index mail_due_idx on mail (next_attempt_at)
	where sent_at is null and failed_at is null;

-- Answers kept for clients that repeat a POST with its Idempotency-Key.  The
-- answer is sealed under a key that only the client can name again.
create table idempotency (
	key_hash text primary key,
	request_hash text not null,
	answer bytea not null,
	created_at timestamptz not null default now()
);
create index idempotency_created_idx on idempotency (created_at);
