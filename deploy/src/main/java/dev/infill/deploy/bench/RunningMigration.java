package dev.infill.deploy.bench;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.client.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One migration of the bench's table, as its operator sees it. */
record RunningMigration(String name, ApiClient api, InfillProcesses cluster) {
  /** The phases that come before the fill. */
  static final Set<String> BEFORE_FILL =
      Set.of("Planned", "AwaitingTurn", "Expanding", "Capturing");

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /**
   * Submits it.
   *
   * @param rest the fields of the spec behind table and column, such as writers and limits
   */
  static RunningMigration submit(
      String name, String rest, BenchTable table, ApiClient api, InfillProcesses cluster)
      throws ApiException, InterruptedException {
    return submit(name, rest, table, "", api, cluster);
  }

  /**
   * The same, with more settings of the driver.
   *
   * @param settings what is put behind the shard's URL; empty for nothing
   */
  static RunningMigration submit(
      String name,
      String rest,
      BenchTable table,
      String settings,
      ApiClient api,
      InfillProcesses cluster)
      throws ApiException, InterruptedException {
    String spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: %s
        table: %s
        column: { name: %s, type: "%s", value: "%s", sync: derived }
        """
            .formatted(
                name, table.sql().name(), BenchTable.COLUMN, table.sql().type(), BenchTable.VALUE);
    api.submit(
        new NamedText("bench.yaml", spec + rest),
        new NamedText("fleet.yaml", fleet(table, settings)));
    return new RunningMigration(name, api, cluster);
  }

  /** Waits for a phase, and returns the shard as it is then. */
  ShardStatus await(Predicate<String> wanted) throws ApiException, InterruptedException {
    return await(wanted, PATIENCE).orElseThrow();
  }

  /** The same, but not longer than this; empty when it did not come. */
  Optional<ShardStatus> await(Predicate<String> wanted, Duration atMost)
      throws ApiException, InterruptedException {
    Instant giveUp = Instant.now().plus(atMost);
    while (Instant.now().isBefore(giveUp)) {
      cluster.checkAlive();
      ShardStatus shard = shard();
      if (shard.failure().isPresent()) {
        throw new IllegalStateException("the migration failed: " + shard.failure().get());
      }
      if (wanted.test(shard.phase())) {
        return Optional.of(shard);
      }
      Thread.sleep(LOOK_EVERY);
    }
    if (atMost.equals(PATIENCE)) {
      throw new IllegalStateException("nothing happens any more: " + shard());
    }
    return Optional.empty();
  }

  ShardStatus shard() throws ApiException, InterruptedException {
    return api.migration(name)
        .map(MigrationStatus::shards)
        .map(List::getFirst)
        .orElseThrow(() -> new IllegalStateException("the migration is not known: " + name));
  }

  private static String fleet(BenchTable table, String settings) {
    return """
    apiVersion: infill/v1
    kind: Fleet
    name: bench
    shards:
      - { id: bench, url: "%s", user: %s, password: "${env:%s}" }
    """
        .formatted(
            table.url() + settings, table.server().user(), InfillProcesses.PASSWORD_VARIABLE);
  }
}
