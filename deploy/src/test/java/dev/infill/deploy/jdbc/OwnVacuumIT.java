package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.Signals.DeadRows;
import dev.infill.deploy.testing.Await;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The VACUUM of our own, where autovacuum does not keep up. */
@ParameterizedClass
@EnumSource(Server.class)
class OwnVacuumIT extends OnSteps {
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
}
