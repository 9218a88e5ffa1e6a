package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OwnServer;
import dev.infill.deploy.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The primary is lost in the middle of a migration, and its standby takes over. */
@Timeout(600)
class FailoverIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final int ROWS = 20_000;

  @TempDir private Path folder;
  private LocalCluster cluster;

  @BeforeEach
  void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void goesOnWhenAStandbyTakesOver() throws Exception {
    try (var primary = OwnServer.start(Map.of())) {
      var first = primary.database();
      new AccountsTable(first, KeyKind.BIGINT).create(ROWS);
      Speed.SLOW.set(first);
      try (var standby = primary.standby(Map.of())) {
        var table = new AccountsTable(either(first, primary, standby), KeyKind.BIGINT);
        var migration = migration("failover", table);
        try (var writers = StubbornWriters.start(table, ROWS)) {
          migration.submit("application");
          awaitFilling(migration);
          awaitReplayed(primary, standby);

          primary.server().kill9();
          promote(standby, first);

          complete(migration, table, writers);
        }
        assertThat(shard(migration).report().captureRestarts()).isPositive();
      }
    }
  }

  /** Whatever the migration had done until then is gone: column, publication and slot. */
  @Test
  void beginsAnewWhenTheStandbyNeverHeardOfTheMigration() throws Exception {
    try (var primary = OwnServer.version15(Map.of())) {
      var first = primary.database();
      new AccountsTable(first, KeyKind.BIGINT).create(ROWS);
      Speed.SLOW.set(first);
      try (var standby = primary.standby(Map.of())) {
        awaitReplayed(primary, standby);
        var table = new AccountsTable(either(first, primary, standby), KeyKind.BIGINT);
        var migration = migration("failover-far-behind", table);
        try (var writers = StubbornWriters.start(table, ROWS)) {
          standby.stop();
          migration.submit("application");
          awaitFilling(migration);

          primary.server().kill9();
          standby.server().startAgain();
          promote(standby, first);

          complete(migration, table, writers);
        }
        assertThat(shard(migration).report().captureRestarts()).isPositive();
      }
    }
  }

  /** The same database, on whichever of the two is the primary. */
  private static TestDatabase either(TestDatabase first, OwnServer primary, OwnServer standby) {
    String url =
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary&hostRecheckSeconds=1"
            .formatted(primary.server().port(), standby.server().port(), first.name());
    return new TestDatabase(first.name(), url, first.user(), first.password(), first.adminUrl());
  }

  private Phase.Migration migration(String name, AccountsTable table) throws Exception {
    return new Phase.Migration(
        cluster, name, table.database(), Fleets.of(folder, table.database()));
  }

  private static void awaitFilling(Phase.Migration migration) throws InterruptedException {
    migration.awaitShard(
        "the fill is under way",
        shard -> shard.progress().filter(walk -> walk.rows() > 500).isPresent());
  }

  private static void awaitReplayed(OwnServer primary, OwnServer standby) throws SQLException {
    String sent;
    try (var connection = primary.server().connect("postgres");
        var statement = connection.createStatement();
        var answer = statement.executeQuery("SELECT pg_current_wal_lsn()")) {
      answer.next();
      sent = answer.getString(1);
    }
    Await.until(
        "the standby has what is committed",
        Await.LONG,
        () -> {
          try (var connection = standby.server().connect("postgres");
              var statement = connection.createStatement();
              var answer =
                  statement.executeQuery(
                      "SELECT pg_last_wal_replay_lsn() >= '%s'::pg_lsn".formatted(sent))) {
            answer.next();
            return answer.getBoolean(1);
          }
        });
  }

  private static void promote(OwnServer standby, TestDatabase first) throws SQLException {
    try (var connection = standby.server().connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_promote(true, 60)");
    }
    Speed.FAST.set(standby.database(first));
  }

  /** Brings it to its end, and looks at every row. */
  private void complete(Phase.Migration migration, AccountsTable table, StubbornWriters writers)
      throws Exception {
    long before = writers.writes();
    Await.until("the application writes again", LONG, () -> writers.writes() > before + 50);
    cluster.awaitShards(
        migration.name(), "it is at its gate", LONG, s -> s.phase().equals("AwaitingWriters"));
    writers.deploy();
    cluster.await(migration.name(), LONG, "Completed");
    writers.close();

    assertThat(table.mismatches()).isZero();
    assertThat(table.leftovers(false)).isEmpty();
    assertThat(shard(migration).report().mismatches()).isZero();
  }

  private ShardStatus shard(Phase.Migration migration) throws InterruptedException {
    return cluster.status(migration.name()).orElseThrow().shards().getFirst();
  }
}
