package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The fill's arrows. */
final class Filling {
  private static final int LONGEST_WAIT_SECONDS = 30;

  private Filling() {}

  /** Goes on with the walk, or to reconcile when it has ended. */
  static ShardMigration walk(ShardMigration m, Walk walk, Instant at) {
    return walk.finished() ? Checking.begin(m, at) : m.to(new Backfilling(walk), at);
  }

  /** A failure that may pass is tried again, ever less often; any other stops the shard. */
  static ShardMigration failed(ShardMigration m, Backfilling s, TaskFailed e, Instant at) {
    if (s.walk().find(e.range()).filter(o -> o.attempt() == e.attempt()).isEmpty()) {
      return m;
    }
    return e.kind() == FailureKind.PERMANENT
        ? Lifecycle.fail(m, "range " + e.range() + " can't be filled: " + e.reason(), advice(e), at)
        : walk(
            m,
            s.walk()
                .giveBack(e.range(), e.attempt(), Optional.empty(), Optional.of(retryAt(e, at))),
            at);
  }

  static Instant retryAt(TaskFailed e, Instant at) {
    long seconds = Math.min(1L << Math.min(e.attempt() - 1, 10), LONGEST_WAIT_SECONDS);
    return at.plus(Duration.ofSeconds(seconds));
  }

  static String advice(TaskFailed e) {
    return "Mend what the server says (" + e.code() + "), then resume.";
  }
}
