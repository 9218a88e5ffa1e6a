SELECT set_config('lock_timeout', ?, false);
SELECT pg_logical_emit_message(true, 'infill.own', '');
SELECT pg_advisory_xact_lock_shared(1768842860, '"public"."users"'::regclass::oid::int4);
WITH infill_seen AS MATERIALIZED (
  SELECT infill_n, infill_k1, infill_differs
    FROM unnest(?::text[]) WITH ORDINALITY AS infill_asked (infill_a1, infill_n)
   CROSS JOIN LATERAL (
     SELECT "id" AS infill_k1, "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text) AS infill_differs
       FROM "public"."users" WHERE "id" = infill_asked.infill_a1::bigint LIMIT 1) AS infill_row),
infill_locked AS MATERIALIZED (
  SELECT infill_n, infill_l1
    FROM (SELECT * FROM infill_seen WHERE infill_differs ORDER BY infill_k1) AS infill_wanted
   CROSS JOIN LATERAL (
     SELECT "id" AS infill_l1
       FROM "public"."users" WHERE "id" = infill_wanted.infill_k1 LIMIT 1 FOR NO KEY UPDATE) AS infill_row),
infill_written AS (
  UPDATE "public"."users" SET "tenant_name" = ((SELECT name FROM tenants WHERE tenants.id = tenant)) FROM infill_locked
   WHERE "users"."id" = infill_locked.infill_l1
     AND "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text)
  RETURNING infill_n, ("tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text)) AS infill_wrong)
SELECT infill_n, 'SEEN', infill_differs FROM infill_seen
UNION ALL SELECT infill_n, 'LOCKED', true FROM infill_locked
UNION ALL SELECT infill_n, 'WRITTEN', infill_wrong FROM infill_written
