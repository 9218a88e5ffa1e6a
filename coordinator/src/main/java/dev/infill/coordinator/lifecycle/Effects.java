package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Capture;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.spec.WritersSpec;
import dev.infill.coordinator.lifecycle.Effect.AddColumn;
import dev.infill.coordinator.lifecycle.Effect.Constrain;
import dev.infill.coordinator.lifecycle.Effect.Cut;
import dev.infill.coordinator.lifecycle.Effect.DropSlot;
import dev.infill.coordinator.lifecycle.Effect.EmitBarrier;
import dev.infill.coordinator.lifecycle.Effect.InstallBridge;
import dev.infill.coordinator.lifecycle.Effect.PrepareCapture;
import dev.infill.coordinator.lifecycle.Effect.Release;
import dev.infill.coordinator.lifecycle.Effect.RemoveBridge;
import dev.infill.coordinator.lifecycle.Effect.RollBack;
import dev.infill.coordinator.lifecycle.Effect.Survey;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Expanding;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import dev.infill.coordinator.lifecycle.ShardState.RollingBack;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a state wants of the world: asked of the state alone, so that whoever has the state can
 * bring the world up to it.
 */
public final class Effects {
  private Effects() {}

  /**
   * The steps that shall run now. What runs and is not here shall stop; what is here and does not
   * run shall start.
   */
  public static List<Effect> wanted(ShardMigration m) {
    return switch (m.state()) {
      case Planned s -> List.of(new Survey());
      case AwaitingTurn s -> List.of();
      case Expanding s -> List.of(new AddColumn());
      case Capturing s ->
          s.prepared() ? barrier(s.barrier()) : List.of(new PrepareCapture(s.lost() > 0));
      case Backfilling s -> cut(m, s.walk());
      case Reconciling s ->
          s.second()
              .map(
                  look ->
                      look.notBefore().isPresent() ? List.<Effect>of() : barrier(look.barrier()))
              .orElseGet(() -> cut(m, s.walk()));
      case AwaitingWriters s ->
          m.spec().writers().gate() == WritersSpec.Gate.TRIGGER && !s.bridged()
              ? List.of(new InstallBridge())
              : List.of();
      case AwaitingApproval s -> List.of();
      case Constraining s -> List.of(new Constrain(ConstraintSteps.of(m.spec()).get(s.done())));
      case Releasing s when s.removeBridge() -> List.of(new RemoveBridge());
      case Releasing s -> s.barrier().complete() ? List.of(new Release()) : barrier(s.barrier());
      case RollingBack s -> List.of(new RollBack());
      case Completed s -> List.of();
      case Paused s -> List.of();
      case Failed s -> s.dropsSlot() ? List.of(new DropSlot()) : List.of();
      case RolledBack s -> List.of();
    };
  }

  /** When the state wants to be woken by a TimerFired, if nothing happens before. */
  public static Optional<Instant> wakeAt(ShardMigration m) {
    return switch (m.state()) {
      case Backfilling s -> s.walk().wakeAt();
      case Reconciling s -> s.second().map(SecondLook::wakeAt).orElseGet(() -> s.walk().wakeAt());
      case AwaitingWriters s when Gate.asksForProof(m, s) -> s.proof().wakeAt(m.spec().writers());
      default -> Optional.empty();
    };
  }

  /**
   * The capture that shall run, if any: from the moment its slot exists until the last barrier has
   * passed. A pause or a failure does not end it, for then every row would have to be checked
   * again.
   *
   * @param slot the slot's name
   * @param publication the publication's name
   */
  public static Optional<Capture> capture(ShardMigration m, String slot, String publication) {
    return m.plan()
        .filter(p -> captures(m))
        .map(p -> new Capture(m.id(), m.shard(), p.fill(), slot, publication, p.ownWrites()));
  }

  /** Whether a capture shall run. */
  public static boolean captures(ShardMigration m) {
    return switch (m.state().active()) {
      case Capturing s -> s.prepared();
      case Backfilling s -> true;
      case Reconciling s -> true;
      case AwaitingWriters s -> true;
      case AwaitingApproval s -> true;
      case Constraining s -> true;
      case Releasing s -> !s.barrier().complete();
      case Planned s -> false;
      case AwaitingTurn s -> false;
      case Expanding s -> false;
      case Completed s -> false;
      case Paused s -> false;
      case Failed s -> false;
      case RollingBack s -> false;
      case RolledBack s -> false;
    };
  }

  /** Whether ranges may be worked on; where not, the pace is 0 and workers give them back. */
  public static boolean works(ShardMigration m) {
    return m.state() instanceof Backfilling || m.state() instanceof Reconciling;
  }

  /** Whether the first ranges will soon be worked on, and none was yet. */
  public static boolean willWork(ShardMigration m) {
    return m.plan().isPresent()
        && (m.state() instanceof Expanding || (m.state() instanceof Capturing s && s.lost() == 0));
  }

  private static List<Effect> barrier(Barrier barrier) {
    return barrier.complete() ? List.of() : List.of(new EmitBarrier(barrier.id()));
  }

  /** Cuts ahead of the workers, but never far: what is cut has to be held. */
  private static List<Effect> cut(ShardMigration m, Walk walk) {
    int ahead = m.mostRanges();
    return walk.end() || walk.ready().size() >= ahead
        ? List.of()
        : List.of(new Cut(walk.number(), walk.frontier(), 2 * ahead));
  }
}
