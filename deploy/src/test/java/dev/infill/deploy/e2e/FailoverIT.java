package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Engine;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.MySqlPair;
import dev.infill.deploy.testing.PostgresPair;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource(Engine.class)
  void goesOnWhenAStandbyTakesOver(Engine engine) throws Exception {
    try (var servers = engine == Engine.MYSQL ? MySqlPair.start() : PostgresPair.newest()) {
      var first = servers.first();
      new AccountsTable(first, KeyKind.BIGINT).create(ROWS);
      Speed.SLOW.set(first);
      var table = new AccountsTable(servers.either(), KeyKind.BIGINT);
      var migration = migration("failover", table);
      try (var writers = StubbornWriters.start(table, ROWS)) {
        migration.submit("application");
        awaitFilling(migration);
        servers.awaitReplayed();

        servers.losePrimary();
        Speed.FAST.set(servers.promote());

        complete(migration, table, writers);
      }
      assertThat(shard(migration).report().captureRestarts()).isPositive();
    }
  }

  /**
   * Whatever the migration had done until then is gone: column, publication and slot. A range may
   * find the column gone before the capture is seen to be lost.
   */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void beginsAnewWhenTheStandbyNeverHeardOfTheMigration(Engine engine) throws Exception {
    try (var servers = engine == Engine.MYSQL ? MySqlPair.start() : PostgresPair.version15()) {
      var first = servers.first();
      new AccountsTable(first, KeyKind.BIGINT).create(ROWS);
      Speed.SLOW.set(first);
      servers.awaitReplayed();
      var table = new AccountsTable(servers.either(), KeyKind.BIGINT);
      var migration = migration("failover-far-behind", table);
      servers.loseTouch();
      try (var writers = StubbornWriters.start(table, ROWS)) {
        migration.submit("application");
        awaitFilling(migration);

        servers.losePrimary();
        Speed.FAST.set(servers.promote());

        complete(migration, table, writers);
      }
      assertThat(shard(migration).report().captureRestarts()).isPositive();
    }
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
