package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.IndexSpec;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.SchemaText;
import java.time.Duration;
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
    assertThat(database.number("SELECT count(*) FROM pg_attribute WHERE attname = 'c' AND attnotnull AND attrelid IN (SELECT relid FROM pg_partition_tree('events'))"))
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
  @ValueSource(strings = {"check", "foreign-key", "not-null"})
  void eachPartitionIsReadTwice(String step) throws Exception {
    var shard = planned(everything());
    store.addColumn(shard);
    database.execute("UPDATE events SET c = lower(email)");
    for (String leaf : LEAVES) {
      Await.until("the update of " + leaf + " is counted", LONG, () -> reads(leaf) == 1);
    }

    assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);

    for (String leaf : LEAVES) {
      Await.until("the reads of " + leaf + " are counted", LONG, () -> reads(leaf) >= 3);
      assertThat(reads(leaf)).as(leaf).isEqualTo(3);
    }
  }

  private long reads(String leaf) throws Exception {
    return database.number(
        "SELECT seq_scan FROM pg_stat_user_tables WHERE relid = '%s'::regclass".formatted(leaf));
  }

  @ParameterizedTest
  @CsvSource({
    "check, 2", "foreign-key, 1", "not-null, 1", "index:events_c_key, 0", "index:events_c_unique, 0"
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
            everything()
                .index(
                    new IndexSpec(
                        "events_c_key", List.of("c", "id", "region"), true)));
    database.execute("ALTER TABLE events DROP CONSTRAINT events_pkey");
    store.addColumn(shard);
    database.execute(
        "UPDATE events SET c = lower(email)",
        "INSERT INTO events (id, region, email, c) VALUES (5, 1, 'x', 'user5')");

    var duplicates = store.constrain(shard, "index:events_c_key");

    assertThat(duplicates)
        .isEqualTo(new Offenders(2, List.of(Key.of("5", "1"), Key.of("5", "1"))));
  }

  @Test
  void partitionsThatComeAndGoMeanwhileAreTakenIn() throws Exception {
    var shard = planned(everything());
    store.addColumn(shard);
    database.execute("UPDATE events SET c = lower(email)");
    store.constrain(shard, "index:events_c_idx");
    store.constrain(shard, "check");
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
}
