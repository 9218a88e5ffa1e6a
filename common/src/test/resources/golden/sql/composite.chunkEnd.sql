SELECT infill_k1::text, infill_k2::text, infill_n
  FROM (SELECT *
          FROM (SELECT *, row_number() OVER () AS infill_n
                  FROM (SELECT "Tenant" AS infill_k1, "odd""name" AS infill_k2 FROM "public"."users" WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text) ORDER BY "Tenant", "odd""name" LIMIT ?) AS infill_rows
               ) AS infill_numbered
         ORDER BY infill_n DESC LIMIT 1
       ) AS infill_last
