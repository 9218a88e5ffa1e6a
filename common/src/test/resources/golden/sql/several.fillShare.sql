SELECT set_config('lock_timeout', ?, false);
SELECT set_config('enable_indexscan', 'off', true);
SELECT set_config('synchronous_commit', 'off', true);
SELECT set_config('infill.in_place', (SELECT sum(pg_stat_get_xact_tuples_hot_updated(infill_oid))::bigint
   FROM (SELECT '"public"."users"'::regclass::oid UNION SELECT relid FROM pg_partition_tree('"public"."users"'::regclass))
        AS infill_parts (infill_oid))::text, true);
SELECT pg_logical_emit_message(true, 'infill.own', '');
UPDATE "public"."users" SET "email_lower" = (lower(email)), "token" = CASE WHEN "token" IS NULL THEN (gen_random_uuid()) ELSE "token" END
 WHERE "id" > ?::bigint AND "id" <= ?::bigint
   AND CASE WHEN get_byte(tidsend(ctid), 5) % 8 = 3 THEN ("email_lower" IS DISTINCT FROM CAST((lower(email)) AS character varying(20)) OR ("token" IS NULL AND (gen_random_uuid()) IS NOT NULL)) ELSE false END;
SELECT (SELECT sum(pg_stat_get_xact_tuples_hot_updated(infill_oid))::bigint
   FROM (SELECT '"public"."users"'::regclass::oid UNION SELECT relid FROM pg_partition_tree('"public"."users"'::regclass))
        AS infill_parts (infill_oid)) - current_setting('infill.in_place')::bigint
