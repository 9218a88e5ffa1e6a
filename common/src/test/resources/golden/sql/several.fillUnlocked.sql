WITH infill_free AS MATERIALIZED (
  SELECT "id" AS infill_k1 FROM "public"."users"
   WHERE "id" > ?::bigint AND "id" <= ?::bigint
     AND ("email_lower" IS DISTINCT FROM CAST((lower(email)) AS character varying(20)) OR ("token" IS NULL AND (gen_random_uuid()) IS NOT NULL))
   ORDER BY "id"
     FOR NO KEY UPDATE SKIP LOCKED),
infill_filled AS (
  UPDATE "public"."users" SET "email_lower" = (lower(email)), "token" = CASE WHEN "token" IS NULL THEN (gen_random_uuid()) ELSE "token" END FROM infill_free
   WHERE "users"."id" = infill_free.infill_k1
     AND "id" > ?::bigint AND "id" <= ?::bigint
     AND ("email_lower" IS DISTINCT FROM CAST((lower(email)) AS character varying(20)) OR ("token" IS NULL AND (gen_random_uuid()) IS NOT NULL))
  RETURNING 1)
SELECT (SELECT count(*) FROM infill_filled),
       (SELECT count(*) FROM "public"."users"
         WHERE "id" > ?::bigint AND "id" <= ?::bigint
           AND ("email_lower" IS DISTINCT FROM CAST((lower(email)) AS character varying(20)) OR ("token" IS NULL AND (gen_random_uuid()) IS NOT NULL))) - (SELECT count(*) FROM infill_free)
