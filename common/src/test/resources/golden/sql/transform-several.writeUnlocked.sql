WITH infill_asked AS MATERIALIZED (
  SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS infill_asked (infill_a1, infill_a2, infill_s0, infill_s1, infill_to0, infill_to2, infill_n)),
infill_seen AS MATERIALIZED (
  SELECT infill_asked.*, infill_row.*
    FROM infill_asked
   CROSS JOIN LATERAL (
     SELECT "Tenant" AS infill_k1, "odd""name" AS infill_k2, ("email"::text COLLATE "C" IS NOT DISTINCT FROM infill_s0 AND "doc"::text COLLATE "C" IS NOT DISTINCT FROM infill_s1 AND ("domain" IS DISTINCT FROM CAST(infill_to0 AS character varying(20)) OR "email_lower" IS DISTINCT FROM CAST((lower(email)) AS text) OR ("score" IS NULL AND infill_to2 IS NOT NULL))) AS infill_differs
       FROM "public"."users" WHERE "Tenant" = infill_asked.infill_a1::integer AND "odd""name" = infill_asked.infill_a2::text LIMIT 1) AS infill_row),
infill_locked AS MATERIALIZED (
  SELECT infill_wanted.*, infill_row.*
    FROM (SELECT * FROM infill_seen WHERE infill_differs ORDER BY infill_k1, infill_k2) AS infill_wanted
   CROSS JOIN LATERAL (
     SELECT "Tenant" AS infill_l1, "odd""name" AS infill_l2
       FROM "public"."users" WHERE "Tenant" = infill_wanted.infill_k1 AND "odd""name" = infill_wanted.infill_k2 LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) AS infill_row),
infill_written AS (
  UPDATE "public"."users" SET "domain" = infill_to0, "email_lower" = (lower(email)), "score" = CASE WHEN "score" IS NULL THEN CAST(infill_to2 AS numeric(10,2)) ELSE "score" END FROM infill_locked
   WHERE "users"."Tenant" = infill_locked.infill_l1 AND "users"."odd""name" = infill_locked.infill_l2
     AND ("email"::text COLLATE "C" IS NOT DISTINCT FROM infill_s0 AND "doc"::text COLLATE "C" IS NOT DISTINCT FROM infill_s1 AND ("domain" IS DISTINCT FROM CAST(infill_to0 AS character varying(20)) OR "email_lower" IS DISTINCT FROM CAST((lower(email)) AS text) OR ("score" IS NULL AND infill_to2 IS NOT NULL)))
  RETURNING infill_n, (NOT ("email"::text COLLATE "C" IS NOT DISTINCT FROM infill_s0 AND "doc"::text COLLATE "C" IS NOT DISTINCT FROM infill_s1) OR ("domain" IS DISTINCT FROM CAST(infill_to0 AS character varying(20)) OR "email_lower" IS DISTINCT FROM CAST((lower(email)) AS text) OR ("score" IS NULL AND infill_to2 IS NOT NULL))) AS infill_wrong)
SELECT infill_n, 'SEEN', infill_differs FROM infill_seen
UNION ALL SELECT infill_n, 'LOCKED', true FROM infill_locked
UNION ALL SELECT infill_n, 'WRITTEN', infill_wrong FROM infill_written
