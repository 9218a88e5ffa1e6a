SELECT set_config('lock_timeout', ?, false);
SELECT set_config('enable_indexscan', 'off', true);
SELECT pg_logical_emit_message(true, 'infill.own', '');
SELECT pg_advisory_xact_lock_shared(1768842860, '"public"."users"'::regclass::oid::int4);
UPDATE "public"."users" SET "tenant_name" = ((SELECT name FROM tenants WHERE tenants.id = tenant))
 WHERE "id" > ?::bigint AND "id" <= ?::bigint
   AND "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text)
