SELECT pg_logical_emit_message(true, 'infill.own', '');
SELECT pg_advisory_xact_lock_shared(1768842860, '"public"."users"'::regclass::oid::int4);
WITH infill_free AS MATERIALIZED (
  SELECT "id" AS infill_k1 FROM "public"."users"
   WHERE "id" > ?::bigint AND "id" <= ?::bigint
     AND "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text)
   ORDER BY "id"
     FOR NO KEY UPDATE SKIP LOCKED),
infill_filled AS (
  UPDATE "public"."users" SET "tenant_name" = ((SELECT name FROM tenants WHERE tenants.id = tenant)) FROM infill_free
   WHERE "users"."id" = infill_free.infill_k1
     AND "id" > ?::bigint AND "id" <= ?::bigint
     AND "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text)
  RETURNING 1)
SELECT (SELECT count(*) FROM infill_filled),
       (SELECT count(*) FROM "public"."users"
         WHERE "id" > ?::bigint AND "id" <= ?::bigint
           AND "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text)) - (SELECT count(*) FROM infill_free)
