SELECT set_config('lock_timeout', ?, false);
SELECT pg_logical_emit_message(true, 'infill.own', '');
WITH infill_seen AS MATERIALIZED (
  SELECT infill_n, infill_k1, infill_k2, infill_differs
    FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS infill_asked (infill_a1, infill_a2, infill_n)
   CROSS JOIN LATERAL (
     SELECT "Tenant" AS infill_k1, "odd""name" AS infill_k2, ("email_lower" IS NULL AND (lower(email)) IS NOT NULL) AS infill_differs
       FROM "public"."users" WHERE "Tenant" = infill_asked.infill_a1::integer AND "odd""name" = infill_asked.infill_a2::text LIMIT 1) AS infill_row),
infill_locked AS MATERIALIZED (
  SELECT infill_n, infill_l1, infill_l2
    FROM (SELECT * FROM infill_seen WHERE infill_differs ORDER BY infill_k1, infill_k2) AS infill_wanted
   CROSS JOIN LATERAL (
     SELECT "Tenant" AS infill_l1, "odd""name" AS infill_l2
       FROM "public"."users" WHERE "Tenant" = infill_wanted.infill_k1 AND "odd""name" = infill_wanted.infill_k2 LIMIT 1 FOR NO KEY UPDATE) AS infill_row),
infill_written AS (
  UPDATE "public"."users" SET "email_lower" = (lower(email)) FROM infill_locked
   WHERE "users"."Tenant" = infill_locked.infill_l1 AND "users"."odd""name" = infill_locked.infill_l2
     AND ("email_lower" IS NULL AND (lower(email)) IS NOT NULL)
  RETURNING infill_n, (("email_lower" IS NULL AND (lower(email)) IS NOT NULL)) AS infill_wrong)
SELECT infill_n, 'SEEN', infill_differs FROM infill_seen
UNION ALL SELECT infill_n, 'LOCKED', true FROM infill_locked
UNION ALL SELECT infill_n, 'WRITTEN', infill_wrong FROM infill_written
