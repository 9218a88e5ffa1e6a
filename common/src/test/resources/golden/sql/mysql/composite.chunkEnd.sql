SELECT CAST(infill_k1 AS CHAR), CAST(infill_k2 AS CHAR), COUNT(*) OVER ()
  FROM (SELECT `Tenant` AS infill_k1, `odd``name` AS infill_k2 FROM `app`.`users` WHERE ((`Tenant` > CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` > CONVERT(? USING latin1) COLLATE latin1_swedish_ci)) AND ((`Tenant` < CAST(? AS UNSIGNED)) OR (`Tenant` = CAST(? AS UNSIGNED) AND `odd``name` <= CONVERT(? USING latin1) COLLATE latin1_swedish_ci)) ORDER BY `Tenant`, `odd``name` LIMIT ?) AS infill_rows
 ORDER BY infill_k1 DESC, infill_k2 DESC LIMIT 1
