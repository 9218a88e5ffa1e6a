package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.SchemaText;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Tests over the steps of a schema change. */
abstract class OnSteps extends OnServer {
  SchemaStore store;

  @BeforeParameterizedClassInvocation
  void store() {
    store = new PostgresSchemaStore(Shards.connections(database, "coordinator"));
  }

  @BeforeEach
  void table() throws SQLException {
    database.execute(
        "CREATE TABLE people (id bigint PRIMARY KEY, email text)",
        "INSERT INTO people (id, email) SELECT i, 'User' || i FROM generate_series(1, 1000) i");
  }

  @AfterEach
  void noTable() throws SQLException {
    database.execute(
        "DROP TABLE people",
        """
        DO $$
        DECLARE p name;
        BEGIN
          FOR p IN SELECT pubname FROM pg_publication LOOP
            EXECUTE format('DROP PUBLICATION %I', p);
          END LOOP;
        END $$
        """,
        """
        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
         WHERE database = current_database() AND NOT active
        """);
  }

  interface Step {
    void take() throws ShardFailure;
  }

  static ShardFailure failure(Step step) {
    return catchThrowableOfType(ShardFailure.class, step::take);
  }

  PlannedShard planned(SpecMaker maker) throws ShardFailure {
    var spec = maker.spec();
    var address = Shards.address(database);
    var surveyed = store.survey(spec, address);
    return new PlannedShard(
        new MigrationShard(spec.name(), address.id()),
        spec,
        address,
        surveyed.plan().orElseThrow(() -> new AssertionError(surveyed.findings())));
  }

  /** All of the schema, by the catalog and by pg_dump too where one fits the server. */
  String definition() throws SQLException {
    return SchemaText.of(database) + PgDump.schema(database).orElse("");
  }
}
