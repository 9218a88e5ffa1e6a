SELECT infill_k1::text, infill_k2::text
  FROM (SELECT *, row_number() OVER (ORDER BY infill_k1, infill_k2) AS infill_n
          FROM (SELECT "Tenant" AS infill_k1, "odd""name" AS infill_k2 FROM "public"."users" TABLESAMPLE SYSTEM (?) REPEATABLE (1)
                 WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text)) AS infill_rows
       ) AS infill_numbered
 WHERE infill_n % ? = 0 ORDER BY infill_n LIMIT ?
