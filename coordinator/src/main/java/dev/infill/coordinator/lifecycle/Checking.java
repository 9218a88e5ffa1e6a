package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.coordinator.lifecycle.SecondLook.Repair;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Suspect;
import dev.infill.coordinator.lifecycle.Tally.Check;
import dev.infill.coordinator.lifecycle.Tally.Quarantine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reconcile's arrows: a walk that counts, and second looks at what differed. */
final class Checking {
  /**
   * A check that finds more in one range than can be listed has the table filled once more, so
   * often.
   */
  private static final int REFILLS = 2;

  private Checking() {}

  /**
   * Begins to check every row from the first key; what an earlier walk counted no longer counts.
   */
  static ShardMigration begin(ShardMigration m, Instant at) {
    var begun =
        m.with(m.tally().with(Check.NOTHING).with(Quarantine.EMPTY))
            .with(m.place().forgiving(0))
            .walkBegun();
    return begun.to(new Reconciling(Walk.begin(begun.walks()), List.of(), Optional.empty()), at);
  }

  static ShardMigration checked(ShardMigration m, Reconciling s, RangeChecked e, Instant at) {
    Optional<OutRange> out = s.walk().find(e.range());
    if (out.isEmpty()) {
      return m;
    }
    if (e.more()) {
      return refill(m, at);
    }
    if (!e.differing().isEmpty() && Dispatch.full(s.suspects())) {
      // It was out when others found much. What is suspect has to be held, so it is checked later.
      int attempt = out.get().attempt();
      var later = s.walk().giveBack(e.range(), attempt, Optional.empty(), Optional.empty());
      return walk(m, s, later, at);
    }
    var counted =
        m.with(m.tally().with(m.tally().check().range(e.counted(), e.equal(), e.digest())));
    var suspects = new ArrayList<>(s.suspects());
    if (!e.differing().isEmpty()) {
      suspects.add(new Suspect(e.range(), e.differing()));
    }
    return go(counted, s.walk().done(e.range()), suspects, Optional.empty(), at);
  }

  /** Goes on with the walk after a cut, or a range that was given back. */
  static ShardMigration walk(ShardMigration m, Reconciling s, Walk walk, Instant at) {
    return go(m, walk, s.suspects(), s.second(), at);
  }

  static ShardMigration passed(ShardMigration m, Reconciling s, BarrierPassed e, Instant at) {
    return s.second()
        .map(look -> second(m, s, look.passed(e.barrier(), e.partition(), e.partitions()), at))
        .orElse(m);
  }

  static ShardMigration repaired(ShardMigration m, Reconciling s, RowsRepaired e, Instant at) {
    Optional<Repair> sent = s.second().flatMap(look -> look.find(e.range()));
    if (sent.isEmpty()) {
      return m;
    }
    Repair repair = sent.get();
    int left = e.remaining().size();
    var check = m.tally().check().settle(repair.suspect().rows().size() - left, e.repaired());
    Optional<Suspect> remaining =
        left == 0 ? Optional.empty() : Optional.of(new Suspect(e.range(), e.remaining()));
    return second(
        m.with(m.tally().with(check)), s, s.second().orElseThrow().answered(repair, remaining), at);
  }

  static ShardMigration failed(ShardMigration m, Reconciling s, TaskFailed e, Instant at) {
    Optional<Repair> repair =
        s.second().flatMap(look -> look.find(e.range())).filter(r -> r.attempt() == e.attempt());
    boolean walking = s.walk().find(e.range()).filter(o -> o.attempt() == e.attempt()).isPresent();
    if (repair.isEmpty() && !walking) {
      return m;
    }
    if (Filling.isFinal(e)) {
      return Lifecycle.fail(
          m, "range " + e.range() + " can't be checked: " + e.reason(), Filling.advice(e), at);
    }
    Optional<Instant> retryAt = Optional.of(Filling.retryAt(e, at));
    if (repair.isPresent()) {
      return second(m, s, s.second().orElseThrow().giveBack(repair.get(), retryAt), at);
    }
    var back = s.walk().giveBack(e.range(), e.attempt(), Optional.empty(), retryAt);
    return go(m, back, s.suspects(), s.second(), at);
  }

  static ShardMigration wake(ShardMigration m, Reconciling s, Instant at) {
    return s.second()
        .map(look -> second(m, s, look.wake(at), at))
        .orElseGet(() -> go(m, s.walk().wake(at), s.suspects(), Optional.empty(), at));
  }

  private static ShardMigration refill(ShardMigration m, Instant at) {
    if (m.tally().refills() < REFILLS) {
      var begun = m.with(m.tally().refilled()).walkBegun();
      return begun.to(new ShardState.Backfilling(Walk.begin(begun.walks())), at);
    }
    if (m.tally().quarantine().any()) {
      return failQuarantined(m, at);
    }
    return Lifecycle.fail(
        m,
        "more than "
            + RangeChecked.MAX_DIFFERING
            + " rows of one range still differ after the table was filled again",
        "They stay locked, as by statements that find no index, or something else writes the column:"
            + " look for long transactions, and for a trigger, a job or a rule on the table; then resume.",
        at);
  }

  /**
   * A second look begins when the walk has ended, or when so much is suspect that it must be looked
   * at first.
   */
  private static ShardMigration go(
      ShardMigration m,
      Walk walk,
      List<Suspect> suspects,
      Optional<SecondLook> second,
      Instant at) {
    boolean full = Dispatch.full(suspects) && walk.out().isEmpty();
    if (second.isEmpty() && !suspects.isEmpty() && (full || walk.finished())) {
      var look = SecondLook.begin(suspects, m.nextBarrier());
      return m.barrierTaken().to(new Reconciling(walk, List.of(), Optional.of(look)), at);
    }
    return second.isEmpty() && walk.finished()
        ? finish(m, at)
        : m.to(new Reconciling(walk, suspects, second), at);
  }

  private static ShardMigration second(
      ShardMigration m, Reconciling s, SecondLook look, Instant at) {
    if (!look.finished()) {
      return m.to(new Reconciling(s.walk(), s.suspects(), Optional.of(look)), at);
    }
    List<Suspect> left = look.remaining();
    if (left.isEmpty()) {
      return go(m, s.walk(), s.suspects(), Optional.empty(), at);
    }
    var quarantine = m.tally().quarantine();
    boolean hopeless =
        left.stream().flatMap(suspect -> suspect.rows().stream()).allMatch(quarantine::holds);
    boolean last = look.round() >= SecondLook.ROUNDS;
    // More may be quarantined than are listed, so the last round need not find each of them.
    if (hopeless || (last && quarantine.any())) {
      return failQuarantined(m, at);
    }
    if (last) {
      long rows = left.stream().mapToLong(suspect -> suspect.rows().size()).sum();
      return Lifecycle.fail(
          m,
          rows
              + (rows == 1 ? " row still differs after " : " rows still differ after ")
              + SecondLook.ROUNDS
              + " looks",
          "They stay locked, or something else writes the column: find who, then resume.",
          at);
    }
    return m.barrierTaken()
        .to(
            new Reconciling(s.walk(), s.suspects(), Optional.of(look.again(m.nextBarrier(), at))),
            at);
  }

  private static ShardMigration finish(ShardMigration m, Instant at) {
    Check check = m.tally().check();
    if (m.tally().quarantine().any()) {
      return failQuarantined(m, at);
    }
    if (check.mismatches() != 0) {
      return Lifecycle.fail(
          m,
          "the counts do not agree: "
              + check.counted()
              + " rows counted, "
              + check.mismatches()
              + " not found equal",
          "Resume, which checks every row again; if it stays so, tell the maintainers.",
          at);
    }
    return Gate.begin(m, at);
  }

  private static ShardMigration failQuarantined(ShardMigration m, Instant at) {
    var quarantine = m.tally().quarantine();
    int listed = quarantine.first().size();
    String rows = listed == 1 ? "1 row has" : listed + " rows have";
    return Lifecycle.fail(
        m,
        (quarantine.more() > 0 ? "more than " : "")
            + rows
            + " a value that can't be computed, so no further constraint was added",
        "Repair the rows listed under quarantined, then resume.",
        at);
  }
}
