SELECT CAST(`app`.`users`.`id` AS CHAR)
  FROM (SELECT DISTINCT `app`.`users`.`id` AS infill_k1
          FROM (SELECT CAST(infill_a1 AS SIGNED) AS `id`
                       FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_a1 VARCHAR(6144) CHARACTER SET utf8mb4 PATH '$[0]' ERROR ON ERROR)) AS infill_asked
                      LIMIT 18446744073709551615) AS `tenants`
              STRAIGHT_JOIN `app`.`users`
         WHERE (tenants.id = users.tenant)) AS infill_found
  STRAIGHT_JOIN `app`.`users` ON `app`.`users`.`id` = infill_k1
 WHERE NOT (CAST(`name` AS BINARY) <=> CAST(LEFT(CONVERT(((SELECT x.name FROM tenants x WHERE x.id = tenant)) USING latin1), 20) AS BINARY))
   AND `id` > CAST(? AS SIGNED)
 ORDER BY `app`.`users`.`id` LIMIT ?
