package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The arrows of a capture for which the server keeps too much log. It is given up and its slot
 * dropped, before the disk is full: the application's server is worth more than a migration, which
 * a resume begins to capture anew and checks from the first key.
 */
final class GivingUp {
  static final String RETAINED_LOG = "retained-log";

  private static final String ADVICE =
      "Look why the log was not read: whether workers run and reach Kafka and the server, and"
          + " whether a transaction has been open there for long. Then resume: a new capture begins,"
          + " and every row is checked again.";

  private GivingUp() {}

  /** Whether what was looked at is the capture that runs; of an earlier one it is late. */
  static boolean concerns(ShardMigration m, LogLimitExceeded e) {
    return Lifecycle.captures(m.state().active()) && e.restarts() == m.tally().captureRestarts();
  }

  /** Also at a gate, and after another failure: the slot keeps its log all the same. */
  static ShardMigration giveUp(ShardMigration m, LogLimitExceeded e, Instant at) {
    var inner = Lifecycle.captureGivenUp(m.to(m.state().active(), at), at);
    String earlier =
        m.state() instanceof Failed f ? "; before that it had failed: " + f.reason() : "";
    String reason =
        "the server kept %s of log for the capture, above the limit of %s"
                .formatted(size(e.retainedBytes()), size(e.limitBytes()))
            + " (limits.pace.criticalSlotBytes): rather than fill its disk, the capture was given"
            + " up and its slot is dropped"
            + earlier;
    return m.learned(inner)
        .failed(new Failed(inner.state(), reason, ADVICE, Optional.of(RETAINED_LOG), true), at);
  }

  static ShardMigration dropped(ShardMigration m, Failed s, Instant at) {
    return m.to(new Failed(s.before(), s.reason(), s.advice(), s.code(), false), at);
  }

  /** What can't be dropped by us keeps its log: a person has to. */
  static ShardMigration stays(ShardMigration m, Failed s, StepFailed e, Instant at) {
    String reason = s.reason() + ", but that failed: " + e.reason();
    String advice = "Drop the slot by hand. " + s.advice();
    return m.failed(new Failed(s.before(), reason, advice, s.code(), false), at);
  }

  /** As specs write sizes, with what can be read at a glance. */
  static String size(long bytes) {
    if (bytes < 1_000_000) {
      return bytes / 1_000 + " kB";
    }
    return bytes < 1_000_000_000
        ? bytes / 1_000_000 + " MB"
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
