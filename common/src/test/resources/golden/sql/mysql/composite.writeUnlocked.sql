SELECT infill_n, 'LOCKED', true
  FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR, infill_a2 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[1]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`Tenant` = CAST(infill_a1 AS UNSIGNED) AND `app`.`users`.`odd``name` = CONVERT(infill_a2 USING latin1) COLLATE latin1_swedish_ci
 WHERE (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL)) FOR UPDATE OF `users` SKIP LOCKED;
UPDATE `app`.`users`
  JOIN (SELECT `app`.`users`.`Tenant` AS infill_k1, `app`.`users`.`odd``name` AS infill_k2
          FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR, infill_a2 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[1]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`Tenant` = CAST(infill_a1 AS UNSIGNED) AND `app`.`users`.`odd``name` = CONVERT(infill_a2 USING latin1) COLLATE latin1_swedish_ci
         WHERE (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL))
         LIMIT 18446744073709551615 FOR UPDATE OF `users` SKIP LOCKED) AS infill_free
    ON `app`.`users`.`Tenant` = infill_free.infill_k1 AND `app`.`users`.`odd``name` = infill_free.infill_k2
   SET `app`.`users`.`total` = (price * number), `app`.`users`.`token` = CASE WHEN `token` IS NULL THEN (random_bytes(16)) ELSE `token` END, `app`.`users`.`changed` = `app`.`users`.`changed`;
SELECT infill_n, 'WRITTEN', (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL))
  FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR, infill_a2 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[1]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`Tenant` = CAST(infill_a1 AS UNSIGNED) AND `app`.`users`.`odd``name` = CONVERT(infill_a2 USING latin1) COLLATE latin1_swedish_ci
