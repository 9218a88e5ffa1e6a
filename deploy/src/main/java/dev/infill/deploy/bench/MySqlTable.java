package dev.infill.deploy.bench;

import dev.infill.deploy.bench.BenchTable.KeyType;
import dev.infill.deploy.bench.BenchTable.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** MySQL's. The rows are in the primary key, so the table's own bytes are that key's. */
final class MySqlTable implements TableSql {
  /** So many rows are loaded in one transaction. */
  private static final int AT_A_TIME = 20_000;

  private static final long FEW_DIRTY_PAGES = 50;
  private static final long FLUSHED_WITHIN_NANOS = 120_000_000_000L;

  private static final String SIZES =
      """
      SELECT CAST(SUM(IF(index_name = 'PRIMARY', stat_value, 0)) * @@innodb_page_size AS SIGNED),
             CAST(SUM(IF(index_name = 'PRIMARY', 0, stat_value)) * @@innodb_page_size AS SIGNED)
        FROM mysql.innodb_index_stats
       WHERE database_name = DATABASE() AND table_name = 'users' AND stat_name = 'size'
      """;

  @Override
  public String name() {
    return "users";
  }

  @Override
  public String type() {
    return "varchar(200)";
  }

  @Override
  public List<String> create(Shape shape) {
    var all = new ArrayList<String>();
    all.add("DROP TABLE IF EXISTS users");
    // What was logged for the last table would fill the disk.
    all.add("FLUSH BINARY LOGS");
    all.add("PURGE BINARY LOGS BEFORE NOW()");
    all.add(
        """
        CREATE TABLE users (
          id %s NOT NULL PRIMARY KEY,
          email VARCHAR(200) NOT NULL,
          name VARCHAR(100) NOT NULL,
          amount DECIMAL(12,2) NOT NULL,
          status VARCHAR(20) NOT NULL,
          created_at DATETIME(6) NOT NULL,
          updated_at DATETIME(6) NOT NULL,
          payload VARBINARY(200) NOT NULL
        ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci
        """
            .formatted(shape.key() == KeyType.BIGINT ? "BIGINT" : "BINARY(16)"));
    all.add("SET SESSION cte_max_recursion_depth = " + AT_A_TIME);
    for (long done = 0; done < shape.rows(); done += AT_A_TIME) {
      all.add(load(shape, done, Math.min(AT_A_TIME, shape.rows() - done)));
    }
    for (String columns : BenchTable.INDEXED.subList(0, shape.indexes())) {
      all.add("ALTER TABLE users ADD INDEX (" + columns + ")");
    }
    return all;
  }

  private String load(Shape shape, long done, long rows) {
    return """
    INSERT INTO users
    WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
    SELECT %s,
           CONCAT('User.', n, '@Example', n %% 100, '.COM'),
           CONCAT('User ', n),
           (n %% 100000) / 100.0,
           ELT(1 + n %% 3, 'active', 'invited', 'locked'),
           TIMESTAMPADD(SECOND, -n, UTC_TIMESTAMP(6)),
           TIMESTAMPADD(SECOND, -n, UTC_TIMESTAMP(6)),
           UNHEX(SUBSTR(REPEAT(SHA2(n, 256), 4), 1, 240))
      FROM (SELECT %d + i AS n FROM numbers) AS numbered
    """
        .formatted(rows, key(shape.key(), "n"), done);
  }

  /** Fresh statistics, and every page on the disk. */
  @Override
  public void settle(Connection connection) throws SQLException {
    refresh(connection);
    try (var statement = connection.createStatement()) {
      statement.execute("SET GLOBAL innodb_max_dirty_pages_pct = 0");
      long giveUp = System.nanoTime() + FLUSHED_WITHIN_NANOS;
      while (dirtyPages(connection) > FEW_DIRTY_PAGES && System.nanoTime() < giveUp) {
        LockSupport.parkNanos(50_000_000);
      }
      statement.execute("SET GLOBAL innodb_max_dirty_pages_pct = DEFAULT");
    }
  }

  private static long dirtyPages(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")) {
      row.next();
      return row.getLong(2);
    }
  }

  /** Byte by byte: the column's collation holds letters of either case for the same. */
  @Override
  public String differs() {
    return "NOT (CAST(email_lower AS BINARY) <=> CAST(LOWER(email) AS BINARY))";
  }

  @Override
  public String key(KeyType type, String n) {
    return switch (type) {
      case BIGINT -> "2 * (%s)".formatted(n);
      case UUID -> "UNHEX(LEFT(SHA2(%s, 256), 32))".formatted(n);
    };
  }

  @Override
  public String boundNumber() {
    return "?";
  }

  @Override
  public String between(KeyType type) {
    return type == KeyType.BIGINT ? "id > ? AND id <= ?" : "id > UNHEX(?) AND id <= UNHEX(?)";
  }

  @Override
  public List<String> bounds(Shape shape, int step) {
    var bounds = new ArrayList<String>();
    long pieces = (shape.rows() + step - 1) / step;
    for (long i = 0; i <= pieces; i++) {
      bounds.add(
          switch (shape.key()) {
            case BIGINT -> Long.toString(2L * step * i);
            case UUID ->
                i == pieces
                    ? "f".repeat(32)
                    : "%08x".formatted((i << 32) / pieces) + "0".repeat(24);
          });
    }
    return bounds;
  }

  @Override
  public String newEmail() {
    return "CONCAT('New.', email)";
  }

  @Override
  public String rightOf(KeyType type) {
    return """
    SELECT n FROM JSON_TABLE(?, '$[*]' COLUMNS (n BIGINT PATH '$')) AS asked
      STRAIGHT_JOIN users ON id = %s
     WHERE NOT (%s)
    """
        .formatted(key(type, "n"), differs());
  }

  @Override
  public String list(Collection<Long> numbers) {
    return numbers.stream().map(n -> Long.toString(n)).collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public long logBytes(Connection connection) throws SQLException {
    long bytes = 0;
    try (var statement = connection.createStatement();
        ResultSet file = statement.executeQuery("SHOW BINARY LOGS")) {
      while (file.next()) {
        bytes += file.getLong(2);
      }
    }
    return bytes;
  }

  @Override
  public void refresh(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("ANALYZE NO_WRITE_TO_BINLOG TABLE users");
    }
  }

  @Override
  public Sizes sizes(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SIZES)) {
      row.next();
      return new Sizes(row.getLong(1), row.getLong(2));
    }
  }

  @Override
  public OptionalDouble hotShare(Connection connection) {
    return OptionalDouble.empty();
  }
}
