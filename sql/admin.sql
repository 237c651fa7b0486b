-- What the commands that are run by hand, or by make run, ask and change.

-- Is there anybody who can look after the place?
-- name: admin_has_organiser
select exists (select from account where role = 'organiser') as yes;
