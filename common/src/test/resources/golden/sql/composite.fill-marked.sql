SELECT set_config('lock_timeout', ?, false);
SELECT set_config('enable_indexscan', 'off', true);
SELECT pg_logical_emit_message(true, 'infill.own', '');
UPDATE "public"."users" SET "email_lower" = (lower(email))
 WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text)
   AND ("email_lower" IS NULL AND (lower(email)) IS NOT NULL)
