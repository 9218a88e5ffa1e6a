UPDATE `app`.`users`
  JOIN (SELECT `id` AS infill_k1 FROM `app`.`users`
         WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED)
           AND NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY))
         LIMIT 18446744073709551615 FOR UPDATE SKIP LOCKED) AS infill_free
    ON `app`.`users`.`id` = infill_free.infill_k1
   SET `app`.`users`.`email_lower` = (lower(email));
SELECT ROW_COUNT(),
       (SELECT COUNT(*) FROM `app`.`users`
         WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED)
           AND NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY)))
