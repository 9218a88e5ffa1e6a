package dev.infill.deploy.e2e;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.testing.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A running cluster, asked over HTTP as an operator would. */
public interface Cluster {
  ApiClient api();

  /** The migration now; empty when nobody knows it, or nobody answers for the moment. */
  default Optional<MigrationStatus> status(String migration) throws InterruptedException {
    try {
      return api().migration(migration);
    } catch (ApiException e) {
      if (e.mayPass()) {
        return Optional.empty();
      }
      throw new AssertionError(e);
    }
  }

  /** Waits until every shard is in one of these phases; one that fails instead ends the wait. */
  default MigrationStatus await(String migration, Duration within, String... phases)
      throws InterruptedException {
    List<String> good = Arrays.asList(phases);
    return awaitShards(
        migration,
        "every shard of " + migration + " is " + String.join(" or ", phases),
        within,
        shard -> good.contains(shard.phase()),
        good.contains("Failed"));
  }

  /** Waits until something holds for every shard; one that fails instead ends the wait. */
  default MigrationStatus awaitShards(
      String migration, String what, Duration within, Predicate<ShardStatus> good)
      throws InterruptedException {
    return awaitShards(migration, what, within, good, false);
  }

  private MigrationStatus awaitShards(
      String migration,
      String what,
      Duration within,
      Predicate<ShardStatus> good,
      boolean mayFail) {
    Predicate<MigrationStatus> all = m -> m.shards().stream().allMatch(good);
    Optional<MigrationStatus> seen =
        Await.until(
            what,
            within,
            () -> status(migration),
            now -> now.filter(m -> all.test(m) || (!mayFail && failed(m))).isPresent());
    if (!all.test(seen.orElseThrow())) {
      throw new AssertionError("waited until " + what + ", but it failed: " + seen);
    }
    return seen.orElseThrow();
  }

  private static boolean failed(MigrationStatus m) {
    return m.shards().stream().anyMatch(shard -> shard.phase().equals("Failed"));
  }
}
