package dev.infill.deploy.e2e.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.e2e.Fleets;
import dev.infill.deploy.e2e.Leftovers;
import dev.infill.deploy.e2e.LocalCluster;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions that are made, attached and detached while a migration runs. */
class PartitionsComeAndGoIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final TableCase TABLE =
      TableCase.mails(
          "come-and-go",
          "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL) PARTITION BY RANGE (id)",
          "CREATE TABLE t_low PARTITION OF t FOR VALUES FROM (0) TO (2000)",
          "CREATE TABLE t_new PARTITION OF t FOR VALUES FROM (1000000) TO (9000000)");

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

  @Test
  void whatComesWithRowsIsCheckedAndWhatGoesIsTold() throws Exception {
    try (var database = TestPostgres.shared().database()) {
      database.execute(TABLE.setup.toArray(String[]::new));
      var application = Application.start(database, TABLE);
      try (application) {
        cluster
            .api()
            .submit(
                new NamedText("spec.yaml", TABLE.submitted(TABLE.name)),
                Fleets.of(folder, new TestDatabase[] {database}));
        await("AwaitingWriters", 0);

        database.execute(
            "CREATE TABLE t_made PARTITION OF t FOR VALUES FROM (2000) TO (3000)",
            "CREATE TABLE t_brought (LIKE t INCLUDING ALL)");
        Await.until("the made one is known", LONG, () -> isKnown(database, "t_made"));
        database.execute("INSERT INTO t (id, email) VALUES (2001, 'Made')");
        assertThat(restarts()).isZero();

        database.execute(
            "INSERT INTO t_brought (id, email) SELECT i, 'Brought.' || i FROM generate_series(3000, 3099) i",
            "ALTER TABLE t ATTACH PARTITION t_brought FOR VALUES FROM (3000) TO (4000)");
        await("AwaitingWriters", 1);
        assertThat(
                database.number(
                    "SELECT count(*) FROM t_brought WHERE c IS DISTINCT FROM lower(email)"))
            .isZero();

        database.execute("ALTER TABLE t DETACH PARTITION t_made");
        cluster.awaitShards(
            TABLE.name,
            "the detached one is told of",
            LONG,
            shard ->
                shard.findings().stream()
                    .map(Finding::sentence)
                    .anyMatch(s -> s.contains("t_made")));
        application.deploy();
        cluster.await(TABLE.name, LONG, "Completed");
      }

      assertThat(application.errors()).isEmpty();
      assertThat(restarts()).isEqualTo(1);
      assertThat(database.number("SELECT count(*) FROM t WHERE c IS DISTINCT FROM lower(email)"))
          .isZero();
      assertThat(Leftovers.of(database, "t", false)).isEmpty();
    }
  }

  private static boolean isKnown(TestDatabase database, String partition) throws Exception {
    return database.number(
            """
            SELECT count(*) FROM pg_publication p
             WHERE obj_description(p.oid, 'pg_publication') LIKE '%% ' || '%s'::regclass::oid || '=%%'
            """
                .formatted(partition))
        == 1;
  }

  private static void await(String phase, int restarts) throws Exception {
    cluster.awaitShards(
        TABLE.name,
        phase + " after " + restarts + " new captures",
        LONG,
        shard -> shard.phase().equals(phase) && shard.report().captureRestarts() == restarts);
  }

  private static int restarts() throws Exception {
    return cluster.status(TABLE.name).orElseThrow().shards().getFirst().report().captureRestarts();
  }
}
