package dev.infill.coordinator.status;

import dev.infill.common.message.Finding;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Tuning;
import dev.infill.common.spec.WindowsSpec.Span;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import dev.infill.coordinator.lifecycle.Tally.BadRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A migration on one shard.
 *
 * @param engine {@code postgresql} or {@code mysql}
 * @param version of the server, once the plan has asked
 * @param health how it does, at a glance
 * @param phase where it stands
 * @param below the phase that a pause or a failure interrupted; the phase itself otherwise
 * @param secondsInPhase since the phase was entered; 0 when it has ended
 * @param filling in how many passes rows are filled, and why; absent before the plan
 * @param progress of the walk under way; absent outside of fill and check
 * @param changes what the application wrote meanwhile
 * @param pace how fast the shard may be worked, and why
 * @param gate what the writers' gate waits for; absent elsewhere
 * @param blocked why the step under way has to wait
 * @param failure why it can't go on by itself
 * @param quarantined rows whose value can't be computed, the first of them
 * @param quarantinedMore reports of such rows beyond those
 * @param findings what the plan found
 * @param phases seconds spent in each phase, in the order they were first entered
 * @param entered each phase with the time it was entered, pauses included
 * @param report the proof, complete once the phase is Completed
 * @param tuned the limits that an operator set in place of the spec's
 * @param waits what its turn waits for, before it begins
 */
public record ShardStatus(
    String shard,
    String engine,
    Optional<String> version,
    Health health,
    String phase,
    String below,
    double secondsInPhase,
    Optional<String> filling,
    Optional<Progress> progress,
    Changes changes,
    PaceNow pace,
    Optional<WritersGate> gate,
    Optional<Blocker> blocked,
    Optional<Failure> failure,
    List<BadRow> quarantined,
    long quarantinedMore,
    List<Finding> findings,
    Map<String, Double> phases,
    List<PhaseEntered> entered,
    Report report,
    Optional<Tuning> tuned,
    Optional<String> waits) {

  /**
   * A walk through the table.
   *
   * @param what {@code fill} or {@code check}
   * @param rows done
   * @param ofRows the server's estimate, or the rows done where they are more
   * @param percent 0 to 100
   * @param rowsPerSecond lately; 0 when nothing moves
   * @param secondsLeft by the clock at that rate, in the shard's windows; between them at the rate
   *     of those so far; absent when nothing moves
   * @param rangesOut ranges that workers have
   * @param rangesReady ranges that wait for a worker
   * @param openings when it goes on in the week to come; absent where it may go on at any time
   */
  public record Progress(
      String what,
      long rows,
      long ofRows,
      double percent,
      long rowsPerSecond,
      Optional<Long> secondsLeft,
      int rangesOut,
      int rangesReady,
      Optional<List<Span>> openings) {}

  /**
   * @param applied application writes that capture brought, deletes not counted
   * @param dualWritten of these, written by us
   * @param byApplication of these, right already
   * @param lagMillis from commit to dual-write, of the last report
   */
  public record Changes(long applied, long dualWritten, long byApplication, long lagMillis) {}

  /**
   * @param rangesInFlight how many ranges may be worked on at a time
   * @param chunkTargetMillis how long a chunk should take
   * @param restPercent how long a worker rests after a chunk, in hundredths of the time that took
   * @param signals all that was looked at; empty where nothing was
   */
  public record PaceNow(
      int rangesInFlight,
      long chunkTargetMillis,
      int restPercent,
      String reason,
      List<Pace.Signal> signals) {
    public PaceNow {
      signals = List.copyOf(signals);
    }
  }

  /**
   * @param gate the kind of gate
   * @param bridged whether the trigger is in place
   * @param since since when no application write needed ours
   * @param quietSeconds how long that has been
   * @param ofSeconds how long it has to be
   * @param changes application writes seen in that time
   * @param ofChanges how many have to be seen
   * @param needed writes that needed ours since the waiting began
   * @param sentence all of this, for people
   */
  public record WritersGate(
      String gate,
      boolean bridged,
      Instant since,
      double quietSeconds,
      double ofSeconds,
      long changes,
      long ofChanges,
      long needed,
      String sentence) {}

  public record Blocker(String step, String reason, int attempt, double seconds) {}

  /**
   * @param code for scripts; absent where the reason says all
   */
  public record Failure(String reason, String advice, Optional<String> code) {}

  /**
   * The proof of a migration on a shard.
   *
   * @param rowsCounted rows of the last check
   * @param rowsEqual of these, right at the first look
   * @param rowsSettled of these, right, gone or repaired at a later look
   * @param mismatches rows counted and not found right; 0 before a constraint goes on
   * @param rowsFilled written by the fill
   * @param rowsDualWritten application writes that we followed with one of ours
   * @param rowsByApplication application writes that needed none
   * @param ownWritesSeen writes of ours that came back through capture; 0 where the server keeps
   *     them back
   * @param rowsRepaired written because a check found them different
   * @param captureRestarts how often capture was lost and every row checked again
   * @param bridgeKept whether a trigger of ours stays on the table
   * @param digest of the keys and values of the last check, in hexadecimal
   * @param begun when it was submitted
   * @param ended when it ended; absent before
   */
  public record Report(
      long rowsCounted,
      long rowsEqual,
      long rowsSettled,
      long mismatches,
      long rowsFilled,
      long rowsDualWritten,
      long rowsByApplication,
      long ownWritesSeen,
      long rowsRepaired,
      int captureRestarts,
      boolean bridgeKept,
      String digest,
      Instant begun,
      Optional<Instant> ended) {}
}
