-- A table to migrate
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL);
INSERT INTO users (email) SELECT 'User' || n || '@Example.org' FROM generate_series(1, 200000) AS n;
