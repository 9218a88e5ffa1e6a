SELECT infill_n, infill_row.*
  FROM unnest(?::text[]) WITH ORDINALITY AS infill_asked (infill_a1, infill_n)
 CROSS JOIN LATERAL (
   SELECT "email"::text AS infill_s0 FROM "public"."users" WHERE "id" = infill_asked.infill_a1::bigint LIMIT 1) AS infill_row
