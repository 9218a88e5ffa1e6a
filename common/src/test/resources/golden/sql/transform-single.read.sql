SELECT "id"::text, "email"::text, "domain"::text, false, hashtextextended("id"::text COLLATE "C", coalesce(hashtextextended("domain"::text COLLATE "C", 0), 1))
  FROM "public"."users"
 WHERE "id" > ?::bigint AND "id" <= ?::bigint
