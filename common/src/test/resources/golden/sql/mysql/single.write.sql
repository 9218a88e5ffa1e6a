SELECT infill_n, 'LOCKED', true
  FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`id` = CAST(infill_a1 AS SIGNED)
 WHERE NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY)) FOR UPDATE OF `users` NOWAIT;
UPDATE `app`.`users`
  JOIN (SELECT `app`.`users`.`id` AS infill_k1
          FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`id` = CAST(infill_a1 AS SIGNED)
         WHERE NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY))
         LIMIT 18446744073709551615 FOR UPDATE OF `users` NOWAIT) AS infill_free
    ON `app`.`users`.`id` = infill_free.infill_k1
   SET `app`.`users`.`email_lower` = (lower(email));
SELECT infill_n, 'WRITTEN', NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY))
  FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`id` = CAST(infill_a1 AS SIGNED)
