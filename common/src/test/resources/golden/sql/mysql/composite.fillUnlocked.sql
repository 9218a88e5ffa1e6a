UPDATE `app`.`users`
  JOIN (SELECT `Tenant` AS infill_k1, `odd``name` AS infill_k2 FROM `app`.`users`
         WHERE ((`Tenant` > CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` > CONVERT(? USING latin1) COLLATE latin1_swedish_ci)) AND ((`Tenant` < CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` <= CONVERT(? USING latin1) COLLATE latin1_swedish_ci))
           AND (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL))
         LIMIT 18446744073709551615 FOR UPDATE SKIP LOCKED) AS infill_free
    ON `app`.`users`.`Tenant` = infill_free.infill_k1 AND `app`.`users`.`odd``name` = infill_free.infill_k2
   SET `app`.`users`.`total` = (price * number), `app`.`users`.`token` = CASE WHEN `token` IS NULL THEN (random_bytes(16)) ELSE `token` END, `app`.`users`.`changed` = `app`.`users`.`changed`;
SELECT ROW_COUNT(),
       (SELECT COUNT(*) FROM `app`.`users`
         WHERE ((`Tenant` > CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` > CONVERT(? USING latin1) COLLATE latin1_swedish_ci)) AND ((`Tenant` < CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` <= CONVERT(? USING latin1) COLLATE latin1_swedish_ci))
           AND (NOT (`total` <=> CAST((price * number) AS DECIMAL(10,2))) OR (`token` IS NULL AND (random_bytes(16)) IS NOT NULL)))
