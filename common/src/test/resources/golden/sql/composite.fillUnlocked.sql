WITH infill_free AS MATERIALIZED (
  SELECT "Tenant" AS infill_k1, "odd""name" AS infill_k2 FROM "public"."users"
   WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text)
     AND ("email_lower" IS NULL AND (lower(email)) IS NOT NULL)
   ORDER BY "Tenant", "odd""name"
     FOR NO KEY UPDATE SKIP LOCKED),
infill_filled AS (
  UPDATE "public"."users" SET "email_lower" = (lower(email)) FROM infill_free
   WHERE "users"."Tenant" = infill_free.infill_k1 AND "users"."odd""name" = infill_free.infill_k2
     AND ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text)
     AND ("email_lower" IS NULL AND (lower(email)) IS NOT NULL)
  RETURNING 1)
SELECT (SELECT count(*) FROM infill_filled),
       (SELECT count(*) FROM "public"."users"
         WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text)
           AND ("email_lower" IS NULL AND (lower(email)) IS NOT NULL)) - (SELECT count(*) FROM infill_free)
