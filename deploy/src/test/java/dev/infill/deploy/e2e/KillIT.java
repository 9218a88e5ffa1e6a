package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.infill.common.model.Engine;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * kill -9 of each part of the cluster in the middle of each phase, while an application writes. The
 * phase is held by what holds it in real life: somebody's open transaction, or a slow value.
 */
class KillIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int ROWS = 20_000;

  /**
   * One victim in each phase, so that each victim dies early, in the middle and late; on MySQL
   * where something else is held, or under way, than on PostgreSQL.
   */
  private static final String USUAL =
      """
      POSTGRESQL, EXPANDING, COORDINATOR
      POSTGRESQL, CAPTURING, BROKER
      POSTGRESQL, BACKFILLING, WORKER
      POSTGRESQL, BACKFILLING, BROKER
      POSTGRESQL, RECONCILING, COORDINATOR
      POSTGRESQL, AWAITING_WRITERS, WORKER
      POSTGRESQL, BUILDING_THE_INDEX, COORDINATOR
      POSTGRESQL, CONSTRAINING, BROKER
      POSTGRESQL, RELEASING, WORKER
      MYSQL, EXPANDING, COORDINATOR
      MYSQL, BACKFILLING, WORKER
      MYSQL, BUILDING_THE_INDEX, COORDINATOR
      MYSQL, RELEASING, WORKER
      """;

  @TempDir private static Path folder;
  private static ProcessCluster cluster;

  enum Victim {
    WORKER,
    COORDINATOR,
    BROKER
  }

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = ProcessCluster.start(Files.createTempDirectory(folder, "cluster"));
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest(name = "{0}: {1}, the {2} is killed")
  @CsvSource(textBlock = USUAL)
  void goesOnToTheEndWithEveryRowRight(Engine engine, Phase phase, Victim victim) throws Exception {
    killIn(engine, phase, victim);
  }

  /** The rest of all phases with all victims. */
  @ParameterizedTest(name = "{0}: {1}, the {2} is killed")
  @Tag("long")
  @MethodSource("rest")
  void goesOnToTheEndWithEveryRowRightAlsoHere(Engine engine, Phase phase, Victim victim)
      throws Exception {
    killIn(engine, phase, victim);
  }

  static Stream<Arguments> rest() {
    return Stream.of(Engine.values())
        .flatMap(
            engine ->
                Stream.of(Phase.values())
                    .flatMap(
                        phase ->
                            Stream.of(Victim.values())
                                .filter(
                                    victim ->
                                        !USUAL.contains(engine + ", " + phase + ", " + victim))
                                .map(victim -> arguments(engine, phase, victim))));
  }

  private static void killIn(Engine engine, Phase phase, Victim victim) throws Exception {
    String name = (engine + "-" + phase + "-" + victim).toLowerCase(Locale.ROOT).replace('_', '-');
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
