package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch.Felt;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.PaceSpec;
import dev.infill.deploy.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the pace looks at, on every engine. */
@ParameterizedClass
@EnumSource
class SignalsIT extends OnEverySteps {
  @Test
  void whatIsOffIsNotAskedFor() throws Exception {
    Signals signals = store.probe(planned(PaceSpec.OFF));

    assertThat(signals.replicaLag()).isEmpty();
    assertThat(signals.commitLatency()).isEmpty();
    assertThat(signals.activeSessions()).isEmpty();
    assertThat(signals.lockWaiters()).isEmpty();
    assertThat(signals.walBytes()).isEmpty();
    assertThat(signals.slotBytes()).isEmpty();
    assertThat(signals.autovacuum()).isEmpty();
    assertThat(signals.query()).isEmpty();
    signals
        .mySql()
        .ifPresent(
            only ->
                assertThat(only)
                    .isEqualTo(
                        new Signals.OnMySql(Optional.empty(), Optional.empty(), Optional.empty())));
  }

  @Test
  void whatAnEngineHasIsToldWithoutBeingAskedFor() throws Exception {
    var shard = planned(SpecMaker.people());
    store.prepareCapture(shard);

    Signals signals = store.probe(shard);

    assertThat(signals.replicaLag()).contains(Duration.ZERO);
    assertThat(signals.commitLatency()).hasValueSatisfying(took -> assertThat(took).isPositive());
    assertThat(signals.activeSessions()).isPresent();
    assertThat(signals.lockWaiters()).contains(0);
    if (server.isMySql()) {
      var only = signals.mySql().orElseThrow();
      assertThat(only.historyLength()).hasValueSatisfying(it -> assertThat(it).isNotNegative());
      assertThat(only.redoLog()).hasValueSatisfying(it -> assertThat(it).isBetween(0, 100));
      assertThat(only.semiSyncWait()).contains(Duration.ZERO);
    } else {
      assertThat(signals.slotBytes()).hasValueSatisfying(it -> assertThat(it).isNotNegative());
      assertThat(signals.autovacuum()).contains(false);
    }
  }

  @Test
  void writtenLogIsSeen() throws Exception {
    var shard = planned(Paces.logging());
    try (var watch = store.watch(shard)) {
      long before = watch.look(shard).walBytes().orElseThrow();

      database.execute("UPDATE people SET email = rpad(email, 190, 'x')");

      long after = watch.look(shard).walBytes().orElseThrow();
      assertThat(after).isGreaterThan(before + 150_000);
    }
  }

  @Test
  void whoRunsAStatementAndWaitsForARowIsCounted() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var application = holding("UPDATE people SET email = 'a' WHERE id = 1")) {
      var other = CompletableFuture.runAsync(this::updateTheSameRow, threads);

      Await.until(
          "somebody waits for the row",
          Await.LONG,
          () -> {
            Signals signals = store.probe(shard);
            return signals.lockWaiters().orElseThrow() >= 1
                && signals.activeSessions().orElseThrow() >= 1;
          });

      application.rollback();
      other.join();
      assertThat(store.probe(shard).lockWaiters()).contains(0);
    }
  }

  @Test
  void oldVersionsOfRowsThatSomebodyStillMaySeeAreCounted() throws Exception {
    assumeTrue(server.isMySql(), "PostgreSQL keeps them in the table, where VACUUM finds them");
    var shard = planned(SpecMaker.people());
    try (var application = database.connect();
        var statement = application.createStatement()) {
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");

      for (int i = 0; i < 200; i++) {
        database.execute("UPDATE people SET email = 'Round%d' WHERE id = 1".formatted(i));
      }

      // Those of before are cleared away meanwhile.
      assertThat(store.probe(shard).mySql().orElseThrow().historyLength())
          .hasValueSatisfying(length -> assertThat(length).isGreaterThanOrEqualTo(200));
      statement.execute("ROLLBACK");
    }
  }

  @Test
  void watchTellsHowLongCommitsTakeAndWhetherSomebodyElseIsThere() throws Exception {
    var shard = planned(SpecMaker.people());
    store.prepareCapture(shard);
    try (var watch = store.watch(shard)) {
      var stop = new AtomicBoolean();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var application = CompletableFuture.runAsync(() -> runUntil(stop), threads);

        Felt felt;
        try {
          felt = watch.feel(3, Duration.ofSeconds(4));
        } finally {
          stop.set(true);
        }

        assertThat(felt.commits()).hasSize(3).allMatch(Duration::isPositive);
        assertThat(felt.alone()).isFalse();
        application.join();
      }
      // Nobody does anything from here on; and the same connection looks and commits.
      Await.until(
          "nobody else was there for some seconds",
          Await.LONG,
          () -> watch.feel(1, Duration.ofMillis(500)).alone());
      assertThat(watch.look(shard).commitLatency()).isPresent();
    }
  }

  @Test
  void operatorsQueryGivesItsNumber() throws Exception {
    assertThat(asked("SELECT count(*) * 1.5 FROM people WHERE id <= 3")).contains(4.5);
    assertThat(asked("3 + 4")).contains(7.0);
  }

  @Test
  void aQuestionMarkInAQueryIsNoParameter() throws Exception {
    String operator =
        server.isMySql() ? "'a?'" : "CASE WHEN '{\"a?\": 1}'::jsonb ? 'a?' THEN 'a?' END";

    assertThat(asked("CASE WHEN " + operator + " = 'a?' THEN 1 ELSE 2 END")).contains(1.0);
  }

  @Test
  void operatorsQueryThatFailsOrTakesLongOrWritesGivesNone() throws Exception {
    String slow = server.isMySql() ? "SLEEP(60) = 0" : "pg_sleep(60) IS NOT NULL";
    database.execute(
        server.isMySql()
            ? """
            CREATE FUNCTION emptied() RETURNS int DETERMINISTIC MODIFIES SQL DATA
            BEGIN DELETE FROM people; RETURN 1; END
            """
            : """
            CREATE FUNCTION emptied() RETURNS int LANGUAGE plpgsql AS
            $$ BEGIN DELETE FROM people; RETURN 1; END $$
            """);

    assertThat(asked("SELECT no_such_column FROM people")).isEmpty();
    assertThat(asked("SELECT max(id) FROM people WHERE id < 0")).isEmpty();
    assertThat(asked("SELECT count(*) FROM people WHERE " + slow)).isEmpty();
    assertThat(asked("emptied()")).isEmpty();

    assertThat(database.number("SELECT count(*) FROM people")).isEqualTo(1000);
    database.execute("DROP FUNCTION emptied");
  }

  private void updateTheSameRow() {
    try {
      database.execute("UPDATE people SET email = 'b' WHERE id = 1");
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * One statement after the other, as of an application that is at work. On PostgreSQL one whose
   * transaction is open is somebody too while it does nothing.
   */
  private void runUntil(AtomicBoolean stop) {
    try (var application = holding("SELECT 1");
        var statement = application.createStatement()) {
      while (!stop.get()) {
        if (server.isMySql()) {
          statement.execute("SELECT 1");
        }
        Thread.sleep(Duration.ofMillis(10));
      }
      application.rollback();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private PlannedShard planned(PaceSpec pace) throws ShardFailure {
    PlannedShard usual = planned(SpecMaker.people());
    return new PlannedShard(usual.id(), Paces.in(usual.spec(), pace), usual.shard(), usual.plan());
  }

  private Optional<Double> asked(String sql) throws ShardFailure {
    return store.probe(planned(Paces.asking(sql))).query();
  }
}
