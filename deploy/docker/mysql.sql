-- A table to migrate
CREATE TABLE users (id bigint AUTO_INCREMENT PRIMARY KEY, email varchar(200) NOT NULL);
SET SESSION cte_max_recursion_depth = 200000;
INSERT INTO users (email)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200000)
SELECT concat('User', n, '@Example.org') FROM numbers;
