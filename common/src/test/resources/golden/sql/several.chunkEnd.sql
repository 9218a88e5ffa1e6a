SELECT infill_k1::text, infill_n
  FROM (SELECT *
          FROM (SELECT *, row_number() OVER () AS infill_n
                  FROM (SELECT "id" AS infill_k1 FROM "public"."users" WHERE "id" > ?::bigint AND "id" <= ?::bigint ORDER BY "id" LIMIT ?) AS infill_rows
               ) AS infill_numbered
         ORDER BY infill_n DESC LIMIT 1
       ) AS infill_last
