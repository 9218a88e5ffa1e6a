package dev.infill.coordinator.notify;

import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that people want to know: a shard reached its gate, stands still, failed or ended, or
 * the rollout is halted.
 *
 * @param id the same whenever and by whomever it is told, so that a receiver can drop a repetition
 * @param subject what it happened to
 * @param kind what happened
 * @param at when
 * @param table the table, with its schema
 * @param columns the new columns
 * @param sentence what happened, for people; holds no value of a row
 */
public record Notification(
    String id,
    MigrationShard subject,
    Kind kind,
    Instant at,
    String table,
    List<String> columns,
    String sentence) {
  public Notification {
    columns = List.copyOf(columns);
  }

  /** What is told, each by the phase that it is; a halt is none. */
  public enum Kind {
    GATE("AwaitingWriters"),
    APPROVAL("AwaitingApproval"),
    PAUSED("Paused"),
    FAILED("Failed"),
    HALTED(""),
    COMPLETED("Completed"),
    ROLLED_BACK("RolledBack");

    private final String phase;

    Kind(String phase) {
      this.phase = phase;
    }

    /** As in a CloudEvent's type, such as {@code rolledback}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    private static Optional<Kind> of(PhaseEntered entered) {
      return Stream.of(values()).filter(k -> k.phase.equals(entered.phase())).findFirst();
    }
  }

  /** What a phase tells; empty for one that nobody waits for. */
  static Optional<Notification> of(ShardMigration m, PhaseEntered entered) {
    return Kind.of(entered)
        .map(kind -> of(m, entered.phase(), kind, entered.at(), sentence(m, kind)));
  }

  /** That the rollout is halted; told of the first shard that knows. */
  static Notification halted(ShardMigration m, String reason, Instant at) {
    String sentence =
        "The rollout is halted: "
            + closed(reason)
            + " No more shards begin until: infill resume "
            + m.id().migration().name();
    return of(m, "Halted", Kind.HALTED, at, sentence);
  }

  private static Notification of(
      ShardMigration m, String what, Kind kind, Instant at, String sentence) {
    return new Notification(
        m.id() + "/" + what + "/" + at,
        m.id(),
        kind,
        at,
        m.spec().table().toString(),
        m.spec().columnNames(),
        sentence);
  }

  private static String sentence(ShardMigration m, Kind kind) {
    return switch (kind) {
      case GATE -> "All rows are right; waits until every writer fills the column by itself.";
      case APPROVAL ->
          "All rows are right, and the gate's condition is met; an operator's approval is waited"
              + " for: infill approve "
              + m.id().migration().name();
      case PAUSED -> "Paused by an operator; the application's writes are still followed.";
      case FAILED ->
          m.state() instanceof Failed f
              ? "Can't go on by itself: " + closed(f.reason()) + " " + f.advice()
              : "Failed, and goes on since.";
      case COMPLETED ->
          String.format(
              Locale.ROOT,
              "Completed: %,d rows counted and found right, %,d filled, %,d dual-written.",
              m.tally().check().counted(),
              m.tally().fill().filled(),
              m.tally().changes().written());
      case HALTED -> throw new IllegalArgumentException("a halt is no phase");
      case ROLLED_BACK -> "Rolled back; nothing of it is left.";
    };
  }

  private static String closed(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }
}
