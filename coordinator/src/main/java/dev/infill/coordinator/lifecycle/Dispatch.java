package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.TablePlan;
import dev.infill.common.message.Task;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.coordinator.lifecycle.SecondLook.Repair;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Suspect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which ranges go out next: after every event, as many as may be in flight and are not. Outside a
 * state that works, none; so priorities, windows and pace are all one number.
 */
final class Dispatch {
  /** The fewest rows that are worth a transaction, and the most that one commit may write. */
  private static final int MIN_CHUNK = 100;

  private static final int MAX_CHUNK = 50_000;

  /**
   * Of rows as wide as the table's are on the average, with all that belongs to them: what one
   * commit writes, and what a value's computation reads. Fewer than {@link #MIN_CHUNK} rows may be
   * as many.
   */
  private static final long MAX_CHUNK_BYTES = 32L << 20;

  /**
   * So many ranges with suspects, or suspects in them, are looked at again before more ranges are
   * checked: what is suspect has to be held, in a state that travels as one record.
   */
  static final int MAX_SUSPECTS = 50;

  static final int MAX_SUSPECT_ROWS = 2_000;

  private Dispatch() {}

  static Decision send(ShardMigration m, Instant now) {
    return switch (m.state()) {
      case Backfilling s -> fill(m, s, now);
      case Reconciling s when s.second().isPresent() -> repair(m, s, s.second().orElseThrow(), now);
      case Reconciling s when !full(s.suspects()) -> check(m, s, now);
      default -> new Decision(m, List.of());
    };
  }

  /** Whether so much is suspect that no more ranges are to be checked before it is settled. */
  static boolean full(List<Suspect> suspects) {
    return suspects.size() >= MAX_SUSPECTS
        || suspects.stream().mapToInt(s -> s.rows().size()).sum() >= MAX_SUSPECT_ROWS;
  }

  private static Decision fill(ShardMigration m, Backfilling s, Instant now) {
    Walk walk = s.walk().send(m.allowed(now), now);
    List<Task> tasks =
        sent(s.walk(), walk).stream()
            .<Task>map(
                o ->
                    new FillRange(
                        m.id(),
                        o.range(),
                        o.attempt(),
                        o.keys(),
                        m.shard(),
                        plan(m).fill(),
                        limits(m, now),
                        plan(m).scatter()))
            .toList();
    return new Decision(m.to(new Backfilling(walk), now), tasks);
  }

  private static Decision check(ShardMigration m, Reconciling s, Instant now) {
    Walk walk = s.walk().send(m.allowed(now), now);
    List<Task> tasks =
        sent(s.walk(), walk).stream()
            .<Task>map(
                o ->
                    new CheckRange(
                        m.id(),
                        o.range(),
                        o.attempt(),
                        o.keys(),
                        m.shard(),
                        plan(m).fill(),
                        limits(m, now)))
            .toList();
    return new Decision(m.to(new Reconciling(walk, s.suspects(), s.second()), now), tasks);
  }

  private static Decision repair(ShardMigration m, Reconciling s, SecondLook before, Instant now) {
    SecondLook look = before.send(m.allowed(now), before.round(), now);
    List<Task> tasks =
        look.out().stream()
            .filter(r -> !before.out().contains(r))
            .<Task>map(r -> repairTask(m, r, now))
            .toList();
    return new Decision(
        m.to(new Reconciling(s.walk(), s.suspects(), Optional.of(look)), now), tasks);
  }

  private static Task repairTask(ShardMigration m, Repair r, Instant now) {
    return new RepairRows(
        m.id(),
        r.suspect().range(),
        r.attempt(),
        r.suspect().rows(),
        m.shard(),
        plan(m).fill(),
        limits(m, now));
  }

  /** They are behind those that were out before. */
  private static List<OutRange> sent(Walk before, Walk after) {
    return after.out().subList(before.out().size(), after.out().size());
  }

  private static TablePlan plan(ShardMigration m) {
    return m.plan()
        .orElseThrow(
            () -> new IllegalStateException("no plan in " + m.state().phase() + " of " + m.id()));
  }

  private static ChunkLimits limits(ShardMigration m, Instant now) {
    var limits = m.limits(now);
    var plan = plan(m);
    long rowBytes = Math.max(1, plan.tableBytes() / Math.max(1, plan.rowEstimate()));
    long fitting = Math.max(1, MAX_CHUNK_BYTES / rowBytes);
    int most = (int) Math.min(fitting, Math.min(MAX_CHUNK, limits.rangeRows()));
    return new ChunkLimits(
        Math.min(MIN_CHUNK, most), most, limits.chunkTarget(), limits.lockTimeout());
  }
}
