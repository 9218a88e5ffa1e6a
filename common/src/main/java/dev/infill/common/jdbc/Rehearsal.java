package dev.infill.common.jdbc;

import dev.infill.common.plan.Effect;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.WritersSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Takes the steps of a migration in their order with a recorder in place of a connection, and so
 * tells the statements that they will execute, from the very code that executes them.
 */
public final class Rehearsal {
  private final SchemaStore store;
  private final Recording recording;
  private final Function<String, Effect> effects;
  private final PlannedShard shard;
  private final List<PlannedStatement> statements = new ArrayList<>();

  private interface Step {
    void take() throws ShardFailure;
  }

  private Rehearsal(
      SchemaStore store,
      Recording recording,
      Function<String, Effect> effects,
      PlannedShard shard) {
    this.store = store;
    this.recording = recording;
    this.effects = effects;
    this.shard = shard;
  }

  /**
   * The statements that change the schema, in the order of the phases.
   *
   * @param store one whose steps meet a recorder
   * @param recording where that writes them down
   * @param effects what the engine does for a statement
   */
  public static List<PlannedStatement> of(
      SchemaStore store, Recording recording, Function<String, Effect> effects, PlannedShard shard)
      throws ShardFailure {
    return new Rehearsal(store, recording, effects, shard).all();
  }

  private List<PlannedStatement> all() throws ShardFailure {
    var writers = shard.spec().writers();
    boolean bridge = writers.gate() == WritersSpec.Gate.TRIGGER;
    rehearse("Expanding", "", () -> store.addColumn(shard));
    rehearse("Capturing", "", () -> store.prepareCapture(shard));
    if (bridge) {
      rehearse("AwaitingWriters", "", () -> store.installBridge(shard));
    }
    for (String step : ConstraintSteps.of(shard.spec())) {
      rehearse("Constraining", step, () -> store.constrain(shard, step));
    }
    if (bridge && writers.bridge() != WritersSpec.Bridge.KEEP) {
      rehearse("Releasing", "", () -> store.removeBridge(shard));
    }
    rehearse("Releasing", "", () -> store.release(shard));
    return List.copyOf(statements);
  }

  private void rehearse(String phase, String purpose, Step step) throws ShardFailure {
    int before = recording.entries().size();
    step.take();
    var entries = recording.entries();
    for (var entry : entries.subList(before, entries.size())) {
      statements.add(
          new PlannedStatement(
              phase,
              purpose,
              entry.sql(),
              effects.apply(entry.sql()),
              entry.lockTimeout().toMillis(),
              entry.statementTimeout().toMillis(),
              entry.transaction()));
    }
  }
}
