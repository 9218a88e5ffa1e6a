package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the way of a migration in real life, one at a time. */
class HazardsIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int ROWS = 20_000;

  @TempDir private static Path folder;
  private static LocalCluster cluster;

  private TestDatabase database;
  private AccountsTable table;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void createTable() throws SQLException {
    database = TestPostgres.shared().database();
    table = new AccountsTable(database, KeyKind.BIGINT);
    table.create(ROWS);
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void seesAChangeThatCommitsWhileCaptureStarts() throws Exception {
    var migration = migration("commit-at-start", Speed.FAST);
    try (var writers = LiveWriters.start(table, ROWS)) {
      // Its changes are committed when the slot begins, after it was asked for.
      var hold =
          Hold.by(
              database,
              """
              INSERT INTO accounts
              SELECT -n, -n, 0, 'Held.' || n || '@X' FROM generate_series(1, 500) AS n
              """);
      migration.submit("application");
      migration.awaitShard("the capture waits", shard -> shard.blocked().isPresent());
      assertThat(blocker(migration)).contains(Integer.toString(hold.pid()));
      hold.release();
      migration.awaitShard("it is at its gate", Phase::atTheGateOrBehind);
      assertThat(table.mismatchesOf("n < 0")).isZero();
      database.execute("DELETE FROM accounts WHERE n < 0");
      complete(migration, writers);
    }
  }

  @Test
  void fillsAroundRowsThatAnApplicationHasLocked() throws Exception {
    var migration = migration("locked-rows", Speed.SLOW);
    try (var writers = LiveWriters.start(table, ROWS / 2)) {
      migration.submit("application");
      migration.awaitShard("it fills", shard -> shard.phase().equals("Backfilling"));
      var hold =
          Hold.by(database, "SELECT n FROM accounts WHERE n > %d FOR UPDATE".formatted(ROWS - 50));
      Speed.FAST.set(database);
      migration.awaitShard(
          "all is filled but the locked rows", shard -> shard.phase().equals("Reconciling"));
      assertThat(
              database.number(
                  "SELECT count(*) FROM accounts WHERE email_lower IS NULL AND n BETWEEN %d AND %d"
                      .formatted(ROWS / 2 + 1, ROWS - 50)))
          .isZero();
      assertThat(
              database.number(
                  "SELECT count(*) FROM accounts WHERE email_lower IS NULL AND n BETWEEN %d AND %d"
                      .formatted(ROWS - 49, ROWS)))
          .isEqualTo(50);
      hold.release();
      complete(migration, writers);
    }
    assertThat(shard(migration).report().rowsRepaired()).isGreaterThanOrEqualTo(50);
  }

  @Test
  void neverStandsInFrontOfTheApplicationWhileALongTransactionRuns() throws Exception {
    var migration = migration("long-transaction", Speed.FAST);
    try (var writers = LiveWriters.start(table, ROWS)) {
      var hold = Phase.EXPANDING.hold(database);
      migration.submit("application");
      migration.awaitShard(
          "it has tried more than once",
          shard -> shard.blocked().filter(blocked -> blocked.attempt() >= 3).isPresent());
      assertThat(blocker(migration)).contains(Integer.toString(hold.pid()));
      // The lock timeout is 500 ms; the rest is what a busy machine may add.
      assertThat(writers.longest()).isLessThan(Duration.ofMillis(1_500));
      hold.release();
      migration.awaitShard("the column is added", Phase::isPastExpanding);
      assertThat(writers.longest()).isLessThan(Duration.ofMillis(1_500));
      complete(migration, writers);
    }
  }

  @Test
  void namesWhoKeepsAnIndexFromBeingBuilt() throws Exception {
    var migration = migration("index-waits", Speed.FAST);
    try (var writers = LiveWriters.start(table, ROWS)) {
      Hold hold = Phase.BUILDING_THE_INDEX.bringTo(migration, writers);
      migration.awaitShard("it says that it waits", shard -> shard.blocked().isPresent());
      assertThat(blocker(migration)).contains("pid " + hold.pid());
      assertThat(writers.longest()).isLessThan(Duration.ofMillis(1_500));
      hold.release();
      // The transaction brought in a row without a value, which is filled all the same.
      migration.awaitShard("it is at its end", shard -> shard.phase().equals("Completed"));
      database.execute("DELETE FROM accounts WHERE n = -1");
      complete(migration, writers);
    }
  }

  @Test
  void pausesWithinTwoSecondsAndGoesOnWhenResumed() throws Exception {
    var migration = migration("paused", Speed.SLOW);
    try (var writers = LiveWriters.start(table, ROWS)) {
      // No chunk is larger than its range, so at this speed none takes longer than a second.
      migration.submit("application", 200);
      migration.awaitShard(
          "the fill is under way",
          shard -> shard.progress().filter(walk -> walk.rows() > 500).isPresent());
      cluster.api().pause(migration.name());
      Instant asked = Instant.now();
      // Dual-writes go on meanwhile, so the writers tell the time.
      long writes = writers.writes();
      Await.until("some seconds pass", LONG, writers::writes, now -> now > writes + 400);
      Instant until = Instant.now();

      assertThat(until).isAfter(asked.plusSeconds(2));
      assertThat(shard(migration).phase()).isEqualTo("Paused");
      assertThat(chunks(migration, asked.plusSeconds(2), until)).isEmpty();
      assertThat(chunks(migration, Instant.EPOCH, asked)).isNotEmpty();

      Speed.FAST.set(database);
      cluster.api().resume(migration.name());
      complete(migration, writers);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "division | 100 / (n - 77)          | UPDATE accounts SET n = 20077 WHERE n = 77",
        "cast     | substr(email, 6, 2)::int | UPDATE accounts SET email = 'Mail.12@X' WHERE n = 77"
      })
  void quarantinesARowWhoseValueCannotBeComputed(String kind, String value, String repair)
      throws Exception {
    String name = "quarantine-" + kind;
    database.execute("UPDATE accounts SET email = 'Mail.10@X'");
    database.execute("UPDATE accounts SET email = 'Mail.PLANTED@X' WHERE n = 77");
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: %s
        table: public.accounts
        column: { name: computed, type: int, value: "%s" }
        constraints: { notNull: true }
        writers: { gate: assume }
        limits: { rangesInFlight: 2, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, pace: { slowdown: off } }
        """
            .formatted(name, value);
    cluster.api().submit(new NamedText("spec.yaml", spec), Fleets.of(folder, database));

    ShardStatus failed = cluster.await(name, LONG, "Failed").shards().getFirst();

    assertThat(failed.quarantined()).hasSize(1);
    assertThat(failed.quarantined().getFirst().key().parts()).containsExactly("1232");
    assertThat(failed.failure()).isPresent();
    assertThat(failed.toString()).doesNotContain("PLANTED");
    assertThat(database.number("SELECT count(*) FROM accounts WHERE computed IS NULL"))
        .isEqualTo(1);
    assertThat(
            database.value(
                "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'accounts'::regclass AND"
                    + " attname = 'computed'"))
        .isEqualTo("f");

    database.execute(repair);
    cluster.api().resume(name);

    ShardStatus done = cluster.await(name, LONG, "Completed").shards().getFirst();
    assertThat(done.report().mismatches()).isZero();
    assertThat(
            database.number(
                "SELECT count(*) FROM accounts WHERE computed IS DISTINCT FROM " + value))
        .isZero();
    assertThat(Leftovers.of(database, AccountsTable.NAME, false)).isEmpty();
  }

  @Test
  void capturesAnewAndChecksEverythingWhenItsSlotIsDropped() throws Exception {
    var migration = migration("slot-dropped", Speed.SLOW);
    try (var writers = LiveWriters.start(table, ROWS)) {
      migration.submit("application");
      migration.awaitShard(
          "the fill is under way",
          shard -> shard.progress().filter(walk -> walk.rows() > 500).isPresent());
      database.execute(
          """
          DO $$
          DECLARE victim name;
          BEGIN
            SELECT slot_name INTO STRICT victim FROM pg_replication_slots
             WHERE database = current_database();
            FOR attempt IN 1..200 LOOP
              BEGIN
                PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots
                  WHERE slot_name = victim AND active;
                PERFORM pg_drop_replication_slot(victim);
                RETURN;
              EXCEPTION WHEN object_in_use THEN
                PERFORM pg_sleep(0.01);
              END;
            END LOOP;
            RAISE EXCEPTION 'the slot could not be dropped';
          END $$
          """);
      Speed.FAST.set(database);
      complete(migration, writers);
    }
    assertThat(shard(migration).report().captureRestarts()).isPositive();
  }

  @Test
  void givesUpACaptureForWhichTheServerKeepsTooMuchLogAndChecksEverythingOnceResumed()
      throws Exception {
    String name = "too-much-log";
    database.execute("CREATE TABLE elsewhere (n int)");
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: %s
        table: public.accounts
        column: { name: email_lower, type: text, value: lower(email) }
        constraints: { notNull: true }
        writers: { gate: assume, approval: true }
        limits: { pace: { slowdown: off, slotBytes: off, criticalSlotBytes: 60MB } }
        """
            .formatted(name);
    cluster.api().submit(new NamedText("spec.yaml", spec), Fleets.of(folder, database));
    cluster.await(name, LONG, "AwaitingApproval");

    // A transaction that stays open keeps the log, although the capture reads all of it. What is
    // kept from before it, the capture lets go meanwhile.
    var hold = Hold.by(database, "INSERT INTO elsewhere VALUES (1)");
    Await.until("enough log is kept", LONG, this::nextSegment, bytes -> bytes > 150_000_000);
    ShardStatus failed = cluster.await(name, LONG, "Failed").shards().getFirst();
    assertThat(failed.failure().orElseThrow().code()).contains("retained-log");
    assertThat(failed.failure().orElseThrow().reason()).contains("above the limit of 60 MB");
    Await.until("the slot is gone", LONG, () -> slots() == 0);

    // Of these nobody hears.
    database.execute("UPDATE accounts SET email = 'Unheard.' || n || '@X' WHERE n <= 100");
    hold.release();
    cluster.api().resume(name);
    ShardStatus checked = cluster.await(name, LONG, "AwaitingApproval").shards().getFirst();
    assertThat(checked.report().rowsRepaired()).isEqualTo(100);
    cluster.api().approve(name, Optional.empty());

    ShardStatus done = cluster.await(name, LONG, "Completed").shards().getFirst();
    assertThat(done.report().captureRestarts()).isEqualTo(1);
    assertThat(done.report().mismatches()).isZero();
    assertThat(table.mismatches()).isZero();
    assertThat(table.leftovers(false)).isEmpty();
  }

  /** Goes on to the next segment of the server's log, and tells how much of it the slot keeps. */
  private long nextSegment() throws SQLException {
    database.execute("INSERT INTO elsewhere VALUES (2)", "SELECT pg_switch_wal()");
    return database.number(
        "SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)::bigint"
            + " FROM pg_replication_slots WHERE database = current_database()");
  }

  private long slots() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()");
  }

  private Phase.Migration migration(String name, Speed speed) throws Exception {
    database.execute("CREATE TABLE elsewhere (n int)");
    speed.set(database);
    return new Phase.Migration(cluster, name, database, Fleets.of(folder, database));
  }

  /** Brings it to its end, and looks at every row. */
  private void complete(Phase.Migration migration, LiveWriters writers) throws Exception {
    migration.awaitShard("it is at its gate", Phase::atTheGateOrBehind);
    writers.deploy();
    cluster.await(migration.name(), LONG, "Completed");
    writers.close();

    assertThat(writers.errors()).isEmpty();
    assertThat(table.mismatches()).isZero();
    assertThat(table.lostWrites(writers.committed())).isEmpty();
    assertThat(table.leftovers(false)).isEmpty();
    assertThat(shard(migration).report().mismatches()).isZero();
  }

  private static ShardStatus shard(Phase.Migration migration) throws InterruptedException {
    return cluster.status(migration.name()).orElseThrow().shards().getFirst();
  }

  private static String blocker(Phase.Migration migration) throws InterruptedException {
    return shard(migration).blocked().orElseThrow().reason();
  }

  private static List<Instant> chunks(Phase.Migration migration, Instant after, Instant before) {
    return EventTap.events(cluster.kafka(), migration.name()).stream()
        .filter(recorded -> recorded.event() instanceof ChunkFilled)
        .map(recorded -> recorded.at())
        .filter(at -> at.isAfter(after) && at.isBefore(before))
        .toList();
  }
}
