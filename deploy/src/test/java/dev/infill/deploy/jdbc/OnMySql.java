package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** A test with a table {@code t} of its own on each of the MySQL servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnMySql {
  static final Duration SHORT = Duration.ofMillis(100);

  @Parameter MySqlServer server;

  TestDatabase database;
  private ShardPools pools;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = server.database();
    pools = new ShardPools(Shards.connections(database, "test"), 4);
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    if (database != null) {
      pools.close();
      database.close();
    }
  }

  @AfterEach
  void dropTable() throws SQLException {
    database.execute("DROP TABLE IF EXISTS t");
  }

  RowStore rows(List<KeyColumn> key, FilledColumn column, String... kept) throws ShardFailure {
    return new JdbcRowStores(pools)
        .open(
            Shards.address(database),
            new ColumnFill(
                new TableName(database.name(), "t"),
                key,
                List.of(column),
                List.of(),
                List.of(kept)));
  }
}
