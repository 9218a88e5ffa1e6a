package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.Signals;
import dev.infill.common.shard.Signals.DeadRows;
import dev.infill.common.spec.PaceSpec;
import dev.infill.deploy.testing.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the pace looks at, and the VACUUM of our own. */
@ParameterizedClass
@EnumSource(Server.class)
class PaceSignalsIT extends OnSteps {
  @Test
  void whatIsOffIsNotAskedFor() throws Exception {
    var shard = planned(PaceSpec.OFF);

    Signals signals = store.probe(shard);

    assertThat(signals.replicaLag()).isEmpty();
    assertThat(signals.commitLatency()).isEmpty();
    assertThat(signals.activeSessions()).isEmpty();
    assertThat(signals.walBytes()).isEmpty();
    assertThat(signals.autovacuum()).isEmpty();
  }

  @Test
  void writtenLogAndAutovacuumAreSeen() throws Exception {
    var shard = planned(walRate());

    long before = store.probe(shard).walBytes().orElseThrow();
    database.execute("CREATE TABLE much AS SELECT generate_series(1, 10000)");
    Signals after = store.probe(shard);

    assertThat(after.walBytes().orElseThrow()).isGreaterThan(before + 100_000);
    assertThat(after.autovacuum()).contains(false);
  }

  @Test
  void watchTellsHowLongCommitsTakeAndWhetherSomebodyElseIsThere() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var watch = store.watch(shard)) {
      try (var application = holding("SELECT 1")) {
        var felt = watch.feel(3, Duration.ofSeconds(4));

        assertThat(felt.commits()).hasSize(3).allMatch(Duration::isPositive);
        assertThat(felt.alone()).isFalse();
        application.rollback();
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
    assertThat(asked("SELECT count(*) * 1.5 FROM generate_series(1, 3)")).contains(4.5);
    assertThat(asked("3 + 4")).contains(7.0);
    // A question mark that is an operator, and one in quotes.
    assertThat(asked("CASE WHEN '{\"a?\": 1}'::jsonb ? 'a?' THEN 1 ELSE 2 END")).contains(1.0);
  }

  @Test
  void operatorsQueryThatFailsOrTakesLongOrWritesGivesNone() throws Exception {
    database.execute("CREATE SEQUENCE drawn");

    assertThat(asked("SELECT no_such_column FROM people")).isEmpty();
    assertThat(asked("SELECT NULL::int")).isEmpty();
    assertThat(asked("SELECT 1 FROM pg_sleep(60)")).isEmpty();
    assertThat(asked("nextval('drawn')")).isEmpty();
    assertThat(database.number("SELECT last_value FROM drawn WHERE NOT is_called")).isOne();
  }

  @Test
  void deadRowsAreFoundAndVacuumedAway() throws Exception {
    var shard = dirty("dirty");
    DeadRows dead = awaitDead(shard);
    assertThat(dead.relation()).isEqualTo("public.dirty");
    assertThat(dead.dead()).isGreaterThan(dead.limit());

    store.vacuum(shard, dead.relation());

    Await.until(
        "the dead rows are gone", Await.LONG, () -> store.probe(shard).deadRows().isEmpty());
    assertThat(database.number("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname='dirty'"))
        .isZero();
  }

  @Test
  void lockThatIsNotFreeIsNotWaitedForLong() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var application = holding("LOCK TABLE people IN SHARE UPDATE EXCLUSIVE MODE")) {
      var failure = failure(() -> store.vacuum(shard, "public.people"));

      assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(failure.lockNotFree()).isTrue();
      application.rollback();
    }
  }

  @Test
  void vacuumGoesWhenSomebodyWaitsForTheTableAndHoldsNoWriterUp() throws Exception {
    var shard = dirty("busy");
    // A page every few milliseconds: it would take many seconds.
    database.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET vacuum_cost_limit = 1',"
            + " current_database()); END $$");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var vacuum =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  store.vacuum(shard, "public.busy");
                  return Optional.<ShardFailure>empty();
                } catch (ShardFailure e) {
                  return Optional.of(e);
                }
              },
              threads);
      Await.until(
          "the vacuum is at it",
          Await.LONG,
          () ->
              database.number(
                      "SELECT count(*) FROM pg_stat_progress_vacuum"
                          + " WHERE relid = 'busy'::regclass AND heap_blks_scanned > 0")
                  == 1);

      database.execute("UPDATE busy SET email = 'y' WHERE id = 1");
      assertThat(vacuum).isNotDone();
      database.execute("ALTER TABLE busy SET (fillfactor = 90)");

      assertThat(vacuum.join())
          .hasValueSatisfying(
              failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
                assertThat(failure.code()).isEqualTo("infill.vacuum-given-up");
                assertThat(failure.getMessage()).contains("somebody waited");
              });
    } finally {
      database.execute(
          "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET vacuum_cost_limit',"
              + " current_database()); END $$");
    }
  }

  private PlannedShard planned(PaceSpec pace) throws Exception {
    PlannedShard usual = planned(SpecMaker.people());
    return new PlannedShard(usual.id(), Paces.in(usual.spec(), pace), usual.shard(), usual.plan());
  }

  private PlannedShard dirty(String table) throws Exception {
    // Autovacuum keeps away, as where it does not keep up.
    database.execute(
        "CREATE TABLE "
            + table
            + " (id int PRIMARY KEY, email text) WITH (autovacuum_enabled = false)",
        "INSERT INTO "
            + table
            + " SELECT n, repeat('X', 400) || n FROM generate_series(1, 20000) AS n",
        "CREATE INDEX ON " + table + " (email)",
        "ANALYZE " + table);
    database.execute("UPDATE " + table + " SET email = 'Y' || email");
    return planned(SpecMaker.people().table(table));
  }

  /** The server tells its statistics a moment late. */
  private DeadRows awaitDead(PlannedShard shard) {
    return Await.until(
            "dead rows", Await.LONG, () -> store.probe(shard).deadRows(), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Double> asked(String sql) throws Exception {
    var shard = planned(Paces.asking(sql));
    return store.probe(shard).query();
  }

  private static PaceSpec walRate() {
    return new PaceSpec(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(50_000_000L),
        Optional.empty(),
        Optional.empty(),
        PaceSpec.Autovacuum.SLOW,
        Optional.empty());
  }
}
