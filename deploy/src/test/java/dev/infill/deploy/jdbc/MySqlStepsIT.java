package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Cut;
import dev.infill.deploy.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is MySQL's own in the steps. */
@ParameterizedClass
@EnumSource
class MySqlStepsIT extends OnMySqlSteps {
  @BeforeEach
  void table() throws SQLException {
    database.execute(
        """
        CREATE TABLE t (
          id bigint unsigned PRIMARY KEY AUTO_INCREMENT, email varchar(50) COLLATE utf8mb4_bin,
          touched timestamp(6) NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6))
        """,
        """
        INSERT INTO t (email)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        SELECT CONCAT('User', i) FROM n
        """,
        "ANALYZE TABLE t");
  }

  @Test
  void thePlanTellsTypesAsTheServerWritesThem() throws Exception {
    var plan = planned(people().column("varchar(20)", "lower(email)")).plan();

    assertThat(plan.fill().key()).containsExactly(new KeyColumn("id", "bigint unsigned"));
    assertThat(plan.fill().columns().getFirst().type())
        .isEqualTo("varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci");
    assertThat(plan.fill().kept()).containsExactly("touched");
    assertThat(plan.rowEstimate()).isEqualTo(1000);
    assertThat(plan.tableBytes()).isPositive();
    assertThat(plan.ownWrites()).isEqualTo(OwnWrites.DROPPED);
    assertThat(plan.scatter().scattered()).isFalse();
    assertThat(plan.findings()).isEmpty();
  }

  @Test
  void theNoteStaysAsLongAsItsGround() throws Exception {
    var shard = planned(people());
    store.addColumn(shard);
    assertThat(store.changed(shard)).isPresent();

    store.prepareCapture(shard);
    var first = note(shard);
    database.execute("INSERT INTO t (email) VALUES ('x')", "ALTER TABLE t ADD COLUMN other int");
    store.prepareCapture(shard);

    assertThat(note(shard)).isEqualTo(first);
    assertThat(store.changed(shard)).isEmpty();
    assertThat(first.tables())
        .extracting(BinlogNote.Table::table)
        .containsExactly("t", store.slot(shard));
    assertThat(first.file()).startsWith("binlog.");
    assertThat(first.gtids()).contains(first.server());
    database.execute("ALTER TABLE t MODIFY email varchar(60) COLLATE utf8mb4_bin");
    assertThat(store.changed(shard)).isPresent();
    store.dropCapture(shard);
    store.prepareCapture(shard);
    assertThat(note(shard).id()).isNotEqualTo(first.id());
    assertThat(store.changed(shard)).isEmpty();
    store.release(shard);
    store.release(shard);
    assertThat(database.column("SHOW TABLES")).containsExactly("t");
  }

  @Test
  void aBarrierIsARowThatTellsWhoseItIs() throws Exception {
    var shard = planned(people());
    store.prepareCapture(shard);

    store.emitBarrier(shard, "b-1");
    store.emitBarrier(shard, "b-1");

    assertThat(
            database.value("SELECT content FROM " + store.slot(shard) + " WHERE kind = 'BARRIER'"))
        .isEqualTo("people-c/shard-0|b-1");
  }

  @Test
  void signalsOfMySqlAreReadAndNoneOfPostgres() throws Exception {
    var shard = planned(people());
    store.addColumn(shard);
    store.prepareCapture(shard);

    try (var watch = store.watch(shard)) {
      var signals = watch.look(shard);
      assertThat(signals.slotBytes()).isEmpty();
      assertThat(signals.autovacuum()).isEmpty();
      assertThat(signals.activeSessions()).contains(0);
      assertThat(signals.lockWaiters()).contains(0);
      assertThat(signals.mySql().orElseThrow().redoLog())
          .hasValueSatisfying(percent -> assertThat(percent).isBetween(0, 100));
      assertThat(signals.mySql().orElseThrow().semiSyncWait()).contains(Duration.ZERO);
    }
  }

  @Test
  void oldVersionsThatATransactionHoldsBackAreSeen() throws Exception {
    var shard = planned(people());
    store.prepareCapture(shard);
    try (var reader = holding("SELECT COUNT(*) FROM t");
        var watch = store.watch(shard)) {
      try (var writer = database.connect();
          var statement = writer.createStatement()) {
        for (int i = 0; i < 300; i++) {
          statement.execute("UPDATE t SET email = '%d' WHERE id = 1".formatted(i));
        }
      }

      assertThat(watch.look(shard).mySql().orElseThrow().historyLength())
          .hasValueSatisfying(length -> assertThat(length).isGreaterThanOrEqualTo(300));
      reader.rollback();
      Await.until(
          "they are gone",
          Await.LONG,
          () -> watch.look(shard).mySql().orElseThrow().historyLength().orElseThrow() < 300);
    }
  }

  @Test
  void aPartitionThatIsExchangedIsSeen() throws Exception {
    database.execute(
        "DROP TABLE t",
        "CREATE TABLE t (id int PRIMARY KEY, email varchar(50)) PARTITION BY HASH (id) PARTITIONS 3");
    var shard = planned(people());
    store.addColumn(shard);
    store.prepareCapture(shard);
    database.execute("ALTER TABLE t FORCE");
    assertThat(store.changed(shard)).isEmpty();
    store.dropCapture(shard);
    store.prepareCapture(shard);

    database.execute(
        "CREATE TABLE other LIKE t",
        "ALTER TABLE other REMOVE PARTITIONING",
        "ALTER TABLE t EXCHANGE PARTITION p1 WITH TABLE other",
        "DROP TABLE other");

    assertThat(store.changed(shard))
        .hasValueSatisfying(why -> assertThat(why).contains("a partition was exchanged"));
  }

  @Test
  void aTableIsRebuiltOnlyWhereThatIsAllowed() throws Exception {
    var allowed = planned(MySqlSpecs.of(people(), database.name(), true));
    var refused = planned(MySqlSpecs.of(people(), database.name(), false));
    database.execute("ALTER TABLE t ROW_FORMAT=COMPRESSED");

    var failure = OnSteps.failure(() -> store.addColumn(refused));
    assertThat(failure.code()).isEqualTo("infill.rebuild-needed");
    assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
    store.addColumn(allowed);

    assertThat(database.number("SELECT count(*) FROM t WHERE c IS NULL")).isEqualTo(1000);
  }

  @Test
  void aCutThatHasNoTimeIsSmallerButGoesOn() throws Exception {
    var shard = planned(people());
    var hurried = new MySqlSchemaStore(Shards.connections(database, "test"), Duration.ZERO);

    assertThat(hurried.cut(shard, Optional.empty(), 5))
        .isEqualTo(new Cut(List.of(Key.of("1")), false));
    assertThat(hurried.cut(shard, Optional.of(Key.of("1000")), 5))
        .isEqualTo(new Cut(List.of(), true));
  }

  @Test
  void theLogThatIsWrittenIsCountedOverItsFiles() throws Exception {
    var shard = planned(Paces.in(spec(people()), Paces.logging()));
    store.addColumn(shard);
    try (var watch = store.watch(shard)) {
      assertThat(watch.look(shard).walBytes()).contains(0L);
      database.execute("UPDATE t SET email = REPEAT('x', 50)", "FLUSH BINARY LOGS");
      database.execute("UPDATE t SET email = REPEAT('y', 50)");

      assertThat(watch.look(shard).walBytes().orElseThrow()).isGreaterThan(100_000L);
    }
  }

  private BinlogNote note(PlannedShard shard) throws SQLException {
    return BinlogNote.of(
        database.value("SELECT content FROM " + store.slot(shard) + " WHERE kind = 'NOTE'"));
  }
}
