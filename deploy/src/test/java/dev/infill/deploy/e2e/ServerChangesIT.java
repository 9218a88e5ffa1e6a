package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OwnServer;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole migrations with a live application on a server that changes under them. */
@Timeout(600)
class ServerChangesIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final int ROWS = 20_000;
  private static final int ROUNDS = 8;

  @TempDir private static Path folder;
  private static LocalCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  /** Walsender, fill, dual-write, steps and probes alike. */
  @Test
  void losesNothingWhenItsSessionsAreEndedAgainAndAgain() throws Exception {
    try (var database = TestPostgres.shared().database()) {
      var table = accounts(database, Speed.SLOW);
      var migration = migration("ended-sessions", table);
      try (var writers = LiveWriters.start(table, ROWS)) {
        migration.submit("application");
        awaitFilling(migration);
        for (int round = 0; round < ROUNDS; round++) {
          long before = writers.writes();
          Await.until("some are there, and ended", LONG, () -> endOurSessions(database) > 0);
          Await.until("it is written on", LONG, () -> writers.writes() > before + 40);
        }
        Speed.FAST.set(database);
        migration.awaitShard("it checks", shard -> shard.phases().containsKey("Reconciling"));
        endOurSessions(database);
        complete(migration, table, writers);
      }
      assertThat(shard(migration).report().captureRestarts()).isZero();
    }
  }

  /** The walsender alone: the capture is back long before the next second look. */
  @Test
  void goesOnByItselfWhenItsWalsenderIsEnded() throws Exception {
    try (var database = TestPostgres.version15().database()) {
      var table = accounts(database, Speed.SLOW);
      var migration = migration("ended-walsender", table);
      try (var writers = LiveWriters.start(table, ROWS)) {
        migration.submit("application");
        awaitFilling(migration);
        for (int round = 0; round < 3; round++) {
          String pid = awaitWalsender(database, "");
          database.execute("SELECT pg_terminate_backend(" + pid + ")");
          awaitWalsender(database, pid);
        }
        Speed.FAST.set(database);
        complete(migration, table, writers);
      }
      assertThat(shard(migration).report().captureRestarts()).isZero();
    }
  }

  @Test
  void capturesAnewWhenItsSlotWasInvalidated() throws Exception {
    try (var server = OwnServer.start(Map.of("max_slot_wal_keep_size", "1MB"))) {
      var database = server.database();
      var table = accounts(database, Speed.SLOW);
      var migration = migration("invalidated", table);
      try (var writers = LiveWriters.start(table, ROWS)) {
        migration.submit("application");
        awaitFilling(migration);
        // Keeps the slot where it stands, as any long transaction does.
        var hold = Hold.by(database, "CREATE TEMP TABLE elsewhere_held (n int)");
        Await.until("the slot is lost", LONG, () -> invalidate(database));
        hold.release();
        Speed.FAST.set(database);
        complete(migration, table, writers);
      }
      assertThat(shard(migration).report().captureRestarts()).isPositive();
    }
  }

  @Test
  void goesOnWhenTheServerIsRestarted() throws Exception {
    try (var server = OwnServer.start(Map.of())) {
      var database = server.database();
      var table = accounts(database, Speed.SLOW);
      var migration = migration("restarted", table);
      try (var writers = StubbornWriters.start(table, ROWS)) {
        migration.submit("application");
        awaitFilling(migration);
        server.server().restart();
        long before = writers.writes();
        Await.until("it is written on", LONG, () -> writers.writes() > before + 100);
        server.server().kill9();
        server.server().startAgain();
        Speed.FAST.set(database);
        migration.awaitShard("it is at its gate", Phase::atTheGateOrBehind);
        writers.deploy();
        cluster.await(migration.name(), LONG, "Completed");
      }
      assertThat(table.mismatches()).isZero();
      assertThat(table.leftovers(false)).isEmpty();
      assertThat(shard(migration).report().mismatches()).isZero();
      assertThat(shard(migration).report().captureRestarts()).isZero();
    }
  }

  @Test
  void waitsWhileTheServerHasNoConnectionLeft() throws Exception {
    try (var database = TestPostgres.shared().database()) {
      var table = accounts(database, Speed.SLOW);
      var plain = PlainRole.of(database, "accounts");
      String role = plain.name();
      var migration = migration("no-connections", table, role);
      try (var writers = LiveWriters.start(table, ROWS)) {
        migration.submit("application");
        awaitFilling(migration);
        database.execute("ALTER ROLE " + role + " CONNECTION LIMIT 0");
        endOurSessions(database);
        migration.awaitShard("it says what it waits for", ServerChangesIT::waitsForConnections);
        database.execute("ALTER ROLE " + role + " CONNECTION LIMIT -1");
        Speed.FAST.set(database);
        complete(migration, table, writers);
      }
      assertThat(shard(migration).report().captureRestarts()).isZero();
      plain.close();
    }
  }

  @Test
  void isRightWhateverIsSetOnTheRole() throws Exception {
    try (var database = TestPostgres.shared().database()) {
      var table = accounts(database, Speed.SLOW);
      var plain = PlainRole.of(database, "accounts");
      String role = plain.name();
      database.execute(
          "ALTER ROLE " + role + " SET statement_timeout = '50ms'",
          "ALTER ROLE " + role + " SET lock_timeout = '1ms'",
          "ALTER ROLE " + role + " SET idle_session_timeout = '1s'",
          "ALTER ROLE " + role + " SET idle_in_transaction_session_timeout = '50ms'",
          "ALTER ROLE " + role + " SET transaction_timeout = '100ms'",
          "ALTER ROLE " + role + " SET default_transaction_read_only = on",
          "ALTER ROLE " + role + " SET default_transaction_isolation = 'serializable'",
          "ALTER ROLE " + role + " SET search_path = ''",
          "ALTER ROLE " + role + " SET timezone = 'Asia/Kathmandu'",
          "ALTER ROLE " + role + " SET datestyle = 'German'",
          "ALTER ROLE " + role + " SET intervalstyle = 'sql_standard'",
          "ALTER ROLE " + role + " SET bytea_output = 'escape'",
          "ALTER ROLE " + role + " SET standard_conforming_strings = off",
          "ALTER ROLE " + role + " SET synchronous_commit = off",
          "ALTER ROLE " + role + " SET work_mem = '64kB'");
      String name = "nasty-role";
      var spec =
          """
          apiVersion: infill/v1
          kind: Migration
          name: %s
          table: public.accounts
          column: { name: email_lower, type: text, value: "public.app_lower(email)" }
          constraints: { notNull: true }
          indexes: [ { name: accounts_lower_idx, columns: [email_lower] } ]
          writers: { gate: application, quiet: 1s, minChanges: 20 }
          limits: { rangesInFlight: 4, rangeRows: 1000, chunkTarget: 100ms, lockTimeout: 500ms, pace: { slowdown: off } }
          """
              .formatted(name);
      var fleet = Fleets.of(folder, database, role, database.password());
      var migration = new Phase.Migration(cluster, name, database, fleet);
      try (var writers = LiveWriters.start(table, ROWS)) {
        cluster.api().submit(new NamedText("spec.yaml", spec), fleet);
        awaitFilling(migration);
        Speed.FAST.set(database);
        complete(migration, table, writers);
      }
      assertThat(shard(migration).report().captureRestarts()).isZero();
      plain.close();
    }
  }

  private static AccountsTable accounts(TestDatabase database, Speed speed) throws SQLException {
    var table = new AccountsTable(database, KeyKind.BIGINT);
    table.create(ROWS);
    speed.set(database);
    return table;
  }

  private static Phase.Migration migration(String name, AccountsTable table) throws Exception {
    return migration(name, table, table.database().user());
  }

  private static Phase.Migration migration(String name, AccountsTable table, String role)
      throws Exception {
    var database = table.database();
    return new Phase.Migration(
        cluster, name, database, Fleets.of(folder, database, role, database.password()));
  }

  private static void awaitFilling(Phase.Migration migration) throws InterruptedException {
    migration.awaitShard(
        "the fill is under way",
        shard -> shard.progress().filter(walk -> walk.rows() > 500).isPresent());
  }

  private static long endOurSessions(TestDatabase database) throws SQLException {
    return database.number(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = current_database()
           AND (application_name LIKE 'infill %' OR backend_type = 'walsender'
                OR application_name LIKE 'Debezium%')
        """);
  }

  /** The process that reads from the slot now, once it is another than the one before. */
  private static String awaitWalsender(TestDatabase database, String before) {
    return Await.until(
            "the slot is read from",
            LONG,
            () ->
                database.column(
                    "SELECT active_pid FROM pg_replication_slots"
                        + " WHERE active AND database = current_database()"),
            pids -> pids.size() == 1 && !pids.getFirst().equals(before))
        .getFirst();
  }

  private static boolean invalidate(TestDatabase database) throws SQLException {
    database.execute(
        "SELECT pg_logical_emit_message(false, 'elsewhere', repeat('x', 1000000))"
            + " FROM generate_series(1, 20)",
        "SELECT pg_switch_wal()",
        "CHECKPOINT");
    return database.number("SELECT count(*) FROM pg_replication_slots WHERE wal_status = 'lost'")
        == 1;
  }

  private static boolean waitsForConnections(ShardStatus shard) {
    return shard.pace().reason().contains("too many connections");
  }

  /** Brings it to its end, and looks at every row. */
  private static void complete(Phase.Migration migration, AccountsTable table, LiveWriters writers)
      throws Exception {
    cluster.awaitShards(migration.name(), "it is at its gate", LONG, Phase::atTheGateOrBehind);
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
}
