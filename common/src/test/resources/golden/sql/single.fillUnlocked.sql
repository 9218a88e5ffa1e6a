WITH infill_free AS MATERIALIZED (
  SELECT "id" AS infill_k1 FROM "public"."users"
   WHERE "id" > ?::bigint AND "id" <= ?::bigint
     AND "email_lower" IS DISTINCT FROM CAST((lower(email)) AS text)
   ORDER BY "id"
     FOR NO KEY UPDATE SKIP LOCKED),
infill_filled AS (
  UPDATE "public"."users" SET "email_lower" = (lower(email)) FROM infill_free
   WHERE "users"."id" = infill_free.infill_k1
     AND "id" > ?::bigint AND "id" <= ?::bigint
     AND "email_lower" IS DISTINCT FROM CAST((lower(email)) AS text)
  RETURNING 1)
SELECT (SELECT count(*) FROM infill_filled),
       (SELECT count(*) FROM "public"."users"
         WHERE "id" > ?::bigint AND "id" <= ?::bigint
           AND "email_lower" IS DISTINCT FROM CAST((lower(email)) AS text)) - (SELECT count(*) FROM infill_free)
