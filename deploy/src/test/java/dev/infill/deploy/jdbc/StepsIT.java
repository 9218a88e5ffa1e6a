package dev.infill.deploy.jdbc;

import static dev.infill.deploy.jdbc.OnSteps.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.UniqueName;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Cut;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each step may be taken twice, waits for nobody long, and can be taken back. */
@ParameterizedClass
@EnumSource
class StepsIT extends OnEverySteps {
  @Test
  void theColumnIsAddedOnceAndAtOnce() throws Exception {
    var shard = planned(SpecMaker.people().column("varchar(20)", "email"));
    String before = schema.storage();

    store.addColumn(shard);
    store.addColumn(shard);

    assertThat(schema.column("c"))
        .containsExactly(server.isMySql() ? "varchar(20)" : "character varying(20)");
    assertThat(schema.storage()).isEqualTo(before);
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
    try (var application = holding("SELECT 1 FROM people LIMIT 1")) {
      long before = System.nanoTime();
      var blocked = failure(() -> store.addColumn(shard));

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
      assertThat(blocked.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(blocked.lockNotFree()).isTrue();
      assertThat(blocked.getMessage())
          .contains("application the-app", server.isMySql() ? "sleep" : "idle in transaction");
      assertThat(blocked.getMessage()).doesNotContain("SELECT");
      application.rollback();
    }
    store.addColumn(shard);
  }

  @Test
  void twoCoordinatorsAreNeverAtItTogether() throws Exception {
    var shard = planned(SpecMaker.people());
    String id = shard.id().toString();
    try (var other = database.connect();
        var statement = other.createStatement()) {
      statement.execute(
          server.isMySql()
              ? "SELECT GET_LOCK('%s', 0)"
                  .formatted(UniqueName.of("infill_", id, id + " " + database.name(), 64))
              : "SELECT pg_advisory_lock(hashtextextended('infill %s', 0))".formatted(id));

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
    String before = schema.definition();
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", false, "c")
                .constraints(true, "'x'", server.hasChecks() ? "c <> ''" : ""));
    store.rollBack(shard);
    store.addColumn(shard);
    store.prepareCapture(shard);
    store.installBridge(shard);
    database.execute("UPDATE people SET email = concat(email, 'x')");
    for (String step : ConstraintSteps.of(shard.spec())) {
      store.constrain(shard, step);
    }

    store.rollBack(shard);
    store.rollBack(shard);

    assertThat(schema.definition()).isEqualTo(before);
    assertThat(schema.leftovers()).isEmpty();
  }

  @Test
  void rollingBackCopesWithATableThatIsGone() throws Exception {
    database.execute("CREATE TABLE gone (id int PRIMARY KEY, email varchar(50))");
    var shard = planned(SpecMaker.people().table("gone"));
    store.prepareCapture(shard);
    database.execute("DROP TABLE gone");

    store.rollBack(shard);

    assertThat(schema.leftovers()).isEmpty();
  }

  @Test
  void whatACaptureNeedsIsMadeOnceAndReleasedOnce() throws Exception {
    var shard = planned(SpecMaker.people());
    store.addColumn(shard);

    store.prepareCapture(shard);
    store.prepareCapture(shard);
    store.emitBarrier(shard, "b-1");
    assertThat(schema.leftovers()).contains(store.slot(shard));
    assertThat(store.changed(shard)).isEmpty();

    store.release(shard);
    store.release(shard);
    assertThat(schema.leftovers()).isEmpty();
    assertThat(store.changed(shard)).isPresent();
  }

  @Test
  void aBarrierIsWrittenEachTime() throws Exception {
    var shard = planned(SpecMaker.people());
    store.prepareCapture(shard);
    String none = written(shard);

    store.emitBarrier(shard, "b-1");
    String once = written(shard);
    store.emitBarrier(shard, "b-1");

    assertThat(List.of(none, once, written(shard))).doesNotHaveDuplicates();
  }

  /** Another text for each barrier more that the server's log holds. */
  private String written(PlannedShard shard) throws Exception {
    return database.value(
        server.isMySql()
            ? "SELECT @@GLOBAL.gtid_executed"
            : """
            SELECT count(*) FROM pg_logical_slot_peek_binary_changes('%s', NULL, NULL,
                     'proto_version', '1', 'publication_names', '%s', 'messages', 'true')
             WHERE encode(data, 'escape') LIKE 'M%%b-1%%'
            """
                .formatted(store.slot(shard), store.publication(shard)));
  }

  @Test
  void signalsAreRead() throws Exception {
    var shard = planned(SpecMaker.people());
    store.prepareCapture(shard);

    try (var watch = store.watch(shard)) {
      var signals = watch.look(shard);

      assertThat(signals.replicaLag()).contains(Duration.ZERO);
      assertThat(signals.slotBytes().isPresent()).isEqualTo(!server.isMySql());
      assertThat(signals.activeSessions()).isPresent();
      assertThat(signals.lockWaiters()).isPresent();
      assertThat(signals.commitLatency()).isPresent();
      assertThat(watch.feel(3, Duration.ofMillis(10)).commits()).hasSize(3);
    }
  }
}
