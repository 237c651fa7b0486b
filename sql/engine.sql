-- What the engine itself asks.

-- Held until the transaction ends; another one with the same key is told to
-- wait instead of being made to.
-- name: idempotency_lock
select pg_try_advisory_xact_lock(
	hashtextextended(:idempotency_key::text, 0)) as locked;

-- name: idempotency_find
select request_hash = :idempotency_request as same,
	encode(answer, 'hex') as answer
  from idempotency
 where key_hash = :idempotency_key
   and created_at > now() - interval '24 hours';

-- name: idempotency_keep
insert into idempotency (key_hash, request_hash, answer)
values (:idempotency_key, :idempotency_request,
	decode(:idempotency_answer, 'hex'))
on conflict (key_hash) do update
   set request_hash = excluded.request_hash, answer = excluded.answer,
       created_at = excluded.created_at;
