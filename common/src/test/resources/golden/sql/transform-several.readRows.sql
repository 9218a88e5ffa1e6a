SELECT infill_n, infill_row.*
  FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS infill_asked (infill_a1, infill_a2, infill_n)
 CROSS JOIN LATERAL (
   SELECT "email"::text AS infill_s0, "doc"::text AS infill_s1 FROM "public"."users" WHERE "Tenant" = infill_asked.infill_a1::integer AND "odd""name" = infill_asked.infill_a2::text LIMIT 1) AS infill_row
