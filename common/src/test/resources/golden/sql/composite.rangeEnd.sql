SELECT infill_k1::text, infill_k2::text
  FROM (SELECT "Tenant" AS infill_k1, "odd""name" AS infill_k2 FROM "public"."users" WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text) ORDER BY "Tenant", "odd""name" OFFSET ? - 1 LIMIT 1) AS infill_rows
