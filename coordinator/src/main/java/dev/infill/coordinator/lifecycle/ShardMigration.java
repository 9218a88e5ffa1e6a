package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Finding;
import dev.infill.common.message.TablePlan;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of a migration on a shard: the value on {@code infill.state}.
 *
 * @param plan what the plan learned; empty until it was accepted
 * @param findings what the plan found, errors as well
 * @param pace ranges in flight that the server bears now
 * @param walks how many walks were begun, by earlier migrations of this name as well
 * @param barriers how many barriers were taken
 * @param phases each phase with the time it was entered, in order; pauses included. Of more than
 *     {@value #MAX_PHASES} the first and the last are kept
 * @param blocked why the step under way has to wait
 * @param tuned the limits that an operator set in place of the spec's
 * @param turn its place in the rollout; empty where there is nothing to tell of it
 */
public record ShardMigration(
    MigrationShard id,
    MigrationSpec spec,
    ShardAddress shard,
    Instant submittedAt,
    Optional<TablePlan> plan,
    List<Finding> findings,
    ShardState state,
    Tally tally,
    Paced pace,
    int walks,
    int barriers,
    List<PhaseEntered> phases,
    Optional<Blocked> blocked,
    Optional<Tuning> tuned,
    Optional<Turn> turn) {
  static final int MAX_PHASES = 200;

  /** So many of the phases, from the first, are never forgotten. */
  private static final int FIRST_PHASES = 20;

  public ShardMigration {
    findings = List.copyOf(findings);
    phases = List.copyOf(phases);
  }

  /** A phase and when it began. */
  public record PhaseEntered(String phase, Instant at) {}

  /** Why a step waits, as its owner last told it. */
  public record Blocked(String step, String reason, int attempt, Instant since) {}

  /** How many ranges the server bears, and why. */
  public record Paced(int rangesInFlight, String reason) {}

  static ShardMigration submitted(MigrationShard id, Submitted e, int walks, Instant at) {
    var state = new ShardState.Planned();
    return new ShardMigration(
        id,
        e.spec(),
        e.shard(),
        at,
        Optional.empty(),
        List.of(),
        state,
        Tally.NOTHING,
        new Paced(e.spec().limits().rangesInFlight(), "not measured yet"),
        walks,
        0,
        List.of(new PhaseEntered(state.phase(), at)),
        Optional.empty(),
        Optional.empty(),
        e.wave().map(Turn::of));
  }

  /** Whether another migration may begin under the name: this one changed nothing, or undid it. */
  public boolean nameIsFree() {
    return Lifecycle.mayBeginAgain(state);
  }

  /** With the plan, as the steps take it. */
  public Optional<PlannedShard> planned() {
    return plan.map(p -> new PlannedShard(id, spec, shard, p));
  }

  /**
   * How hard the shard may be worked now: by what an operator set, else by the window that is open,
   * else by the spec's limits.
   */
  public LimitsSpec limits(Instant now) {
    var limits = spec.limits();
    int ranges =
        tuned
            .flatMap(Tuning::rangesInFlight)
            .or(() -> spec.schedule().windows().rangesInFlight(now))
            .orElse(limits.rangesInFlight());
    return limits.with(ranges, tuned.flatMap(Tuning::chunkTarget).orElse(limits.chunkTarget()));
  }

  /** Why no range may be worked on now, whatever the pace; empty when some may. */
  public Optional<String> standstill(Instant now) {
    return spec.schedule().windows().closed(now);
  }

  /** The most ranges that may ever be in flight. */
  public int mostRanges() {
    int limit = spec.limits().rangesInFlight();
    return tuned
        .flatMap(Tuning::rangesInFlight)
        .orElse(Math.max(limit, spec.schedule().windows().mostRangesInFlight().orElse(0)));
  }

  /** How many ranges are cut and not done; without end while more may be cut. */
  public int rangesLeft() {
    Optional<Walk> walk =
        switch (state) {
          case ShardState.Backfilling s -> Optional.of(s.walk());
          case ShardState.Reconciling s -> Optional.of(s.walk());
          default -> Optional.empty();
        };
    return walk.filter(Walk::end)
        .map(w -> w.out().size() + w.ready().size())
        .orElse(Integer.MAX_VALUE);
  }

  /** The most ranges that may be in flight now: the limit, or what the pace allows. */
  int allowed(Instant now) {
    return standstill(now).isPresent()
        ? 0
        : Math.min(pace.rangesInFlight(), limits(now).rangesInFlight());
  }

  /** A name for the next barrier, which no other of this migration on this shard ever had. */
  String nextBarrier() {
    return Long.toString(submittedAt.toEpochMilli(), Character.MAX_RADIX) + "-" + (barriers + 1);
  }

  ShardMigration barrierTaken() {
    var draft = new Draft(this);
    draft.barriers = barriers + 1;
    return draft.made();
  }

  ShardMigration walkBegun() {
    var draft = new Draft(this);
    draft.walks = walks + 1;
    return draft.made();
  }

  /** In the next state; a new phase is noted with its time, and nothing blocks it yet. */
  ShardMigration to(ShardState next, Instant at) {
    if (next.equals(state)) {
      return this;
    }
    return next.phase().equals(state.phase())
        ? in(next, phases, blocked)
        : in(next, entered(next, at), Optional.empty());
  }

  /** Failed, which is a phase anew where it had failed before: people are to hear of it again. */
  ShardMigration failed(ShardState.Failed next, Instant at) {
    return in(next, entered(next, at), Optional.empty());
  }

  private ShardMigration in(ShardState next, List<PhaseEntered> with, Optional<Blocked> by) {
    var draft = new Draft(this);
    draft.state = next;
    draft.phases = with;
    draft.blocked = by;
    return draft.made();
  }

  private List<PhaseEntered> entered(ShardState next, Instant at) {
    var entered = new ArrayList<>(phases);
    entered.add(new PhaseEntered(next.phase(), at));
    if (entered.size() > MAX_PHASES) {
      entered.remove(FIRST_PHASES);
    }
    return entered;
  }

  /** With all that another learned from an event, but in this one's state. */
  ShardMigration learned(ShardMigration other) {
    var draft = new Draft(this);
    draft.plan = other.plan;
    draft.findings = other.findings;
    draft.tally = other.tally;
    draft.pace = other.pace;
    draft.walks = other.walks;
    draft.barriers = other.barriers;
    draft.tuned = other.tuned;
    draft.turn = other.turn;
    return draft.made();
  }

  ShardMigration with(TablePlan accepted) {
    var draft = new Draft(this);
    draft.plan = Optional.of(accepted);
    draft.findings = accepted.findings();
    return draft.made();
  }

  ShardMigration with(List<Finding> found) {
    var draft = new Draft(this);
    draft.findings = found;
    return draft.made();
  }

  ShardMigration with(Tally counted) {
    var draft = new Draft(this);
    draft.tally = counted;
    return draft.made();
  }

  ShardMigration with(Paced paced) {
    var draft = new Draft(this);
    draft.pace = paced;
    return draft.made();
  }

  ShardMigration with(Tuning tuning) {
    var draft = new Draft(this);
    draft.tuned = Optional.of(tuning).filter(Tuning::any);
    return draft.made();
  }

  /** Whether its turn came. */
  public boolean begun() {
    return !(state.active() instanceof ShardState.Planned
        || state.active() instanceof ShardState.AwaitingTurn);
  }

  /** Its place in the rollout. */
  Turn place() {
    return turn.orElse(Turn.FIRST);
  }

  /** Since when every row is found right; empty while it is not, or no longer. */
  Optional<Instant> reconciledSince() {
    Optional<Instant> since = Optional.empty();
    for (PhaseEntered entered : phases) {
      switch (entered.phase()) {
        case "AwaitingWriters", "AwaitingApproval", "Constraining", "Releasing", "Completed" ->
            since = since.or(() -> Optional.of(entered.at()));
        case "Paused", "Failed" -> {
          // A pause changes nothing about the rows.
        }
        default -> since = Optional.empty();
      }
    }
    return since;
  }

  ShardMigration with(Turn place) {
    var draft = new Draft(this);
    draft.turn = Optional.of(place).filter(p -> !p.equals(Turn.FIRST));
    return draft.made();
  }

  ShardMigration with(Optional<Blocked> by) {
    var draft = new Draft(this);
    draft.blocked = by;
    return draft.made();
  }
}
