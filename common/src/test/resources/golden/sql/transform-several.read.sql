SELECT "Tenant"::text, "odd""name"::text, "email"::text, "doc"::text, "domain"::text, "score"::text, ("email_lower" IS DISTINCT FROM CAST((lower(email)) AS text)), hashtextextended("odd""name"::text COLLATE "C", hashtextextended("Tenant"::text COLLATE "C", hashtextextended(coalesce('=' || "score"::text, '') COLLATE "C", hashtextextended(coalesce('=' || "email_lower"::text, '') COLLATE "C", coalesce(hashtextextended("domain"::text COLLATE "C", 0), 1)))))
  FROM "public"."users"
 WHERE ("Tenant", "odd""name") > (?::integer, ?::text) AND ("Tenant", "odd""name") <= (?::integer, ?::text)
