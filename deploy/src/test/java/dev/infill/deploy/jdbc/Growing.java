package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;

/** A table people that is large enough to be seen growing, and how large it is. */
sealed interface Growing {
  static Growing of(TestDatabase database) {
    return database.isMySql() ? new MySql(database) : new Postgres(database);
  }

  /**
   * Makes it anew.
   *
   * @param scattered whether the rows came in no order of their keys
   * @param fillFactor percent of a page that inserts fill
   */
  void make(boolean scattered, int fillFactor, int rows) throws SQLException;

  /** Without indexes besides the one that holds the rows. */
  long tableBytes() throws SQLException;

  long indexBytes() throws SQLException;

  /** That the server ever wrote. */
  long logBytes() throws SQLException;

  /** All that was written is in the files of the tables. */
  void checkpoint() throws SQLException;

  /** PostgreSQL's. */
  record Postgres(TestDatabase database) implements Growing {
    @Override
    public void make(boolean scattered, int fillFactor, int rows) throws SQLException {
      database.execute(
          "DROP TABLE people",
          """
          CREATE TABLE people (id text PRIMARY KEY, email text NOT NULL, name text NOT NULL)
          WITH (autovacuum_enabled = off, fillfactor = %d)
          """
              .formatted(fillFactor),
          """
          INSERT INTO people
          SELECT %s, 'User' || i || '@X', repeat(md5(i::text), 4) FROM generate_series(1, %d) i
          """
              .formatted(scattered ? "md5(i::text)" : "lpad(i::text, 9, '0')", rows),
          "CREATE INDEX ON people (email)",
          "CREATE INDEX ON people (name)",
          "VACUUM ANALYZE people");
    }

    @Override
    public long tableBytes() throws SQLException {
      return database.number("SELECT pg_relation_size('people')");
    }

    @Override
    public long indexBytes() throws SQLException {
      return database.number("SELECT pg_indexes_size('people')");
    }

    @Override
    public long logBytes() throws SQLException {
      return database.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
    }

    @Override
    public void checkpoint() throws SQLException {
      database.execute("CHECKPOINT");
    }
  }

  /** MySQL's. */
  record MySql(TestDatabase database) implements Growing {
    @Override
    public void make(boolean scattered, int fillFactor, int rows) throws SQLException {
      database.execute(
          "DROP TABLE people",
          """
          CREATE TABLE people (id varchar(50) PRIMARY KEY, email varchar(100) NOT NULL,
            name varchar(200) NOT NULL, INDEX (email), INDEX (name))
          """,
          """
          INSERT INTO people
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
          SELECT /*+ SET_VAR(cte_max_recursion_depth = 1000000) */
                 %s, CONCAT('User', i, '@X'), REPEAT(LEFT(SHA2(i, 256), 32), 4) FROM n
          """
              .formatted(rows, scattered ? "LEFT(SHA2(i, 256), 32)" : "LPAD(i, 9, '0')"),
          "ANALYZE TABLE people");
    }

    @Override
    public long tableBytes() throws SQLException {
      return size("data_length");
    }

    @Override
    public long indexBytes() throws SQLException {
      return size("index_length");
    }

    private long size(String which) throws SQLException {
      database.execute("ANALYZE NO_WRITE_TO_BINLOG TABLE people");
      return database.number(
          "SELECT %s FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'people'"
              .formatted(which));
    }

    @Override
    public long logBytes() throws SQLException {
      try (var connection = database.connect();
          var statement = connection.createStatement();
          var files = statement.executeQuery("SHOW BINARY LOGS")) {
        long bytes = 0;
        while (files.next()) {
          bytes += files.getLong(2);
        }
        return bytes;
      }
    }

    @Override
    public void checkpoint() {}
  }
}
