SELECT set_config('lock_timeout', ?, false);
SELECT set_config('enable_indexscan', 'off', true);
SELECT set_config('synchronous_commit', 'off', true);
SELECT set_config('infill.in_place', (SELECT sum(pg_stat_get_xact_tuples_hot_updated(infill_oid))::bigint
   FROM (SELECT '"public"."users"'::regclass::oid UNION SELECT relid FROM pg_partition_tree('"public"."users"'::regclass))
        AS infill_parts (infill_oid))::text, true);
SELECT pg_logical_emit_message(true, 'infill.own', '');
SELECT pg_advisory_xact_lock_shared(1768842860, '"public"."users"'::regclass::oid::int4);
UPDATE "public"."users" SET "tenant_name" = ((SELECT name FROM tenants WHERE tenants.id = tenant))
 WHERE "id" > ?::bigint AND "id" <= ?::bigint
   AND CASE WHEN get_byte(tidsend(ctid), 5) % 8 = 3 THEN "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text) ELSE false END;
SELECT (SELECT sum(pg_stat_get_xact_tuples_hot_updated(infill_oid))::bigint
   FROM (SELECT '"public"."users"'::regclass::oid UNION SELECT relid FROM pg_partition_tree('"public"."users"'::regclass))
        AS infill_parts (infill_oid)) - current_setting('infill.in_place')::bigint
