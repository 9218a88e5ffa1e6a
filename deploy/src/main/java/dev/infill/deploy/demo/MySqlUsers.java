package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * {@link UsersTable} on MySQL, in the connection's database. The server itself sets {@code
 * updated_at} where an UPDATE does not name it, which Infill's must not let happen.
 */
final class MySqlUsers implements UsersTable {
  /** So many rows are loaded in one transaction. */
  private static final int AT_A_TIME = 20_000;

  private static final List<Expected> EXPECTED =
      List.of(
          new Expected(
              1,
              "email_lower must be NOT NULL",
              """
              SELECT count(*) FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'users'
                 AND column_name = 'email_lower' AND is_nullable = 'NO'
              """),
          new Expected(
              1,
              "an index users_email_lower_idx must exist",
              """
              SELECT count(DISTINCT index_name) FROM information_schema.statistics
               WHERE table_schema = DATABASE() AND table_name = 'users'
                 AND index_name = 'users_email_lower_idx'
              """),
          new Expected(
              0,
              "no table may be left beside it",
              """
              SELECT count(*) FROM information_schema.tables
               WHERE table_schema = DATABASE() AND table_name <> 'users'
              """),
          new Expected(
              0,
              "no trigger may be left",
              "SELECT count(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE()"),
          new Expected(
              0,
              "no CHECK may be left",
              """
              SELECT count(*) FROM information_schema.table_constraints
               WHERE table_schema = DATABASE() AND constraint_type = 'CHECK'
              """));

  @Override
  public void create(Connection connection, long rows) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE users (
            id BIGINT PRIMARY KEY,
            email VARCHAR(200) NOT NULL,
            name VARCHAR(100) NOT NULL,
            amount DECIMAL(12,2) NOT NULL,
            status VARCHAR(20) NOT NULL,
            created_at DATETIME(6) NOT NULL,
            updated_at DATETIME(6) NOT NULL
              DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
            payload VARBINARY(200) NOT NULL
          ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci
          """);
      statement.execute("SET SESSION cte_max_recursion_depth = " + AT_A_TIME);
    }
    for (long done = 0; done < rows; done += AT_A_TIME) {
      load(connection, done, Math.min(AT_A_TIME, rows - done));
    }
    try (var statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE users ADD INDEX users_status_idx (status, updated_at),"
              + " ADD INDEX users_name_idx (name)");
      statement.execute("ANALYZE TABLE users");
    }
  }

  private static void load(Connection connection, long done, long rows) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO users
            WITH RECURSIVE numbers (i) AS
              (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ?)
            SELECT 2 * n,
                   CONCAT('User.', n, '@Example', n % 100, '.COM'),
                   CONCAT('User ', n),
                   (n % 100000) / 100.0,
                   ELT(1 + n % 3, 'active', 'invited', 'locked'),
                   TIMESTAMPADD(SECOND, -n, UTC_TIMESTAMP(6)),
                   TIMESTAMPADD(SECOND, -n, UTC_TIMESTAMP(6)),
                   UNHEX(SUBSTR(REPEAT(SHA2(n, 256), 4), 1, 240))
              FROM (SELECT ? + i AS n FROM numbers) AS numbered
            """)) {
      insert.setLong(1, rows);
      insert.setLong(2, done);
      insert.executeUpdate();
    }
  }

  @Override
  public String name() {
    return "users";
  }

  @Override
  public Object bound(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  @Override
  public Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
  }

  /** Byte by byte: the column's collation holds letters of either case for the same. */
  @Override
  public String wrong() {
    return "NOT (CAST(email_lower AS BINARY) <=> CAST(LOWER(email) AS BINARY))";
  }

  @Override
  public List<Expected> expected() {
    return EXPECTED;
  }

  @Override
  public String noneLeft() {
    return "table of marks, trigger or CHECK";
  }
}
