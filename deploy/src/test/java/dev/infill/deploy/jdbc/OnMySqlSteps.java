package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Tests over the steps of a schema change as only MySQL takes them, on a table {@code t}. */
abstract class OnMySqlSteps extends OnMySql {
  SchemaStore store;

  @BeforeParameterizedClassInvocation
  void store() {
    store = new MySqlSchemaStore(Shards.connections(database, "coordinator"));
  }

  Surveyed survey(SpecMaker maker) throws ShardFailure {
    return store.survey(spec(maker.table("t")), Shards.address(database));
  }

  /** On the test's own database. */
  MigrationSpec spec(SpecMaker maker) {
    return maker.table(database.name(), maker.table().table()).spec();
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
    var application =
        DriverManager.getConnection(
            database.url() + "&connectionAttributes=program_name:the-app",
            database.user(),
            database.password());
    application.setAutoCommit(false);
    try (var statement = application.createStatement()) {
      statement.execute(sql);
    }
    return application;
  }

  /** Without NOT NULL, which rebuilds the table. */
  static SpecMaker people() {
    return SpecMaker.people().table("t").constraints(false, "", "");
  }
}
