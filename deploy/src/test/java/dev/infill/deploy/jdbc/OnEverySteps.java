package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * Tests over the steps of a schema change that hold on every engine. The concrete classes bear
 * {@code ParameterizedClass}, which is not inherited.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnEverySteps {
  @Parameter RowServer server;

  TestDatabase database;
  SchemaStore store;
  SchemaOf schema;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = server.database();
    schema = SchemaOf.of(database, tableName());
    var connections = Shards.connections(database, "coordinator");
    store =
        server.isMySql() ? new MySqlSchemaStore(connections) : new PostgresSchemaStore(connections);
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    if (database != null) {
      database.close();
    }
  }

  /** Of the table that {@link #table} makes. */
  String tableName() {
    return "people";
  }

  @BeforeEach
  void table() throws SQLException {
    if (server.isMySql()) {
      database.execute(
          "CREATE TABLE people (id bigint PRIMARY KEY, email varchar(200))",
          """
          INSERT INTO people (id, email)
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
          SELECT i, CONCAT('User', i) FROM n
          """);
    } else {
      database.execute(
          "CREATE TABLE people (id bigint PRIMARY KEY, email text)",
          "INSERT INTO people (id, email) SELECT i, 'User' || i FROM generate_series(1, 1000) i");
    }
  }

  @AfterEach
  void noTable() throws SQLException {
    database.execute("DROP TABLE people");
    noCaptures();
  }

  /** Drops what captures need that a test left. */
  void noCaptures() throws SQLException {
    if (!server.isMySql()) {
      for (String publication : database.column("SELECT pubname FROM pg_publication")) {
        database.execute("DROP PUBLICATION \"" + publication + "\"");
      }
      database.column(
          """
          SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
           WHERE database = current_database() AND NOT active
          """);
    } else {
      for (String marks : database.column("SHOW TABLES LIKE 'infill_marks_%'")) {
        database.execute("DROP TABLE " + marks);
      }
    }
  }

  /** A table with what people's values will be, for foreign keys; a test drops it after people. */
  void makeMails() throws SQLException {
    database.execute(
        "CREATE TABLE mails (mail %s PRIMARY KEY)"
            .formatted(server.isMySql() ? "varchar(200)" : "text"),
        "INSERT INTO mails SELECT lower(email) FROM people");
  }

  /** As the engine would have it written. */
  MigrationSpec spec(SpecMaker maker) {
    return server.isMySql() ? MySqlSpecs.of(maker, database.name()) : maker.spec();
  }

  PlannedShard planned(SpecMaker maker) throws ShardFailure {
    return planned(spec(maker));
  }

  PlannedShard planned(MigrationSpec spec) throws ShardFailure {
    var address = Shards.address(database);
    var surveyed = store.survey(spec, address);
    return new PlannedShard(
        new MigrationShard(spec.name(), address.id()),
        spec,
        address,
        surveyed.plan().orElseThrow(() -> new AssertionError(surveyed.findings())));
  }

  /** A transaction of an application that calls itself the-app, left open. */
  Connection holding(String sql) throws SQLException {
    return server.holding(database, sql);
  }
}
