package dev.infill.deploy.bench.cluster;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.client.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** One migration of a fleet of shards that are not there, as its operator sees it. */
record SimulatedFleet(String name, int shards, SimulatedTable table, ClusterProcesses cluster) {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Without any event that was decided; far longer than anything takes that goes on. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /**
   * Submits it.
   *
   * @param rangesInFlight of each shard
   */
  void submit(int rangesInFlight) throws ApiException, InterruptedException {
    cluster
        .api()
        .submit(
            new NamedText("bench.yaml", spec(rangesInFlight)),
            new NamedText("fleet.yaml", fleet()));
  }

  /** Waits until its shards are as wanted, and returns them. */
  List<ShardStatus> await(String what, Predicate<List<ShardStatus>> wanted)
      throws ApiException, InterruptedException {
    Instant giveUp = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(giveUp)) {
      cluster.checkAlive();
      List<ShardStatus> now = look();
      now.stream()
          .flatMap(shard -> shard.failure().stream())
          .findFirst()
          .ifPresent(
              failure -> {
                throw new IllegalStateException("a shard failed: " + failure.reason());
              });
      if (now.size() == shards && wanted.test(now)) {
        return now;
      }
      Thread.sleep(LOOK_EVERY);
    }
    throw new IllegalStateException("waited " + PATIENCE + " in vain until " + what);
  }

  /** Its shards as they are; none while it is not known yet. */
  List<ShardStatus> look() throws ApiException, InterruptedException {
    return cluster.api().migration(name).map(MigrationStatus::shards).orElse(List.of());
  }

  /** Ranges that were cut and are not done, of all shards. */
  static long open(List<ShardStatus> shards) {
    return shards.stream()
        .flatMap(shard -> shard.progress().stream())
        .mapToLong(progress -> progress.rangesOut() + progress.rangesReady())
        .sum();
  }

  static long rowsFilled(List<ShardStatus> shards) {
    return shards.stream().mapToLong(shard -> shard.report().rowsFilled()).sum();
  }

  private String spec(int rangesInFlight) {
    return """
    apiVersion: infill/v1
    kind: Migration
    name: %s
    table: %s.%s
    column: { name: %s, type: %s, value: "%s", sync: derived }
    writers: { gate: assume }
    limits: { rangesInFlight: %d, rangeRows: %d }
    """
        .formatted(
            name,
            SimulatedTable.NAME.schema(),
            SimulatedTable.NAME.table(),
            SimulatedTable.COLUMN,
            SimulatedTable.TYPE,
            SimulatedTable.VALUE,
            rangesInFlight,
            SimulatedTable.RANGE_ROWS);
  }

  private String fleet() {
    var text =
        new StringBuilder(
            """
            apiVersion: infill/v1
            kind: Fleet
            name: bench
            shards:
            """);
    for (int i = 0; i < shards; i++) {
      text.append(
          "  - { id: %s, url: \"jdbc:postgresql://%s.invalid:5432/app\", user: infill }\n"
              .formatted(shard(i), shard(i)));
    }
    return text.toString();
  }

  static String shard(int number) {
    return "shard-" + number;
  }
}
