package dev.infill.deploy.jdbc;

import static java.util.stream.Collectors.joining;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Tests over a table with keys of all kinds. */
abstract class OnPeople extends OnServer {
  static final Duration SHORT = Duration.ofMillis(100);

  ShardPools pools;

  @BeforeParameterizedClassInvocation
  void pool() {
    pools = new ShardPools(Shards.connections(database, "test"), 4);
  }

  @AfterParameterizedClassInvocation
  void closePool() {
    pools.close();
  }

  @BeforeEach
  void table() throws SQLException {
    database.execute(
        """
        CREATE TABLE people (
          id bigint PRIMARY KEY, n int NOT NULL UNIQUE, u uuid NOT NULL UNIQUE,
          t text NOT NULL UNIQUE, email text, c text)
        """,
        "CREATE UNIQUE INDEX ON people (t, n)",
        """
        INSERT INTO people
        SELECT i, -i, md5(i::text)::uuid, 'Key '' "' || i, 'User' || i || '@X', NULL
          FROM generate_series(1, 1000) i
        """);
  }

  @AfterEach
  void noTable() throws SQLException {
    database.execute("DROP TABLE people");
  }

  /** The kinds of keys. */
  enum Keys {
    BIGINT("id bigint"),
    INT("n integer"),
    UUID("u uuid"),
    TEXT("t text"),
    COMPOSITE("t text, n integer");

    private final String columns;

    Keys(String columns) {
      this.columns = columns;
    }

    List<KeyColumn> columns() {
      return Pattern.compile("(\\w+) (\\w+)")
          .matcher(columns)
          .results()
          .map(column -> new KeyColumn(column.group(1), column.group(2)))
          .toList();
    }
  }

  Key keyOf(Keys keys, String which) throws SQLException {
    var parts = new ArrayList<String>();
    String order = keys.columns().stream().map(KeyColumn::name).collect(joining(", ", "(", ")"));
    for (KeyColumn column : keys.columns()) {
      parts.add(
          database.value(
              "SELECT " + column.name() + "::text AS part FROM people " + which.formatted(order)));
    }
    return new Key(parts);
  }

  RowStore rows(Keys keys, String value, Sync sync) throws ShardFailure {
    return new JdbcRowStores(pools)
        .open(
            Shards.address(database),
            ColumnFill.of(
                new TableName("public", "people"), keys.columns(), "c", "text", value, sync));
  }
}
