package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Engine;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * kill -9 of each part of the cluster in the middle of each phase, while an application writes. The
 * phase is held by what holds it in real life: somebody's open transaction, or a slow value.
 */
@ParameterizedClass
@EnumSource(value = Engine.class, names = "POSTGRESQL")
class KillIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int ROWS = 20_000;

  @TempDir private static Path folder;
  private static ProcessCluster cluster;

  @Parameter private Engine engine;

  enum Victim {
    WORKER,
    COORDINATOR,
    BROKER
  }

  @BeforeParameterizedClassInvocation
  static void startCluster() throws Exception {
    cluster = ProcessCluster.start(Files.createTempDirectory(folder, "cluster"));
  }

  @AfterParameterizedClassInvocation
  static void stopCluster() {
    cluster.close();
  }

  /** One victim in each phase, so that each victim dies early, in the middle and late. */
  @ParameterizedTest(name = "{0}, the {1} is killed")
  @CsvSource({
    "EXPANDING, COORDINATOR",
    "CAPTURING, BROKER",
    "BACKFILLING, WORKER",
    "BACKFILLING, BROKER",
    "RECONCILING, COORDINATOR",
    "AWAITING_WRITERS, WORKER",
    "BUILDING_THE_INDEX, COORDINATOR",
    "CONSTRAINING, BROKER",
    "RELEASING, WORKER",
  })
  void goesOnToTheEndWithEveryRowRight(Phase phase, Victim victim) throws Exception {
    killIn(phase, victim);
  }

  /** The rest of all phases with all victims. */
  @ParameterizedTest(name = "{0}, the {1} is killed")
  @Tag("long")
  @CsvSource({
    "EXPANDING, WORKER",
    "EXPANDING, BROKER",
    "CAPTURING, WORKER",
    "CAPTURING, COORDINATOR",
    "BACKFILLING, COORDINATOR",
    "RECONCILING, WORKER",
    "RECONCILING, BROKER",
    "AWAITING_WRITERS, COORDINATOR",
    "AWAITING_WRITERS, BROKER",
    "BUILDING_THE_INDEX, WORKER",
    "BUILDING_THE_INDEX, BROKER",
    "CONSTRAINING, WORKER",
    "CONSTRAINING, COORDINATOR",
    "RELEASING, COORDINATOR",
    "RELEASING, BROKER",
  })
  void goesOnToTheEndWithEveryRowRightAlsoHere(Phase phase, Victim victim) throws Exception {
    killIn(phase, victim);
  }

  private void killIn(Phase phase, Victim victim) throws Exception {
    String name = (phase + "-" + victim).toLowerCase(Locale.ROOT).replace('_', '-');
    try (var database = TestDatabase.on(engine)) {
      var table = new AccountsTable(database, KeyKind.BIGINT);
      table.create(ROWS);
      phase.prepare(database);
      var migration = new Phase.Migration(cluster, name, database, Fleets.of(folder, database));
      var writers = LiveWriters.start(table, ROWS);
      try (writers) {
        Hold hold = phase.bringTo(migration, writers);
        String killed = process(victim, name);
        cluster.kill(killed);
        cluster.startAgain(killed);
        Speed.FAST.set(database);
        hold.release();
        cluster.awaitShards(name, "it is at its gate", LONG, Phase::atTheGateOrBehind);
        writers.deploy();
        cluster.await(name, LONG, "Completed");
        long before = writers.writes();
        Await.until("it writes on", LONG, writers::writes, now -> now > before + 20);
      }

      assertThat(writers.errors()).isEmpty();
      assertThat(table.mismatches()).isZero();
      database.execute("DELETE FROM accounts WHERE n = -1");
      assertThat(table.lostWrites(writers.committed())).isEmpty();
      assertThat(table.leftovers(false)).isEmpty();
    }
  }

  /** The worker with the capture, where there is one: its end hurts most. */
  private static String process(Victim victim, String migration) throws Exception {
    return switch (victim) {
      case BROKER -> ProcessCluster.BROKER;
      case COORDINATOR -> ProcessCluster.COORDINATOR;
      case WORKER -> cluster.capturer(migration).orElse(ProcessCluster.WORKERS.getFirst());
    };
  }
}
