SELECT CAST(`id` AS CHAR) FROM `app`.`users`
 WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED)
   AND NOT (CAST(`name` AS BINARY) <=> CAST(LEFT(CONVERT(((SELECT x.name FROM tenants x WHERE x.id = tenant)) USING latin1), 20) AS BINARY))
   FOR UPDATE SKIP LOCKED
