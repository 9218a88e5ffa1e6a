package dev.infill.deploy.simulation;

import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The phases of a migration in their order. */
final class Phases {
  /** Those that are short beside the whole, so that trouble that comes any time misses them. */
  static final List<String> LATE =
      List.of("Backfilling", "Reconciling", "AwaitingWriters", "Constraining", "Releasing");

  private static final List<String> ORDER =
      List.of(
          "Planned",
          "AwaitingTurn",
          "Expanding",
          "Capturing",
          "Backfilling",
          "Reconciling",
          "AwaitingWriters",
          "AwaitingApproval",
          "Constraining",
          "Releasing",
          "Completed");

  private Phases() {}

  static boolean reached(ShardMigration m, String phase) {
    return isAt(m.state().active().phase(), phase);
  }

  /** Since when it is behind its check, through pauses and failures; empty where it is not. */
  static Optional<Instant> behindTheCheckSince(ShardMigration m) {
    Optional<Instant> since = Optional.empty();
    for (var entered : m.phases()) {
      boolean stands = List.of("Paused", "Failed").contains(entered.phase());
      if (!stands && !isAt(entered.phase(), "AwaitingWriters")) {
        since = Optional.empty();
      } else if (!stands) {
        since = since.or(() -> Optional.of(entered.at()));
      }
    }
    return since.filter(at -> reached(m, "AwaitingWriters"));
  }

  private static boolean isAt(String phase, String other) {
    return ORDER.indexOf(phase) >= ORDER.indexOf(other);
  }
}
