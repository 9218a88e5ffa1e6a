package dev.infill.coordinator.pace;

import dev.infill.common.message.Pace;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.PaceSpec;
import dev.infill.common.spec.PaceSpec.Autovacuum;
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
 * @param signals all that was looked at
 */
record Reading(Verdict verdict, String reason, List<Pace.Signal> signals) {
  Reading {
    signals = List.copyOf(signals);
  }

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
   * What follows from more than one look.
   *
   * @param changeLag from commit to dual-write; empty when no change came lately, which is no bad
   *     sign
   * @param lagFalls whether it is less than at the look before: the changes that waited while a
   *     capture started are being worked off, and need no standstill for it
   * @param walRate bytes a second since the look before; empty at the first look
   */
  record Course(Optional<Duration> changeLag, boolean lagFalls, Optional<Long> walRate) {}

  /** Reads the signals that the spec asks for, of those that the shard's engine has. */
  static Reading of(Signals signals, Course course, PaceSpec pace) {
    var all = new ArrayList<Signal>();
    pace.replicaLag().ifPresent(max -> all.add(lag("replica lag", signals.replicaLag(), max)));
    pace.changeLag()
        .filter(max -> course.changeLag().isPresent())
        .ifPresent(
            max -> {
              var lag = lag("change lag", course.changeLag(), max);
              boolean paidOff = course.lagFalls() && lag.verdict() == Verdict.OVERDRAWN;
              all.add(paidOff ? new Signal(Verdict.PRESSED, lag.text() + ", falling") : lag);
            });
    pace.activeSessions()
        .ifPresent(
            max -> all.add(load("active sessions", count(signals.activeSessions()), max, "")));
    pace.lockWaiters()
        .ifPresent(max -> all.add(load("lock waiters", count(signals.lockWaiters()), max, "")));
    pace.commitLatency()
        .ifPresent(
            max ->
                all.add(
                    load(
                        "commit latency",
                        signals.commitLatency().map(Duration::toMillis),
                        max.toMillis(),
                        "ms")));
    pace.walRate()
        .filter(max -> signals.walBytes().isEmpty() || course.walRate().isPresent())
        .ifPresent(
            max -> all.add(load("WAL written", megabytes(course.walRate()), mb(max), "MB/s")));
    signals
        .mySql()
        .ifPresentOrElse(own -> mySql(own, pace, all), () -> postgres(signals, pace, all));
    pace.query().ifPresent(query -> all.add(own(signals.query(), query.max())));
    return worst(all);
  }

  /** What only PostgreSQL has. */
  private static void postgres(Signals signals, PaceSpec pace, List<Signal> all) {
    pace.slotBytes()
        .ifPresent(
            max ->
                all.add(
                    debt(
                        "WAL retained by the slot",
                        megabytes(signals.slotBytes()),
                        mb(max),
                        "MB")));
    autovacuum(signals.autovacuum(), pace.autovacuum()).ifPresent(all::add);
  }

  /**
   * What only MySQL has. Old versions are a debt: they stay when the work is less, until somebody
   * ends a transaction.
   */
  private static void mySql(Signals.OnMySql signals, PaceSpec pace, List<Signal> all) {
    pace.historyLength()
        .ifPresent(max -> all.add(debt("history list length", signals.historyLength(), max, "")));
    pace.redoLog()
        .ifPresent(max -> all.add(load("redo log in use", count(signals.redoLog()), max, "%")));
    pace.semiSyncWait()
        .ifPresent(
            max ->
                all.add(
                    load(
                        "semi-sync wait",
                        signals.semiSyncWait().map(Duration::toMillis),
                        max.toMillis(),
                        "ms")));
  }

  /** What a probe that failed or did not come back in time says. */
  static Reading unreadable(String why) {
    return new Reading(Verdict.OVERDRAWN, "the shard can't be probed: " + why, List.of());
  }

  private static Optional<Signal> autovacuum(Optional<Boolean> runs, Autovacuum policy) {
    if (policy == Autovacuum.IGNORE) {
      return Optional.empty();
    }
    if (runs.isEmpty()) {
      return Optional.of(unread("autovacuum"));
    }
    Verdict bad = policy == Autovacuum.WAIT ? Verdict.OVERDRAWN : Verdict.PRESSED;
    return Optional.of(
        runs.get()
            ? new Signal(bad, "autovacuum is at the table")
            : new Signal(Verdict.GOOD, "autovacuum is not at the table"));
  }

  /** The operator's own; its figures may have fractions. */
  private static Signal own(Optional<Double> value, double max) {
    if (value.isEmpty()) {
      return unread("the spec's query");
    }
    double v = value.get();
    Verdict verdict = v > max ? Verdict.OVERDRAWN : v > max / 2 ? Verdict.HOLD : Verdict.GOOD;
    return new Signal(
        verdict, String.format(Locale.ROOT, "the spec's query gives %.4g (limit %.4g)", v, max));
  }

  private static Signal lag(String name, Optional<Duration> value, Duration limit) {
    return debt(name, value.map(Duration::toMillis), limit.toMillis(), "ms");
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
      return unread(name);
    }
    long v = value.get();
    Verdict verdict = v > limit ? above : v > limit / 2 ? Verdict.HOLD : Verdict.GOOD;
    String text = String.format(Locale.ROOT, "%s %d %s (limit %d)", name, v, unit, limit);
    return new Signal(verdict, text.replace("  ", " "));
  }

  private static Reading worst(List<Signal> all) {
    Verdict worst = all.stream().map(Signal::verdict).max(Verdict::compareTo).orElse(Verdict.GOOD);
    var told = all.stream().map(s -> new Pace.Signal(s.text(), s.verdict().name())).toList();
    if (worst == Verdict.GOOD) {
      return new Reading(worst, "", told);
    }
    var reasons = all.stream().filter(s -> s.verdict() == worst).map(Signal::text).toList();
    return new Reading(worst, String.join(", ", reasons), told);
  }

  private static Signal unread(String name) {
    return new Signal(Verdict.OVERDRAWN, name + " can't be read");
  }

  private static Optional<Long> count(Optional<Integer> n) {
    return n.map(Integer::longValue);
  }

  private static Optional<Long> megabytes(Optional<Long> bytes) {
    return bytes.map(Reading::mb);
  }

  private static long mb(long bytes) {
    return bytes / 1_000_000;
  }
}
