SELECT infill_k1::text
  FROM (SELECT *, row_number() OVER (ORDER BY infill_k1) AS infill_n
          FROM (SELECT "id" AS infill_k1 FROM "public"."users" TABLESAMPLE SYSTEM (?) REPEATABLE (1)
                 WHERE "id" > ?::bigint AND "id" <= ?::bigint) AS infill_rows
       ) AS infill_numbered
 WHERE infill_n % ? = 0 ORDER BY infill_n LIMIT ?
