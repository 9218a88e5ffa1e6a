SELECT set_config('statement_timeout', '10000', true);
SELECT set_config('enable_indexscan', 'off', true);
SELECT count(*), count(*) FILTER (WHERE infill_equal), coalesce(sum(infill_hash), 0),
       (array_agg(infill_k1::text) FILTER (WHERE NOT infill_equal))[1:?::int]
  FROM (SELECT "id" AS infill_k1,
               NOT (("email_lower" IS DISTINCT FROM CAST((lower(email)) AS character varying(20)) OR ("token" IS NULL AND (gen_random_uuid()) IS NOT NULL))) AS infill_equal,
               hashtextextended("id"::text COLLATE "C", hashtextextended(coalesce('=' || "token"::text, '') COLLATE "C", coalesce(hashtextextended("email_lower"::text COLLATE "C", 0), 1))) AS infill_hash
          FROM "public"."users"
         WHERE "id" > ?::bigint AND "id" <= ?::bigint
        OFFSET 0) AS infill_rows
