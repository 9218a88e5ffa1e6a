SELECT set_config('statement_timeout', '10000', true);
SELECT set_config('enable_indexscan', 'off', true);
SELECT count(*), count(*) FILTER (WHERE infill_equal), coalesce(sum(infill_hash), 0),
       (array_agg(infill_k1::text) FILTER (WHERE NOT infill_equal))[1:?::int], (array_agg(infill_k2::text) FILTER (WHERE NOT infill_equal))[1:?::int]
  FROM (SELECT "Tenant" AS infill_k1, "odd""name" AS infill_k2,
               NOT (("email_lower" IS NULL AND (lower(email)) IS NOT NULL)) AS infill_equal,
               hashtextextended("odd""name"::text COLLATE "C", hashtextextended("Tenant"::text COLLATE "C", coalesce(hashtextextended("email_lower"::text COLLATE "C", 0), 1))) AS infill_hash
          FROM "public"."users"
         WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text)
        OFFSET 0) AS infill_rows
