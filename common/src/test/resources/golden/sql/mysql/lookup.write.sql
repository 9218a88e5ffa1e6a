UPDATE `app`.`users` SET `app`.`users`.`name` = ((SELECT x.name FROM tenants x WHERE x.id = tenant))
 WHERE `id` = CAST(? AS SIGNED)
   AND NOT (CAST(`name` AS BINARY) <=> CAST(LEFT(CONVERT(((SELECT x.name FROM tenants x WHERE x.id = tenant)) USING latin1), 20) AS BINARY));
UPDATE `app`.`users` SET `app`.`users`.`name` = ((SELECT x.name FROM tenants x WHERE x.id = tenant))
 WHERE `id` = CAST(? AS SIGNED)
   AND NOT (CAST(`name` AS BINARY) <=> CAST(LEFT(CONVERT(((SELECT x.name FROM tenants x WHERE x.id = tenant)) USING latin1), 20) AS BINARY));
SELECT infill_n, 'WRITTEN', NOT (CAST(`name` AS BINARY) <=> CAST(LEFT(CONVERT(((SELECT x.name FROM tenants x WHERE x.id = tenant)) USING latin1), 20) AS BINARY))
  FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR)) AS infill_asked
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`id` = CAST(infill_a1 AS SIGNED)
