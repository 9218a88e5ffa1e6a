SELECT COUNT(*) FROM `app`.`users`
 WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED)
   AND NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY))
   FOR UPDATE NOWAIT;
UPDATE `app`.`users` SET `app`.`users`.`email_lower` = (lower(email))
 WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED)
   AND NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY))
