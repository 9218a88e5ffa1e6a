SELECT set_config('lock_timeout', ?, false);
SELECT set_config('enable_indexscan', 'off', true);
SELECT pg_logical_emit_message(true, 'infill.own', '');
UPDATE "public"."users" SET "email_lower" = (lower(email)), "token" = CASE WHEN "token" IS NULL THEN (gen_random_uuid()) ELSE "token" END
 WHERE "id" > ?::bigint AND "id" <= ?::bigint
   AND ("email_lower" IS DISTINCT FROM CAST((lower(email)) AS character varying(20)) OR ("token" IS NULL AND (gen_random_uuid()) IS NOT NULL))
