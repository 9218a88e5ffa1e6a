package dev.infill.deploy.cli;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.WorkerStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
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

  /**
   * Returns the status for which the condition held. A coordinator that is silent for a while may
   * be one that another one takes over from.
   *
   * @throws ApiException when nothing answers for a minute
   */
  static MigrationStatus follow(
      ApiClient client, String migration, Screen screen, Predicate<MigrationStatus> until)
      throws ApiException, InterruptedException {
    Instant lastAnswer = Instant.now();
    while (true) {
      try {
        Optional<MigrationStatus> status = client.migration(migration);
        List<WorkerStatus> workers = client.workers();
        lastAnswer = Instant.now();
        if (status.isPresent()) {
          screen.show(Views.of(status.get(), workers, lastAnswer));
          if (until.test(status.get())) {
            return status.get();
          }
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
