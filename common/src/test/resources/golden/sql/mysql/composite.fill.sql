SELECT COUNT(*) FROM `app`.`users`
 WHERE ((`Tenant` > CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` > CONVERT(? USING latin1) COLLATE latin1_swedish_ci)) AND ((`Tenant` < CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` <= CONVERT(? USING latin1) COLLATE latin1_swedish_ci))
   AND (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL))
   FOR UPDATE NOWAIT;
UPDATE `app`.`users` SET `app`.`users`.`total` = (price * number), `app`.`users`.`token` = CASE WHEN `token` IS NULL THEN (random_bytes(16)) ELSE `token` END, `app`.`users`.`changed` = `app`.`users`.`changed`
 WHERE ((`Tenant` > CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` > CONVERT(? USING latin1) COLLATE latin1_swedish_ci)) AND ((`Tenant` < CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` <= CONVERT(? USING latin1) COLLATE latin1_swedish_ci))
   AND (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL))
