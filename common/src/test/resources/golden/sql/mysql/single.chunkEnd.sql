SELECT CAST(infill_k1 AS CHAR), COUNT(*) OVER ()
  FROM (SELECT `id` AS infill_k1 FROM `app`.`users` WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `id` LIMIT ?) AS infill_rows
 ORDER BY infill_k1 DESC LIMIT 1
