SELECT /*+ MAX_EXECUTION_TIME(10000) */
       COUNT(*), COUNT(CASE WHEN (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL)) THEN NULL ELSE 1 END),
       COALESCE(SUM(CAST(CONV(LEFT(SHA2(JSON_ARRAY(CAST(`Tenant` AS CHAR), CAST(`odd``name` AS CHAR), CAST(`total` AS CHAR), HEX(`token`)), 256), 16), 16, 10) AS UNSIGNED)), 0),
       GROUP_CONCAT(CASE WHEN (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL)) THEN CONCAT(JSON_ARRAY(CAST(`Tenant` AS CHAR), CAST(`odd``name` AS CHAR)), '\n') END SEPARATOR '')
  FROM `app`.`users`
 WHERE ((`Tenant` > CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` > CONVERT(? USING latin1) COLLATE latin1_swedish_ci)) AND ((`Tenant` < CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` <= CONVERT(? USING latin1) COLLATE latin1_swedish_ci))
