SELECT infill_k1::text
  FROM (SELECT DISTINCT "users"."id" AS infill_k1
          FROM "public"."users",
               (SELECT infill_a1::integer AS "id" FROM unnest(?::text[]) AS infill_asked (infill_a1)) AS "tenants"
         WHERE (tenants.id = users.tenant)) AS infill_found
 CROSS JOIN LATERAL (
   SELECT 1 FROM "public"."users" WHERE "id" = infill_k1 AND "tenant_name" IS DISTINCT FROM CAST(((SELECT name FROM tenants WHERE tenants.id = tenant)) AS text) LIMIT 1) AS infill_differing
 ORDER BY infill_k1 LIMIT ?
