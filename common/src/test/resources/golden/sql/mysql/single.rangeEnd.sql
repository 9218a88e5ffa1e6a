SELECT CAST(infill_k1 AS CHAR)
  FROM (SELECT `id` AS infill_k1 FROM `app`.`users` WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `id` LIMIT 1 OFFSET ?) AS infill_rows
