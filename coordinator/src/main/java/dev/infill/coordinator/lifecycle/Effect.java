package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.Key;
import java.util.Optional;

/**
 * Something to be done outside, while the state wants it. Equal effects are the same one. Each
 * looks before it repeats anything, so one that ran twice, or was interrupted, did no harm.
 */
public sealed interface Effect {
  /** The step's name in events, statuses and logs. */
  String name();

  /** Answered by PlanAccepted or PlanRefused. */
  record Survey() implements Effect {
    @Override
    public String name() {
      return "survey";
    }
  }

  /** Answered by ColumnAdded. */
  record AddColumn() implements Effect {
    @Override
    public String name() {
      return "add-column";
    }
  }

  /**
   * Answered by CapturePrepared.
   *
   * @param anew drop what is there first
   */
  record PrepareCapture(boolean anew) implements Effect {
    @Override
    public String name() {
      return "prepare-capture";
    }
  }

  /** Answered by BarrierPassed of each partition, not by the step itself. */
  record EmitBarrier(String barrier) implements Effect {
    @Override
    public String name() {
      return "barrier";
    }
  }

  /** Answered by RangesCut. */
  record Cut(int walk, Optional<Key> after, int ranges) implements Effect {
    @Override
    public String name() {
      return "cut";
    }
  }

  /** Answered by BridgeInstalled. */
  record InstallBridge() implements Effect {
    @Override
    public String name() {
      return "install-bridge";
    }
  }

  /** Answered by BridgeRemoved. */
  record RemoveBridge() implements Effect {
    @Override
    public String name() {
      return "remove-bridge";
    }
  }

  /** Answered by StepDone or ConstraintRefused. */
  record Constrain(String step) implements Effect {
    @Override
    public String name() {
      return step;
    }
  }

  /** Answered by Released. */
  record Release() implements Effect {
    @Override
    public String name() {
      return "release";
    }
  }

  /** Answered by SlotDropped. */
  record DropSlot() implements Effect {
    @Override
    public String name() {
      return "drop-slot";
    }
  }

  /** Answered by RolledBack. */
  record RollBack() implements Effect {
    @Override
    public String name() {
      return "roll-back";
    }
  }
}
