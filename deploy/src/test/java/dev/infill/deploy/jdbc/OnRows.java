package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.model.Key;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.jdbc.RowServer.Keys;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * Tests over the same table on each of the engines. The concrete classes bear {@code
 * ParameterizedClass}, which is not inherited.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnRows {
  static final Duration SHORT = Duration.ofMillis(100);

  @Parameter RowServer server;

  TestDatabase database;
  ShardPools pools;

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

  @BeforeEach
  void table() throws SQLException {
    server.makePeople(database);
  }

  @AfterEach
  void noTable() throws SQLException {
    database.execute("DROP TABLE people");
  }

  RowStore rows(Keys keys, String value, Sync sync) throws ShardFailure {
    return new JdbcRowStores(pools)
        .open(Shards.address(database), server.fill(database, keys, value, sync));
  }

  Key keyOf(Keys keys, String which) throws SQLException {
    var parts = new ArrayList<String>();
    for (String column : keys.columns()) {
      parts.add(database.value("SELECT " + server.text(column) + " AS part FROM people " + which));
    }
    return new Key(parts);
  }

  /** A transaction of an application, left open. */
  Connection holding(String sql) throws SQLException {
    var application = database.connect();
    application.setAutoCommit(false);
    try (var statement = application.createStatement()) {
      statement.execute(sql);
    }
    return application;
  }
}
