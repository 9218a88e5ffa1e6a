SELECT set_config('lock_timeout', ?, false);
WITH infill_asked AS MATERIALIZED (
  SELECT * FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS infill_asked (infill_a1, infill_s0, infill_to0, infill_n)),
infill_seen AS MATERIALIZED (
  SELECT infill_asked.*, infill_row.*
    FROM infill_asked
   CROSS JOIN LATERAL (
     SELECT "id" AS infill_k1, ("email"::text COLLATE "C" IS NOT DISTINCT FROM infill_s0 AND "domain" IS DISTINCT FROM CAST(infill_to0 AS text)) AS infill_differs
       FROM "public"."users" WHERE "id" = infill_asked.infill_a1::bigint LIMIT 1) AS infill_row),
infill_locked AS MATERIALIZED (
  SELECT infill_wanted.*, infill_row.*
    FROM (SELECT * FROM infill_seen WHERE infill_differs ORDER BY infill_k1) AS infill_wanted
   CROSS JOIN LATERAL (
     SELECT "id" AS infill_l1
       FROM "public"."users" WHERE "id" = infill_wanted.infill_k1 LIMIT 1 FOR NO KEY UPDATE) AS infill_row),
infill_written AS (
  UPDATE "public"."users" SET "domain" = infill_to0 FROM infill_locked
   WHERE "users"."id" = infill_locked.infill_l1
     AND ("email"::text COLLATE "C" IS NOT DISTINCT FROM infill_s0 AND "domain" IS DISTINCT FROM CAST(infill_to0 AS text))
  RETURNING infill_n, (NOT ("email"::text COLLATE "C" IS NOT DISTINCT FROM infill_s0) OR "domain" IS DISTINCT FROM CAST(infill_to0 AS text)) AS infill_wrong)
SELECT infill_n, 'SEEN', infill_differs FROM infill_seen
UNION ALL SELECT infill_n, 'LOCKED', true FROM infill_locked
UNION ALL SELECT infill_n, 'WRITTEN', infill_wrong FROM infill_written
