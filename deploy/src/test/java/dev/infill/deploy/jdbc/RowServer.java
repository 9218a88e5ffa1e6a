package dev.infill.deploy.jdbc;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * The servers that rows are read and written on, and what of the same table is said differently.
 */
enum RowServer {
  POSTGRES,
  POSTGRES_15,
  MYSQL_9,
  MYSQL_8_0;

  private static final String MYSQL_TEXT =
      "varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci";

  TestDatabase database() throws SQLException {
    return switch (this) {
      case POSTGRES -> TestPostgres.shared().database();
      case POSTGRES_15 -> TestPostgres.version15().database();
      case MYSQL_9 -> TestMySql.newest().database();
      case MYSQL_8_0 -> TestMySql.version80().database();
    };
  }

  boolean isMySql() {
    return this == MYSQL_9 || this == MYSQL_8_0;
  }

  /** The kinds of keys; each column is the table's, and unique with or without the others. */
  enum Keys {
    BIGINT("id"),
    INT("n"),
    BYTES("u"),
    TEXT("t"),
    COMPOSITE("t", "n");

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of texts
    private final List<String> columns;

    Keys(String... columns) {
      this.columns = List.of(columns);
    }

    List<String> columns() {
      return columns;
    }
  }

  /** Before 8.0.16 a check is read and forgotten. */
  boolean hasChecks() {
    return this != MYSQL_8_0;
  }

  /** A transaction of an application that calls itself the-app, left open. */
  Connection holding(TestDatabase database, String sql) throws SQLException {
    var application =
        DriverManager.getConnection(
            database.url() + (isMySql() ? "&connectionAttributes=program_name:the-app" : ""),
            database.user(),
            database.password());
    application.setAutoCommit(false);
    try (var statement = application.createStatement()) {
      if (!isMySql()) {
        statement.execute("SET application_name = 'the-app'");
      }
      statement.execute(sql);
    }
    return application;
  }

  /** Makes the table with its first thousand rows. */
  void makePeople(TestDatabase database) throws SQLException {
    if (isMySql()) {
      database.execute(
          """
          CREATE TABLE people (
            id bigint PRIMARY KEY, n int NOT NULL UNIQUE, u binary(16) NOT NULL UNIQUE,
            t %1$s NOT NULL UNIQUE, email varchar(200), c %1$s,
            touched timestamp(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
            UNIQUE (t, n))
          """
              .formatted(MYSQL_TEXT));
    } else {
      database.execute(
          """
          CREATE TABLE people (
            id bigint PRIMARY KEY, n int NOT NULL UNIQUE, u uuid NOT NULL UNIQUE,
            t text NOT NULL UNIQUE, email text, c text)
          """,
          "CREATE UNIQUE INDEX ON people (t, n)");
    }
    addPeople(database, 1, 1000);
  }

  void addPeople(TestDatabase database, int from, int to) throws SQLException {
    database.execute(
        isMySql()
            ? """
            INSERT INTO people (id, n, u, t, email)
            WITH RECURSIVE numbers (i) AS (
              SELECT %d UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
            SELECT /*+ SET_VAR(cte_max_recursion_depth = 1000000) */
                   i, -i, UNHEX(LEFT(SHA2(i, 256), 32)), CONCAT('Key '' "', i), CONCAT('User', i, '@X')
              FROM numbers
            """
                .formatted(from, to)
            : """
            INSERT INTO people
            SELECT i, -i, md5(i::text)::uuid, 'Key '' "' || i, 'User' || i || '@X', NULL
              FROM generate_series(%d, %d) i
            """
                .formatted(from, to));
  }

  ColumnFill fill(TestDatabase database, Keys keys, String value, Sync sync) {
    return new ColumnFill(
        new TableName(isMySql() ? database.name() : "public", "people"),
        keys.columns().stream().map(column -> new KeyColumn(column, type(column))).toList(),
        List.of(new FilledColumn("c", type("c"), value, sync)),
        List.of(),
        isMySql() ? List.of("touched") : List.of());
  }

  private String type(String column) {
    return switch (column) {
      case "id" -> "bigint";
      case "n" -> isMySql() ? "int" : "integer";
      case "u" -> isMySql() ? "binary(16)" : "uuid";
      default -> isMySql() ? MYSQL_TEXT : "text";
    };
  }

  /** A key's column as the text that stands for it. */
  String text(String column) {
    if (isMySql()) {
      return column.equals("u") ? "HEX(u)" : "CAST(" + column + " AS CHAR)";
    }
    return column + "::text";
  }

  /** An expression that reads a number from emails that begin with {@code secret}. */
  String numberInSecrets() {
    return isMySql()
        ? "CASE WHEN email LIKE 'secret%' THEN CAST(CAST(email AS SIGNED) AS CHAR) ELSE '1' END"
        : "CASE WHEN email LIKE 'secret%' THEN (email::int)::text ELSE '1' END";
  }

  /** An expression that takes some hundredths of a second for each row. */
  String slowly(TestDatabase database) throws SQLException {
    if (isMySql()) {
      return "CASE WHEN SLEEP(0.03) = 0 THEN lower(email) END";
    }
    database.execute(
        """
        CREATE OR REPLACE FUNCTION slowly(v text) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.03); RETURN lower(v); END $$
        """);
    return "slowly(email)";
  }

  /** The code of a text that is no number. */
  String noNumber() {
    return isMySql() ? "22007" : "22P02";
  }

  /** Another text for each state of the table that somebody wrote. */
  String written(TestDatabase database) throws SQLException {
    return database.value(
        isMySql()
            ? "SELECT @@GLOBAL.gtid_executed"
            : "SELECT string_agg(xmin::text, ',' ORDER BY id) FROM people");
  }

  /**
   * How many times a table of a hundred thousand rows was read without an index so far. MySQL
   * counts rows, also those that it comes back to by their place.
   */
  long scans(TestDatabase database) throws SQLException {
    return database.number(
        isMySql()
            ? """
            SELECT COALESCE(SUM(count_read), 0) DIV 50000
              FROM performance_schema.table_io_waits_summary_by_index_usage
             WHERE object_schema = DATABASE() AND object_name = 'people' AND index_name IS NULL
            """
            : "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'people'");
  }
}
