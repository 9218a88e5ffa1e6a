package dev.infill.deploy.cli;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.WorkerStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.progress.Overview;
import dev.infill.deploy.progress.Screen;
import dev.infill.deploy.progress.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows a migration on a screen until something is the case. */
final class Follower {
  static final Predicate<MigrationStatus> UNTIL_ENDED_OR_FAILED =
      status -> status.ended() || status.phase().equals("Failed");

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private Follower() {}

  /** Asks and shows once; empty while it goes on. */
  private interface Look<T> {
    Optional<T> once() throws ApiException, InterruptedException;
  }

  /**
   * Returns the status for which the condition held. A coordinator that is silent for a while may
   * be one that another one takes over from.
   *
   * @throws ApiException when nothing answers for a minute
   */
  static MigrationStatus follow(
      ApiClient client, String migration, Screen screen, Predicate<MigrationStatus> until)
      throws ApiException, InterruptedException {
    return repeat(
        () -> {
          Optional<MigrationStatus> status = client.migration(migration);
          List<WorkerStatus> workers = client.workers();
          status.ifPresent(s -> screen.show(Views.of(s, workers, Instant.now())));
          return status.filter(until);
        });
  }

  /**
   * Shows all migrations until each has ended or failed; new ones are taken in.
   *
   * @throws ApiException when nothing answers for a minute
   */
  static List<MigrationStatus> followAll(ApiClient client, Screen screen)
      throws ApiException, InterruptedException {
    Instant begun = Instant.now();
    return repeat(
        () -> {
          List<MigrationStatus> all = client.migrations();
          screen.show(Overview.of(all, Duration.between(begun, Instant.now())));
          return Optional.of(all).filter(some -> some.stream().allMatch(UNTIL_ENDED_OR_FAILED));
        });
  }

  /** Asks until there is a result, and bears a coordinator's silence for a while. */
  private static <T> T repeat(Look<T> look) throws ApiException, InterruptedException {
    Instant lastAnswer = Instant.now();
    while (true) {
      try {
        Optional<T> result = look.once();
        lastAnswer = Instant.now();
        if (result.isPresent()) {
          return result.get();
        }
      } catch (ApiException e) {
        if (!e.mayPass() || Duration.between(lastAnswer, Instant.now()).compareTo(SILENCE) > 0) {
          throw e;
        }
      }
      Thread.sleep(EVERY);
    }
  }
}
