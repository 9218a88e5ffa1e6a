package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.SchemaText;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Constraints and indexes of a table with partitions of partitions. */
@ParameterizedClass
@EnumSource(Server.class)
class PartitionedStepsIT extends OnEvents {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void everyStepIsTakenOnceAndTakenBack() throws Exception {
    String before = SchemaText.of(database);
    var shard = planned(everything());
    store.addColumn(shard);
    database.execute("UPDATE events SET c = lower(email)");

    for (String step : ConstraintSteps.of(shard.spec())) {
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    }
    String built = SchemaText.of(database);
    for (String step : ConstraintSteps.of(shard.spec())) {
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    }

    assertThat(SchemaText.of(database)).isEqualTo(built);
    assertThat(database.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
        .isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_attribute WHERE attname = 'c' AND attnotnull AND attrelid IN (SELECT relid FROM pg_partition_tree('events'))"))
        .isEqualTo(6);
    assertThat(
            database.column(
                """
                SELECT pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE conrelid = 'events'::regclass AND conname LIKE 'events_c%' AND contype <> 'n'
                 ORDER BY 1
                """))
        .containsExactly(
            "CHECK ((c <> ''::text))",
            "FOREIGN KEY (c) REFERENCES mails(mail) ON DELETE CASCADE",
            "UNIQUE (id, region, c)");
    store.rollBack(shard);
    store.rollBack(shard);
    assertThat(SchemaText.of(database)).isEqualTo(before);
  }

  /**
   * Once to look for offenders, once to validate, beside writers: so nothing is read by the
   * statements that lock writers out.
   */
  @ParameterizedTest
  @ValueSource(strings = {"check:c", "foreign-key:c", "not-null:c"})
  void eachPartitionIsReadTwice(String step) throws Exception {
    var shard = planned(everything());
    store.addColumn(shard);
    database.execute("UPDATE events SET c = lower(email)");
    var before = new HashMap<String, Long>();
    for (String leaf : LEAVES) {
      Await.until(
          "the update of " + leaf + " is counted", LONG, () -> counted("n_tup_upd", leaf) > 0);
      before.put(leaf, counted("seq_scan", leaf));
    }

    assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);

    for (String leaf : LEAVES) {
      long read = before.get(leaf) + 2;
      Await.until(
          "the reads of " + leaf + " are counted", LONG, () -> counted("seq_scan", leaf) >= read);
      assertThat(counted("seq_scan", leaf)).as(leaf).isEqualTo(read);
    }
  }

  private long counted(String what, String leaf) throws Exception {
    return database.number(
        "SELECT %s FROM pg_stat_user_tables WHERE relid = '%s'::regclass".formatted(what, leaf));
  }

  @ParameterizedTest
  @CsvSource({
    "check:c, 2",
    "foreign-key:c, 1",
    "not-null:c, 1",
    "index:events_c_key, 0",
    "index:events_c_unique, 0"
  })
  void offendersAreListedAndNothingIsAdded(String step, int offenders) throws Exception {
    var shard = planned(everything());
    store.addColumn(shard);
    String before = SchemaText.of(database);
    database.execute(
        "UPDATE events SET c = lower(email)",
        "UPDATE events SET c = '' WHERE id IN (5, 6)",
        "DELETE FROM mails WHERE mail = ''",
        "UPDATE events SET c = NULL WHERE id = 7",
        "INSERT INTO mails VALUES ('')",
        "UPDATE events SET c = 'nobody' WHERE id = 8");

    var listed = store.constrain(shard, step);

    assertThat(listed.count()).isEqualTo(offenders);
    assertThat(listed.first()).hasSize(offenders);
    if (offenders > 0) {
      assertThat(SchemaText.of(database)).isEqualTo(before);
    }
  }

  @Test
  void duplicatesWithinAPartitionAreListed() throws Exception {
    var shard =
        planned(
            everything().index(new IndexSpec("events_c_key", List.of("c", "id", "region"), true)));
    database.execute("ALTER TABLE events DROP CONSTRAINT events_pkey");
    store.addColumn(shard);
    database.execute(
        "UPDATE events SET c = lower(email)",
        "INSERT INTO events (id, region, email, c) VALUES (5, 1, 'x', 'user5')");

    var duplicates = store.constrain(shard, "index:events_c_key");

    assertThat(duplicates).isEqualTo(new Offenders(2, List.of(Key.of("5", "1"), Key.of("5", "1"))));
  }

  @Test
  void partitionsThatComeAndGoMeanwhileAreTakenIn() throws Exception {
    var shard = planned(everything());
    store.addColumn(shard);
    database.execute("UPDATE events SET c = lower(email)");
    store.constrain(shard, "index:events_c_idx");
    store.constrain(shard, "check:c");
    database.execute(
        "CREATE TABLE events_9 PARTITION OF events FOR VALUES IN (9)",
        "CREATE TABLE loose (LIKE events INCLUDING ALL)",
        "ALTER TABLE events ATTACH PARTITION loose FOR VALUES IN (10)",
        "ALTER TABLE events DETACH PARTITION side.events_1");

    for (String step : ConstraintSteps.of(shard.spec())) {
      assertThat(store.constrain(shard, step)).as(step).isEqualTo(Offenders.NONE);
    }

    assertThat(database.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    store.rollBack(shard);
    database.execute("DROP TABLE side.events_1");
  }

  @Test
  void aBridgeComputesInEachPartitionAndIsGoneWithoutATrace() throws Exception {
    var shard = planned(everything().gate(Gate.TRIGGER));
    store.addColumn(shard);
    String before = SchemaText.of(database);

    store.installBridge(shard);
    store.installBridge(shard);
    database.execute(
        "INSERT INTO events (id, region, email) VALUES (1001, 1, 'A'), (1002, 2, 'B'), (1003, 7, 'C')",
        "UPDATE events SET region = 1, email = 'Moved' WHERE id = 2",
        "INSERT INTO events_2 (id, region, email) VALUES (1004, 2, 'D')");

    assertThat(database.column("SELECT c FROM events WHERE c IS NOT NULL ORDER BY c"))
        .containsExactly("a", "b", "c", "d", "moved");
    store.removeBridge(shard);
    assertThat(SchemaText.of(database)).isEqualTo(before);
  }
}
