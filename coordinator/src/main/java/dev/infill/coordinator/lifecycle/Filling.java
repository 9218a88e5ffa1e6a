package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The fill's arrows. */
final class Filling {
  private static final int LONGEST_WAIT_SECONDS = 30;

  /** A column, a table or a function that is not there, or is of another type. */
  private static final Set<String> ALTERED =
      Set.of(
          "42703",
          "42P01",
          "42883",
          "42804", // of PostgreSQL
          "mysql-1054",
          "mysql-1146",
          "mysql-1305");

  /** So often is a range sent again to an altered table: for 15 seconds in all. */
  private static final int LOOKS = 4;

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
    return isFinal(e)
        ? Lifecycle.fail(m, "range " + e.range() + " can't be filled: " + e.reason(), advice(e), at)
        : walk(
            m,
            s.walk()
                .giveBack(e.range(), e.attempt(), Optional.empty(), Optional.of(retryAt(e, at))),
            at);
  }

  /**
   * Whether trying again is of no use. Where the table is not what the plan saw, the capture
   * notices within seconds, and what follows then says why or mends it; only if nothing does, the
   * range's own failure stands.
   */
  static boolean isFinal(TaskFailed e) {
    return e.kind() == FailureKind.PERMANENT
        && !(ALTERED.contains(e.code()) && e.attempt() <= LOOKS);
  }

  static Instant retryAt(TaskFailed e, Instant at) {
    long seconds = Math.min(1L << Math.min(e.attempt() - 1, 10), LONGEST_WAIT_SECONDS);
    return at.plus(Duration.ofSeconds(seconds));
  }

  static String advice(TaskFailed e) {
    return "Mend what the server says (" + e.code() + "), then resume.";
  }
}
