package dev.infill.deploy.e2e;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;

/** How fast the function {@code app_lower}, the value of the new column, is for each row. */
enum Speed {
  FAST(""),
  SLOW("PERFORM pg_sleep(0.001);"),
  /** Only where rows are counted, so the fill before it is fast. */
  SLOW_CHECK("IF current_query() LIKE '%count(%' THEN PERFORM pg_sleep(0.001); END IF;");

  private final String statement;

  Speed(String statement) {
    this.statement = statement;
  }

  /** Makes the function, or changes it, also while statements run that call it. */
  void set(TestDatabase database) throws SQLException {
    database.execute(
        """
        CREATE OR REPLACE FUNCTION app_lower(email text) RETURNS text
        IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$ BEGIN %s RETURN lower(email); END $$
        """
            .formatted(statement));
  }
}
