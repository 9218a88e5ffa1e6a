package dev.infill.deploy.e2e;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;

/**
 * How fast the function {@code app_lower}, the value of the new column, is for each row. It has
 * none for {@link #BROKEN}.
 */
enum Speed {
  FAST(""),
  SLOW("PERFORM pg_sleep(0.001);"),
  /** Only where rows are counted, so the fill before it is fast. */
  SLOW_CHECK("IF current_query() LIKE '%count(%' THEN PERFORM pg_sleep(0.001); END IF;");

  /** An address for which the function fails. */
  static final String BROKEN = "Broken@X";

  private final String statement;

  Speed(String statement) {
    this.statement = statement;
  }

  /** Makes the function, or changes it, also while statements run that call it. */
  void set(TestDatabase database) throws SQLException {
    if (database.isMySql()) {
      setOnMySql(database);
      return;
    }
    database.execute(
        """
        CREATE OR REPLACE FUNCTION app_lower(email text) RETURNS text
        IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$ BEGIN
          %s
          IF email = '%s' THEN RAISE division_by_zero; END IF;
          RETURN lower(email);
        END $$
        """
            .formatted(statement, BROKEN));
  }

  /**
   * There a function waits to be changed until no transaction is open that has called it, so it
   * looks up how slow it has to be. What counts rows is no transaction of several statements, as a
   * fill is; to look for the statement's text would take longer than the fill. It says that it
   * reads nothing, which the server does not hold it to: a value that is read elsewhere is refused
   * by the plan, and this one does not depend on it.
   */
  private void setOnMySql(TestDatabase database) throws SQLException {
    database.execute(
        "CREATE TABLE IF NOT EXISTS app_speed (name VARCHAR(20) PRIMARY KEY)",
        "REPLACE INTO app_speed VALUES ('%s')".formatted(name()),
        "DELETE FROM app_speed WHERE name <> '%s'".formatted(name()));
    if (database.number(
            "SELECT count(*) FROM information_schema.routines WHERE routine_schema = DATABASE()")
        == 0) {
      database.execute(
          """
          CREATE FUNCTION app_lower(email VARCHAR(100)) RETURNS VARCHAR(100)
          DETERMINISTIC NO SQL
          BEGIN
            DECLARE speed VARCHAR(20);
            SELECT name INTO speed FROM app_speed LIMIT 1;
            IF speed = 'SLOW' OR (speed = 'SLOW_CHECK' AND @@SESSION.autocommit) THEN
              DO SLEEP(0.001);
            END IF;
            IF email = '%s' THEN
              SIGNAL SQLSTATE '22001' SET MYSQL_ERRNO = 1406;
            END IF;
            RETURN LOWER(email);
          END
          """
              .formatted(BROKEN));
    }
  }
}
