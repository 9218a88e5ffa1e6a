SELECT set_config('lock_timeout', ?, false);
SELECT set_config('enable_indexscan', 'off', true);
SELECT pg_logical_emit_message(true, 'infill.own', '');
UPDATE "public"."users" SET "email_lower" = (lower(email))
 WHERE "id" > ?::bigint AND "id" <= ?::bigint
   AND "email_lower" IS DISTINCT FROM CAST((lower(email)) AS text)
