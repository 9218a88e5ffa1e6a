package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.schema.JdbcSchemaStore;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Cut;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each step may be taken twice, waits for nobody long, and can be taken back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StepsContract {
  private TestDatabase database;
  private SchemaStore store;

  abstract TestPostgres server();

  @BeforeAll
  void open() throws SQLException {
    database = server().database();
    store = new JdbcSchemaStore(Shards.connections(database, "coordinator"));
  }

  @AfterAll
  void close() throws SQLException {
    database.close();
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

  @Test
  void theColumnIsAddedOnce() throws Exception {
    var shard = planned(SpecMaker.people().column("varchar(20)", "email"));

    store.addColumn(shard);
    store.addColumn(shard);

    assertThat(
            database.value(
                """
                SELECT format_type(atttypid, atttypmod) || attnotnull || atthasdef
                  FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = 'c'
                """))
        .isEqualTo("character varying(20)falsefalse");
  }

  @Test
  void aColumnOfSomebodyElseIsNotTakenForOurs() throws Exception {
    var shard = planned(SpecMaker.people());
    database.execute("ALTER TABLE people ADD COLUMN c int");

    assertThat(failure(() -> store.addColumn(shard)).kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(failure(() -> store.rollBack(shard)).kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(database.number("SELECT count(c) FROM people")).isZero();
  }

  @Test
  void whoHoldsALockIsNamed() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var application = holding("SELECT FROM people LIMIT 1")) {
      long before = System.nanoTime();
      var blocked = failure(() -> store.addColumn(shard));

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
      assertThat(blocked.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(blocked.lockNotFree()).isTrue();
      assertThat(blocked.getMessage()).contains("application the-app", "idle in transaction");
      assertThat(blocked.getMessage()).doesNotContain("SELECT");
      application.rollback();
    }
    store.addColumn(shard);
  }

  @Test
  void twoCoordinatorsAreNeverAtItTogether() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var other = database.connect();
        var statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(hashtextextended('infill people-c/shard-0', 0))");

      var busy = failure(() -> store.addColumn(shard));

      assertThat(busy.code()).isEqualTo("infill.busy");
      assertThat(busy.kind()).isEqualTo(FailureKind.TRANSIENT);
    }
  }

  @Test
  void captureIsPreparedOnceAndLeavesNothing() throws Exception {
    var shard = planned(SpecMaker.people());

    store.prepareCapture(shard);
    String made =
        database.value(
            "SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = '"
                + store.slot(shard)
                + "'");
    store.prepareCapture(shard);

    assertThat(
            database.value(
                "SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = '"
                    + store.slot(shard)
                    + "'"))
        .isEqualTo(made);
    assertThat(
            database.column(
                "SELECT tablename FROM pg_publication_tables WHERE pubname = '"
                    + store.publication(shard)
                    + "'"))
        .containsExactly("people");
    store.dropCapture(shard);
    store.dropCapture(shard);
    assertThat(database.number("SELECT count(*) FROM pg_publication")).isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
        .isZero();
  }

  @Test
  void aReplicaIdentityIsSetAndPutBack() throws Exception {
    for (String former : List.of("DEFAULT", "NOTHING")) {
      database.execute(
          "CREATE TABLE uni (id int NOT NULL, email text)",
          "CREATE UNIQUE INDEX uni_id ON uni (id)",
          "INSERT INTO uni VALUES (1, 'A')",
          "ALTER TABLE uni REPLICA IDENTITY " + former);
      var shard = planned(SpecMaker.people().table("uni"));
      String before = identity("uni");

      store.prepareCapture(shard);
      store.prepareCapture(shard);
      assertThat(identity("uni")).isEqualTo("i");
      database.execute("UPDATE uni SET email = 'B'", "DELETE FROM uni");
      store.release(shard);
      store.release(shard);

      assertThat(identity("uni")).isEqualTo(before);
      database.execute("DROP TABLE uni");
    }
  }

  @Test
  void aSlotDoesNotWaitForAnOpenTransaction() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var application = holding("UPDATE people SET email = email WHERE id = 1")) {
      var blocked = failure(() -> store.prepareCapture(shard));

      assertThat(blocked.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(blocked.getMessage()).contains("the-app");
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
          .isZero();
      application.rollback();
    }
    store.prepareCapture(shard);
  }

  @Test
  void aBarrierStandsBehindWhatIsCommitted() throws Exception {
    var shard = planned(SpecMaker.people());
    database.execute(
        "SELECT pg_create_logical_replication_slot('t_" + database.name() + "', 'pgoutput')",
        "CREATE PUBLICATION all_of_it FOR ALL TABLES",
        "UPDATE people SET email = 'x' WHERE id = 1");

    store.emitBarrier(shard, "b-1");

    assertThat(
            database.column(
                """
                SELECT chr(get_byte(data, 0)) || coalesce(substring(encode(data, 'escape') from 'people-c/shard-0[|]b-1'), '')
                  FROM pg_logical_slot_get_binary_changes('t_%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'all_of_it', 'messages', 'true')
                """
                    .formatted(database.name())))
        .containsSequence("U", "C", "Mpeople-c/shard-0|b-1");
    database.execute("DROP PUBLICATION all_of_it");
  }

  @Test
  void rangesAreCutUpToTheOpenEnd() throws Exception {
    var shard = planned(SpecMaker.people());

    assertThat(store.cut(shard, Optional.empty(), 2))
        .isEqualTo(new Cut(List.of(Key.of("300"), Key.of("600")), false));
    assertThat(store.cut(shard, Optional.of(Key.of("600")), 5))
        .isEqualTo(new Cut(List.of(Key.of("900")), true));
    assertThat(store.cut(shard, Optional.of(Key.of("900")), 5)).isEqualTo(new Cut(List.of(), true));
    database.execute("DELETE FROM people");
    assertThat(store.cut(shard, Optional.empty(), 5)).isEqualTo(new Cut(List.of(), true));
  }

  @Test
  void aBridgeComputesForWritersThatDoNot() throws Exception {
    var shard = planned(SpecMaker.people().value("lower(people.email)"));
    store.addColumn(shard);

    store.installBridge(shard);
    store.installBridge(shard);
    database.execute(
        "INSERT INTO people (id, email) VALUES (2000, 'NEW')",
        "UPDATE people SET email = 'CHANGED' WHERE id = 2",
        "UPDATE people SET c = 'wrong' WHERE id = 3");

    assertThat(database.column("SELECT c FROM people WHERE c IS NOT NULL ORDER BY c"))
        .containsExactly("changed", "new", "user3");
    store.removeBridge(shard);
    store.removeBridge(shard);
    database.execute("INSERT INTO people (id, email) VALUES (3000, 'LATER')");
    assertThat(database.value("SELECT c FROM people WHERE id = 3000")).isEqualTo("null");
  }

  @Test
  void aBridgeTellsEachTimeItHadToCompute() throws Exception {
    var shard = planned(SpecMaker.people());
    store.addColumn(shard);
    store.installBridge(shard);
    database.execute(
        "SELECT pg_create_logical_replication_slot('t_" + database.name() + "', 'pgoutput')",
        "CREATE PUBLICATION all_of_it FOR ALL TABLES",
        "UPDATE people SET email = 'A', c = 'a' WHERE id = 1",
        "UPDATE people SET email = 'B' WHERE id = 2",
        "SELECT pg_logical_emit_message(true, 'test', 'end')");

    assertThat(
            database.column(
                """
                SELECT substring(encode(data, 'escape') from 'infill.bridge.*people-c/shard-0')
                  FROM pg_logical_slot_get_binary_changes('t_%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'all_of_it', 'messages', 'true')
                 WHERE chr(get_byte(data, 0)) = 'M'
                """
                    .formatted(database.name())))
        .filteredOn(message -> message.startsWith("infill.bridge"))
        .hasSize(1);
    database.execute("DROP PUBLICATION all_of_it");
  }

  @Test
  void aBridgeNeverFailsTheApplication() throws Exception {
    var shard = planned(SpecMaker.people().column("int", "length(email) / (1000 - id)"));
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute("UPDATE people SET email = 'xx'");

    assertThat(database.number("SELECT count(*) FROM people WHERE c IS NOT NULL")).isEqualTo(999);
  }

  @Test
  void aBridgeForTheFirstValueLeavesTheWritersOwn() throws Exception {
    var shard = planned(SpecMaker.people().initial());
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute(
        "INSERT INTO people VALUES (2000, 'NEW', 'mine')",
        "INSERT INTO people VALUES (2001, 'NEW')");

    assertThat(database.column("SELECT c FROM people WHERE id >= 2000 ORDER BY id"))
        .containsExactly("mine", "new");
  }

  @Test
  void constraintsAreAddedOnce() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", false, "c", "id")
                .constraints(true, "'x'", "c <> ''"));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");

    for (String step : List.of("index:people_c_idx", "default", "check", "not-null")) {
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    }

    assertThat(
            database.value(
                "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = 'c'"))
        .isEqualTo("t");
    assertThat(
            database.column(
                "SELECT conname || convalidated FROM pg_constraint WHERE conrelid = 'people'::regclass AND contype = 'c'"))
        .containsExactly("people_c_checktrue");
    assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
        .isZero();
    assertThat(
            database.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_c_idx'::regclass"))
        .isEqualTo("t");
    database.execute("INSERT INTO people (id) VALUES (5000)");
    assertThat(database.value("SELECT c FROM people WHERE id = 5000")).isEqualTo("x");
  }

  @Test
  void offendersAreListedAndNothingIsAdded() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", true, "c")
                .constraints(true, "", "c <> 'user7'"));
    store.addColumn(shard);
    String before = definition();
    database.execute(
        "UPDATE people SET c = lower(email) WHERE id <> 5",
        "UPDATE people SET c = 'same' WHERE id IN (8, 9)");

    assertThat(store.constrain(shard, "not-null"))
        .isEqualTo(new Offenders(1, List.of(Key.of("5"))));
    assertThat(store.constrain(shard, "check")).isEqualTo(new Offenders(1, List.of(Key.of("7"))));
    var duplicates = store.constrain(shard, "index:people_c_idx");

    assertThat(duplicates.count()).isEqualTo(2);
    assertThat(duplicates.first()).containsExactlyInAnyOrder(Key.of("8"), Key.of("9"));
    assertThat(definition()).isEqualTo(before);
  }

  @Test
  void leftoversOfAnInterruptedStepAreFinished() throws Exception {
    var shard =
        planned(
            SpecMaker.people().index("people_c_idx", true, "c").constraints(true, "", "c <> ''"));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = 'same'");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      assertThatThrownBy(
              () ->
                  statement.execute("CREATE UNIQUE INDEX CONCURRENTLY people_c_idx ON people (c)"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(
            database.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_c_idx'::regclass"))
        .isEqualTo("f");
    database.execute(
        "UPDATE people SET c = lower(email)",
        "ALTER TABLE people ADD CONSTRAINT people_c_check CHECK (c <> '') NOT VALID");

    assertThat(store.constrain(shard, "index:people_c_idx")).isEqualTo(Offenders.NONE);
    assertThat(store.constrain(shard, "check")).isEqualTo(Offenders.NONE);

    assertThat(
            database.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_c_idx'::regclass"))
        .isEqualTo("t");
    assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
        .isZero();
  }

  @Test
  void anotherIndexOfTheNameIsLeftAlone() throws Exception {
    var shard = planned(SpecMaker.people().index("people_c_idx", false, "c"));
    store.addColumn(shard);
    database.execute("CREATE INDEX people_c_idx ON people (email)");

    var refused = failure(() -> store.constrain(shard, "index:people_c_idx"));
    store.rollBack(shard);

    assertThat(refused.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(database.number("SELECT count(*) FROM pg_indexes WHERE indexname = 'people_c_idx'"))
        .isEqualTo(1);
  }

  @Test
  void rollingBackLeavesTheTableAsItWas() throws Exception {
    String before = definition();
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", false, "c")
                .constraints(true, "'x'", "c <> ''"));
    store.rollBack(shard);
    store.addColumn(shard);
    store.prepareCapture(shard);
    store.installBridge(shard);
    database.execute("UPDATE people SET email = email || 'x'");
    for (String step : List.of("index:people_c_idx", "default", "check", "not-null")) {
      store.constrain(shard, step);
    }

    store.rollBack(shard);
    store.rollBack(shard);

    assertThat(definition()).isEqualTo(before);
    assertThat(database.number("SELECT count(*) FROM pg_publication")).isZero();
    assertThat(database.number("SELECT count(*) FROM pg_proc WHERE proname LIKE 'infill%'"))
        .isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
        .isZero();
  }

  @Test
  void rollingBackCopesWithATableThatIsGone() throws Exception {
    database.execute("CREATE TABLE gone (id int PRIMARY KEY, email text)");
    var shard = planned(SpecMaker.people().table("gone"));
    store.prepareCapture(shard);
    database.execute("DROP TABLE gone");

    store.rollBack(shard);

    assertThat(database.number("SELECT count(*) FROM pg_publication")).isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
        .isZero();
  }

  @Test
  void signalsAreRead() throws Exception {
    var shard = planned(SpecMaker.people());
    store.prepareCapture(shard);

    var signals = store.probe(shard);

    assertThat(signals.replicaLag()).contains(Duration.ZERO);
    assertThat(signals.slotBytes()).isPresent();
    assertThat(signals.activeSessions()).isPresent();
    assertThat(signals.lockWaiters()).isPresent();
    assertThat(signals.commitLatency()).isPresent();
  }

  private interface Step {
    void take() throws ShardFailure;
  }

  private static ShardFailure failure(Step step) {
    return catchThrowableOfType(ShardFailure.class, step::take);
  }

  private PlannedShard planned(SpecMaker maker) throws ShardFailure {
    var spec = maker.spec();
    var address = Shards.address(database);
    var surveyed = store.survey(spec, address);
    return new PlannedShard(
        new MigrationShard(spec.name(), address.id()),
        spec,
        address,
        surveyed.plan().orElseThrow(() -> new AssertionError(surveyed.findings())));
  }

  private Connection holding(String sql) throws SQLException {
    var application = database.connect();
    application.setAutoCommit(false);
    try (var statement = application.createStatement()) {
      statement.execute("SET application_name = 'the-app'");
      statement.execute(sql);
    }
    return application;
  }

  private String identity(String table) throws SQLException {
    return database.value("SELECT relreplident FROM pg_class WHERE relname = '" + table + "'");
  }

  /** All that pg_dump would write of the schema, by pg_dump itself where one fits the server. */
  private String definition() throws SQLException {
    return PgDump.schema(database)
        .orElse(
            String.join(
                "\n",
                database.column(
                    """
                    SELECT attname || ' ' || format_type(atttypid, atttypmod) || attnotnull || atthasdef
                      FROM pg_attribute WHERE attrelid = 'people'::regclass AND attnum > 0 AND NOT attisdropped
                    UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'people'::regclass
                    UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = 'people'
                    UNION ALL SELECT tgname FROM pg_trigger WHERE tgrelid = 'people'::regclass
                    UNION ALL SELECT relreplident::text FROM pg_class WHERE relname = 'people'
                    ORDER BY 1
                    """)));
  }
}
