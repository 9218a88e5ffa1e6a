package dev.infill.coordinator.pace;

import dev.infill.common.shard.SchemaStore.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one look at a shard says: how bad it is, and why.
 *
 * @param verdict the worst of the signals
 * @param reason the signals that gave the verdict, for people; empty when all is good
 */
record Reading(Verdict verdict, String reason) {

  /** How a signal stands to its limit, from good to worst. */
  enum Verdict {
    /** Below half of the limit. */
    GOOD,
    /** Between half of the limit and the limit. */
    HOLD,
    /** Above the limit, and hurting now. It passes when there is less work; one range may go on. */
    PRESSED,
    /** A debt above its limit, or a signal that can't be read: only standing still surely helps. */
    OVERDRAWN
  }

  private record Signal(Verdict verdict, String text) {}

  /**
   * Reads the signals.
   *
   * @param changeLag empty when no change came lately, which is no bad sign
   */
  static Reading of(Signals signals, Optional<Duration> changeLag, PaceLimits limits) {
    var all = new ArrayList<Signal>();
    all.add(
        debt(
            "replica lag",
            signals.replicaLag().map(Reading::millis),
            millis(limits.replicaLag()),
            "ms"));
    all.add(
        debt(
            "WAL retained by the slot",
            signals.slotBytes().map(b -> b >> 20),
            limits.slotBytes() >> 20,
            "MiB"));
    changeLag.ifPresent(
        lag ->
            all.add(
                debt("change lag", Optional.of(millis(lag)), millis(limits.changeLag()), "ms")));
    all.add(
        load(
            "active sessions",
            signals.activeSessions().map(n -> (long) n),
            limits.activeSessions(),
            ""));
    all.add(
        load("lock waiters", signals.lockWaiters().map(n -> (long) n), limits.lockWaiters(), ""));
    all.add(
        load(
            "commit latency",
            signals.commitLatency().map(Reading::millis),
            millis(limits.commitLatency()),
            "ms"));
    return worst(all);
  }

  /** What a probe that failed or did not come back in time says. */
  static Reading unreadable(String why) {
    return new Reading(Verdict.OVERDRAWN, "the shard can't be probed: " + why);
  }

  private static Signal debt(String name, Optional<Long> value, long limit, String unit) {
    return read(name, value, limit, unit, Verdict.OVERDRAWN);
  }

  private static Signal load(String name, Optional<Long> value, long limit, String unit) {
    return read(name, value, limit, unit, Verdict.PRESSED);
  }

  private static Signal read(
      String name, Optional<Long> value, long limit, String unit, Verdict above) {
    if (value.isEmpty()) {
      return new Signal(Verdict.OVERDRAWN, name + " can't be read");
    }
    long v = value.get();
    Verdict verdict = v > limit ? above : v > limit / 2 ? Verdict.HOLD : Verdict.GOOD;
    String text = String.format(Locale.ROOT, "%s %d %s (limit %d)", name, v, unit, limit);
    return new Signal(verdict, text.replace("  ", " "));
  }

  private static Reading worst(List<Signal> all) {
    Verdict worst = all.stream().map(Signal::verdict).max(Verdict::compareTo).orElse(Verdict.GOOD);
    if (worst == Verdict.GOOD) {
      return new Reading(worst, "");
    }
    var reasons = all.stream().filter(s -> s.verdict() == worst).map(Signal::text).toList();
    return new Reading(worst, String.join(", ", reasons));
  }

  private static long millis(Duration d) {
    return d.toMillis();
  }
}
