package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.ConstraintRefused;
import dev.infill.common.model.Key;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.spec.WritersSpec;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The arrows from a reconciled table to the end: the writers' gate, the constraints, the release.
 */
final class Gate {
  /**
   * An unaware writer may come back just before a constraint; a value that is NULL by its rule
   * stays so.
   */
  private static final int REFUSALS = 2;

  private Gate() {}

  /** Comes to the gate, with a table found right. */
  static ShardMigration begin(ShardMigration m, Instant at) {
    var waiting = new AwaitingWriters(WritersProof.begin(at), false, false);
    return switch (m.spec().writers().gate()) {
      case APPLICATION -> proof(m.to(waiting, at), waiting, waiting.proof(), at);
      case TRIGGER -> m.to(waiting, at);
      case DEFAULT, ASSUME -> open(m, waiting.proof(), at);
    };
  }

  /** Whether the writers have to be proven; before the trigger is in place, they have not. */
  static boolean asksForProof(ShardMigration m, AwaitingWriters s) {
    return m.spec().writers().gate() == WritersSpec.Gate.APPLICATION || s.constrained();
  }

  /** Opens the gate when the writers are proven; a row that can't be computed keeps it shut. */
  static ShardMigration proof(ShardMigration m, AwaitingWriters s, WritersProof proof, Instant at) {
    WritersSpec writers = m.spec().writers();
    if (!asksForProof(m, s) || !proof.proven(writers, at)) {
      return m.to(new AwaitingWriters(proof, s.bridged(), s.constrained()), at);
    }
    if (m.tally().quarantine().any()) {
      return Checking.begin(m, at);
    }
    return s.constrained() ? release(m, true, at) : open(m, proof, at);
  }

  /** The gate's condition is met; now a person may have to approve. */
  static ShardMigration open(ShardMigration m, WritersProof proof, Instant at) {
    return m.spec().writers().approval() ? m.to(new AwaitingApproval(proof), at) : constrain(m, at);
  }

  /** A report that comes while a person is asked: one of the application's gate may refute it. */
  static ShardMigration unapproved(ShardMigration m, WritersProof proof, Instant at) {
    WritersSpec writers = m.spec().writers();
    return writers.gate() != WritersSpec.Gate.APPLICATION || proof.proven(writers, at)
        ? m.to(new AwaitingApproval(proof), at)
        : m.to(new AwaitingWriters(proof, false, false), at);
  }

  /** A person approved; a row that can't be computed, come meanwhile, is looked at before. */
  static ShardMigration approved(ShardMigration m, Instant at) {
    return m.tally().quarantine().any() ? Checking.begin(m, at) : constrain(m, at);
  }

  /**
   * A step was done. A row that can't be computed, come meanwhile, is looked at before the next.
   */
  static ShardMigration constrained(ShardMigration m, int done, Instant at) {
    if (m.tally().quarantine().any()) {
      return Checking.begin(m, at);
    }
    if (done < ConstraintSteps.of(m.spec()).size()) {
      return m.to(new Constraining(done), at);
    }
    if (m.spec().writers().gate() != WritersSpec.Gate.TRIGGER) {
      return release(m, false, at);
    }
    return m.spec().writers().bridge() == Bridge.KEEP
        ? release(m, false, at)
        : m.to(new AwaitingWriters(WritersProof.begin(at), true, true), at);
  }

  /**
   * Rows stand against a constraint. A writer that came back for a moment leaves such rows, and the
   * next check repairs them; rows whose value is NULL by its rule stay, and a person decides.
   */
  static ShardMigration refused(ShardMigration m, ConstraintRefused e, Instant at) {
    var counted = m.with(m.tally().refusedOnce());
    if (counted.tally().refusals() <= REFUSALS) {
      return Checking.begin(counted, at);
    }
    String keys =
        e.first().stream()
            .map(Key::parts)
            .map(parts -> String.join(",", parts))
            .collect(Collectors.joining(" "));
    return counted.to(
        new Failed(
            new Reconciling(Walk.begin(m.walks()), List.of(), Optional.empty()),
            e.offenders() + " rows stand against " + e.step() + "; the first keys: " + keys,
            "Repair these rows, or change the constraint; then resume, which checks every row again."),
        at);
  }

  private static ShardMigration constrain(ShardMigration m, Instant at) {
    return ConstraintSteps.of(m.spec()).isEmpty()
        ? constrained(m, 0, at)
        : m.to(new Constraining(0), at);
  }

  private static ShardMigration release(ShardMigration m, boolean removeBridge, Instant at) {
    return m.barrierTaken().to(new Releasing(removeBridge, Barrier.named(m.nextBarrier())), at);
  }
}
