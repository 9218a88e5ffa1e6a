SELECT infill_k1::text, infill_k2::text
  FROM (SELECT DISTINCT "users"."Tenant" AS infill_k1, "users"."odd""name" AS infill_k2
          FROM "public"."users",
               (SELECT infill_a1::date AS "day", infill_a2::text AS "from" FROM unnest(?::text[], ?::text[]) AS infill_asked (infill_a1, infill_a2)) AS "Rates"
         WHERE ("Rates".day = day AND "Rates"."from" = currency)) AS infill_found
 CROSS JOIN LATERAL (
   SELECT 1 FROM "public"."users" WHERE "Tenant" = infill_k1 AND "odd""name" = infill_k2 AND "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text) LIMIT 1) AS infill_differing
 WHERE (infill_k1, infill_k2) > (?::integer, ?::text)
 ORDER BY infill_k1, infill_k2 LIMIT ?
