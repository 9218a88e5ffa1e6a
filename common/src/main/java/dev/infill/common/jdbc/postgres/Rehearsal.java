package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.postgres.StatementEffects;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.WritersSpec;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the steps of a migration in their order with a {@link Recorder}, and so tells the
 * statements that they will execute, from the very code that executes them.
 */
public final class Rehearsal {
  private final Recorder recorder;
  private final SchemaStore store;
  private final PlannedShard shard;
  private final List<PlannedStatement> statements = new ArrayList<>();

  private interface Step {
    void take() throws ShardFailure;
  }

  private Rehearsal(ShardConnections connections, Connection connection, PlannedShard shard) {
    this.recorder = new Recorder(connection);
    this.store = new PostgresSchemaStore(new RecordingSteps(connections, recorder));
    this.shard = shard;
  }

  /**
   * The statements that change the schema, in the order of the phases.
   *
   * @param connection where the steps look; nothing is changed
   */
  public static List<PlannedStatement> of(
      ShardConnections connections, Connection connection, PlannedShard shard) throws ShardFailure {
    return new Rehearsal(connections, connection, shard).all();
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
    int before = recorder.entries().size();
    step.take();
    var entries = recorder.entries();
    for (var entry : entries.subList(before, entries.size())) {
      statements.add(
          new PlannedStatement(
              phase,
              purpose,
              entry.sql(),
              StatementEffects.of(entry.sql()),
              entry.lockTimeout().toMillis(),
              entry.statementTimeout().toMillis(),
              entry.transaction()));
    }
  }
}
