package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.BridgeRemoved;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.common.message.Event.SlotDropped;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.model.Key;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Takes the coordinator's steps, each of which may be taken more than once. */
final class ToySteps {
  private final ToyDatabase database;
  private final Random random;
  private int rangeRows;

  ToySteps(ToyDatabase database, Random random, int rangeRows) {
    this.database = database;
    this.random = random;
    this.rangeRows = rangeRows;
  }

  Optional<Event> take(Effect effect) {
    return switch (effect) {
      case Survey e -> Optional.of(new PlanAccepted(Life.PLAN));
      case AddColumn e -> {
        database.column = true;
        yield Optional.of(new ColumnAdded());
      }
      case PrepareCapture e -> {
        if (e.anew()) {
          database.dropSlot();
        }
        database.slot = true;
        yield Optional.of(new CapturePrepared());
      }
      case EmitBarrier e -> {
        database.mark(e.barrier());
        yield Optional.empty();
      }
      case Cut e -> Optional.of(cut(e));
      case InstallBridge e -> {
        database.bridge = true;
        yield Optional.of(new BridgeInstalled());
      }
      case RemoveBridge e -> {
        database.bridge = false;
        yield Optional.of(new BridgeRemoved());
      }
      case Constrain e -> Optional.of(constrain(e.step()));
      case Release e -> {
        database.dropSlot();
        yield Optional.of(new Released());
      }
      case DropSlot e -> {
        database.dropSlot();
        yield Optional.of(new SlotDropped());
      }
      case RollBack e -> {
        database.rollBack();
        // The next submission may cut the table otherwise.
        rangeRows = 1 + random.nextInt(10);
        yield Optional.of(new RolledBack());
      }
    };
  }

  private RangesCut cut(Cut e) {
    int last = e.after().map(ToyDatabase::row).orElse(0);
    var bounds = new ArrayList<Key>();
    while (bounds.size() < e.ranges() && last + rangeRows < database.rows()) {
      last += rangeRows;
      bounds.add(ToyDatabase.key(last));
    }
    return new RangesCut(e.walk(), e.after(), bounds, bounds.size() < e.ranges());
  }

  private Event constrain(String step) {
    long offenders = database.wrong();
    if (step.equals("not-null:email_lower") && offenders > 0) {
      return new ConstraintRefused(step, offenders, List.of(ToyDatabase.key(1)));
    }
    database.notNull |= step.equals("not-null:email_lower");
    return new StepDone(step);
  }
}
