SELECT infill_n, 'SEEN', NOT (CAST(`email_lower` AS BINARY) <=> CAST(LEFT(CONVERT((lower(email)) USING latin1), 20) AS BINARY))
  FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`id` = CAST(infill_a1 AS SIGNED)
