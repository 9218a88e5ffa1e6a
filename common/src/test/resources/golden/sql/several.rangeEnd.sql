SELECT infill_k1::text
  FROM (SELECT "id" AS infill_k1 FROM "public"."users" WHERE "id" > ?::bigint AND "id" <= ?::bigint ORDER BY "id" OFFSET ? - 1 LIMIT 1) AS infill_rows
