package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.shard.SchemaStore.Cut;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each step may be taken twice, waits for nobody long, and can be taken back. */
@ParameterizedClass
@EnumSource(Server.class)
class StepsIT extends OnSteps {
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

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
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
    for (String step : List.of("index:people_c_idx", "default:c", "check:c", "not-null:c")) {
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
}
