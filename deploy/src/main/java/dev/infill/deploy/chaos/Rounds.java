package dev.infill.deploy.chaos;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.demo.DemoApplication;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One migration of all shards after the other, as an operator brings them to their end: the
 * application is upgraded where the gate asks for it. One that is complete is looked at and taken
 * back, so that the next one begins with the table as it was; the last one stays.
 */
final class Rounds {
  /** So long after the last fault everything must have ended. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final Operator operator;
  private final Map<String, DemoApplication> applications;
  private final RoundCheck check;
  private final NamedText fleet;
  private final ProgressLog progress;
  private final Stopwatch clock;
  private final Consumer<String> say;
  private final AtomicLong completed = new AtomicLong();

  /**
   * @param applications by their shards
   * @param say takes what happens, a line each
   */
  Rounds(
      Operator operator,
      Map<String, DemoApplication> applications,
      RoundCheck check,
      NamedText fleet,
      ProgressLog progress,
      Stopwatch clock,
      Consumer<String> say) {
    this.operator = operator;
    this.applications = applications;
    this.check = check;
    this.fleet = fleet;
    this.progress = progress;
    this.clock = clock;
    this.say = say;
  }

  /**
   * How it ended.
   *
   * @param completed migrations that were complete on all shards
   * @param last the last one as it was seen last; empty when nobody ever told of it
   * @param problems why it did not end well, a sentence each
   */
  record Outcome(long completed, Optional<MigrationStatus> last, List<String> problems) {
    Outcome {
      problems = List.copyOf(problems);
    }
  }

  /** Goes on until the time is over and a migration is complete, or one can't be ended. */
  Outcome run(Duration until) throws IOException, InterruptedException, SQLException {
    for (int number = 1; ; number++) {
      String name = "chaos-" + number;
      Duration deadline = later(until, clock.now()).plus(PATIENCE);
      if (!order(deadline, api -> submit(api, name))) {
        return failed(Optional.empty(), name + " is not taken: " + operator.refusal());
      }
      Optional<MigrationStatus> status = await(name, "Completed", deadline);
      if (!allAre("Completed", status)) {
        return failed(status, name + " did not complete");
      }
      completed.incrementAndGet();
      say.accept("  %6.1f s  %s is complete on all shards".formatted(seconds(), name));
      List<String> wrong = check.mismatches(deadline, clock);
      if (!wrong.isEmpty() || clock.now().compareTo(until) >= 0) {
        return new Outcome(completed.get(), status, wrong);
      }
      applications.values().forEach(DemoApplication::withdraw);
      if (!order(deadline, api -> rollBack(api, name))) {
        return failed(status, name + " is not taken back: " + operator.refusal());
      }
      status = await(name, "RolledBack", later(until, clock.now()).plus(PATIENCE));
      if (!allAre("RolledBack", status)) {
        return failed(status, name + " was not taken back");
      }
      say.accept("  %6.1f s  %s is taken back".formatted(seconds(), name));
    }
  }

  private boolean submit(ApiClient api, String name) throws ApiException, InterruptedException {
    api.submit(ChaosSpec.of(name), fleet);
    return true;
  }

  private static boolean rollBack(ApiClient api, String name)
      throws ApiException, InterruptedException {
    api.rollBack(name);
    return true;
  }

  /** Gives an order until somebody takes it: the same one again is no error. */
  private boolean order(Duration deadline, Operator.Ask<Boolean> order)
      throws InterruptedException {
    while (!operator.order(order)) {
      if (clock.now().compareTo(deadline) > 0) {
        return false;
      }
      Thread.sleep(LOOK_EVERY);
    }
    return true;
  }

  /** Waits until all shards are in a phase, one has failed, or the time is over. */
  private Optional<MigrationStatus> await(String name, String phase, Duration deadline)
      throws InterruptedException {
    Optional<MigrationStatus> last = Optional.empty();
    while (clock.now().compareTo(deadline) < 0) {
      Optional<MigrationStatus> now = operator.status(name);
      now.ifPresent(status -> progress.look(status, clock.now()));
      now.ifPresent(this::upgrade);
      last = now.isPresent() ? now : last;
      if (allAre(phase, now) || now.filter(Rounds::hasFailed).isPresent()) {
        return last;
      }
      Thread.sleep(LOOK_EVERY);
    }
    return last;
  }

  private void upgrade(MigrationStatus status) {
    for (ShardStatus shard : status.shards()) {
      if (shard.phase().equals("AwaitingWriters")) {
        applications.get(shard.shard()).deploy();
      }
    }
  }

  private Outcome failed(Optional<MigrationStatus> status, String sentence) {
    var problems = new ArrayList<String>();
    problems.add(sentence);
    status.ifPresent(last -> problems.addAll(Standstill.of(last)));
    return new Outcome(completed.get(), status, problems);
  }

  private static boolean hasFailed(MigrationStatus status) {
    return status.shards().stream().anyMatch(shard -> shard.phase().equals("Failed"));
  }

  private static boolean allAre(String phase, Optional<MigrationStatus> status) {
    return status
        .filter(known -> known.shards().stream().allMatch(shard -> shard.phase().equals(phase)))
        .isPresent();
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private double seconds() {
    return clock.now().toMillis() / 1000.0;
  }
}
