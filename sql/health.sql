-- name: health_ready
select 1 as one;
