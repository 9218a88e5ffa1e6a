package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Tests over a table with partitions of partitions, in more than one schema. */
abstract class OnEvents extends OnServer {
  static final String[] EVENTS = {
    "CREATE SCHEMA side",
    "CREATE TABLE mails (mail text PRIMARY KEY)",
    "INSERT INTO mails SELECT 'user' || i FROM generate_series(1, 900) i",
    """
    CREATE TABLE events (id bigint, region int, email text, PRIMARY KEY (id, region))
      PARTITION BY LIST (region)
    """,
    "CREATE TABLE side.events_1 PARTITION OF events FOR VALUES IN (1)",
    "CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2) PARTITION BY HASH (id)",
    "CREATE TABLE events_2_a PARTITION OF events_2 FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
    "CREATE TABLE \"Events 2 b\" PARTITION OF events_2 FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
    "CREATE TABLE events_other PARTITION OF events DEFAULT",
    """
    INSERT INTO events SELECT i, i %% 4, 'User' || i FROM generate_series(1, 900) i
    """
        .replace("%%", "%"),
  };

  static final String[] NO_EVENTS = {
    "DROP TABLE IF EXISTS events, mails CASCADE", "DROP SCHEMA IF EXISTS side CASCADE"
  };

  /** All tables of the tree that hold rows. */
  static final List<String> LEAVES =
      List.of("side.events_1", "events_2_a", "\"Events 2 b\"", "events_other");

  SchemaStore store;

  @BeforeParameterizedClassInvocation
  void store() {
    store = new PostgresSchemaStore(Shards.connections(database, "coordinator"));
  }

  @BeforeEach
  void events() throws SQLException {
    database.execute(EVENTS);
  }

  @AfterEach
  void noEvents() throws SQLException {
    database.execute(NO_EVENTS);
  }

  /**
   * A spec with all steps: a plain index, a unique one, a UNIQUE constraint, and each constraint.
   */
  static SpecMaker everything() {
    var constraints =
        new ConstraintsSpec(
            true,
            Optional.of("'none-' || gen_random_uuid()"),
            Optional.of("c <> ''"),
            Optional.of(
                new ReferencesSpec(
                    new TableName("public", "mails"),
                    List.of(),
                    List.of("c"),
                    Action.CASCADE,
                    Action.NO_ACTION)));
    return SpecMaker.people()
        .table("events")
        .column(new ColumnSpec("c", "text", "lower(email)", Sync.DERIVED, constraints))
        .index(
            new IndexSpec("events_c_idx", List.of("c"), false),
            new IndexSpec("events_c_key", List.of("c", "id", "region"), true),
            uniqueConstraint());
  }

  private static IndexSpec uniqueConstraint() {
    var index = new IndexSpec("events_c_unique", List.of("id", "region", "c"), true);
    return new IndexSpec(
        index.name(),
        index.parts(),
        List.of(),
        index.method(),
        Optional.empty(),
        true,
        false,
        true);
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
}
