package dev.infill.coordinator.runtime;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.BridgeRemoved;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.PlanRefused;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.common.message.Event.SlotDropped;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.coordinator.lifecycle.Effect;
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
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.util.List;
import java.util.Optional;

/** What each effect does on the shard, and the event that answers it. */
final class Steps {
  private final SchemaStore store;
  private final KnownBounds bounds = new KnownBounds();

  Steps(SchemaStore store) {
    this.store = store;
  }

  /**
   * Takes one effect to its end.
   *
   * @return the answer; empty for a barrier, which the appliers answer
   */
  Optional<Event> take(ShardMigration m, Effect effect) throws ShardFailure {
    return switch (effect) {
      case Survey e -> Optional.of(survey(m));
      case EmitBarrier e -> {
        store.emitBarrier(planned(m), e.barrier());
        yield Optional.empty();
      }
      case Cut e -> Optional.of(cut(m, e));
      case Constrain e -> Optional.of(constrain(m, e.step()));
      case AddColumn e -> {
        store.addColumn(planned(m));
        yield Optional.of(new ColumnAdded());
      }
      case PrepareCapture e -> {
        store.lookAgain(planned(m));
        if (e.anew()) {
          store.dropCapture(planned(m));
        }
        store.prepareCapture(planned(m));
        yield Optional.of(new CapturePrepared());
      }
      case InstallBridge e -> {
        store.installBridge(planned(m));
        yield Optional.of(new BridgeInstalled());
      }
      case RemoveBridge e -> {
        store.removeBridge(planned(m));
        yield Optional.of(new BridgeRemoved());
      }
      case Release e -> {
        forget(m.id());
        store.release(planned(m));
        yield Optional.of(new Released());
      }
      case DropSlot e -> {
        store.dropSlot(planned(m));
        yield Optional.of(new SlotDropped());
      }
      case RollBack e -> {
        forget(m.id());
        store.rollBack(planned(m));
        yield Optional.of(new RolledBack());
      }
    };
  }

  /** Who keeps the effect that runs now from going on. */
  Optional<String> inTheWay(ShardMigration m) throws ShardFailure {
    var planned = m.planned();
    return planned.isPresent() ? store.inTheWay(planned.get()) : Optional.empty();
  }

  /** Whether the effect changes the schema: of those, one at a time runs for a migration. */
  static boolean changesSchema(Effect effect) {
    return !(effect instanceof EmitBarrier || effect instanceof Cut);
  }

  private Event survey(ShardMigration m) throws ShardFailure {
    var surveyed = store.survey(m.spec(), m.shard());
    return surveyed
        .plan()
        .<Event>map(PlanAccepted::new)
        .orElseGet(() -> new PlanRefused(surveyed.findings()));
  }

  /** No more is walked through the table here for now. */
  void forget(MigrationShard id) {
    bounds.forget(id);
  }

  /**
   * A fill's ranges are counted off as the table is; a check goes by those, so far as they are
   * known here. What is behind the last of them is always counted, since a table grows at its end.
   */
  private Event cut(ShardMigration m, Cut e) throws ShardFailure {
    PlannedShard shard = planned(m);
    if (m.state() instanceof Reconciling) {
      int inFlight = m.mostRanges();
      List<Key> known = bounds.behind(m.id(), shard.plan(), e.after(), e.ranges(), inFlight);
      if (!known.isEmpty()) {
        return new RangesCut(e.walk(), e.after(), known, false);
      }
    }
    var cut = store.cut(shard, e.after(), e.ranges());
    bounds.learn(m.id(), shard.plan(), e.after(), cut.bounds());
    return new RangesCut(e.walk(), e.after(), cut.bounds(), cut.end());
  }

  /** No constraint stands on what was checked before server or table changed. */
  private Event constrain(ShardMigration m, String step) throws ShardFailure {
    var changed = store.changed(planned(m));
    if (changed.isPresent()) {
      return new CaptureLost(changed.get());
    }
    var offenders = store.constrain(planned(m), step);
    return offenders.count() == 0
        ? new StepDone(step)
        : new ConstraintRefused(step, offenders.count(), offenders.first());
  }

  private static PlannedShard planned(ShardMigration m) {
    return m.planned()
        .orElseThrow(() -> new IllegalStateException("a step before the plan: " + m.id()));
  }
}
