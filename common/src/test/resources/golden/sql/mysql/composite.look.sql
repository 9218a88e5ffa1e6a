SELECT infill_n, 'SEEN', (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL))
  FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR, infill_a2 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[1]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`Tenant` = CAST(infill_a1 AS UNSIGNED) AND `app`.`users`.`odd``name` = CONVERT(infill_a2 USING latin1) COLLATE latin1_swedish_ci
