package dev.infill.deploy.e2e.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.e2e.Fleets;
import dev.infill.deploy.e2e.LocalCluster;
import dev.infill.deploy.e2e.tables.TableCase.Gate;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table whose trigger does not let the column be what it shall be is given up, with a reason. */
class ResistingTriggerIT {
  private static final Duration LONG = Duration.ofMinutes(4);

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

  @ParameterizedTest
  @ValueSource(strings = {"RETURN NULL;", "NEW.c := 'mine'; RETURN NEW;"})
  void isGivenUpAndTold(String trigger) throws Exception {
    String name = trigger.startsWith("RETURN") ? "keeps-the-row" : "writes-the-column";
    var table =
        TableCase.mails(name, "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)")
            .setup(
                "INSERT INTO t SELECT i, 'Mail.' || i FROM generate_series(1001, 1500) i",
                "CREATE FUNCTION resist() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
                    + trigger.replace("'", "''")
                    + " END'")
            .limits("{ rangesInFlight: 2, rangeRows: 10000, chunkTarget: 100ms, lockTimeout: 2s }")
            .gate(Gate.ASSUME);
    try (var database = TestPostgres.shared().database()) {
      database.execute(table.setup.toArray(String[]::new));
      // Only once the column is there can the trigger name it; plpgsql looks when it runs.
      database.execute(
          "CREATE TRIGGER resist BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION resist()");
      cluster
          .api()
          .submit(
              new NamedText("spec.yaml", table.submitted(name)),
              Fleets.of(folder, new TestDatabase[] {database}));

      var shard = cluster.await(name, LONG, "Failed").shards().getFirst();

      assertThat(shard.below()).isEqualTo("Reconciling");
      assertThat(shard.failure().orElseThrow().advice()).contains("trigger");
      assertThat(shard.findings().toString()).contains("update-triggers", "resist");
      cluster.api().rollBack(name);
      cluster.await(name, LONG, "RolledBack");
    }
  }
}
