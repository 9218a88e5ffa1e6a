package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Recording;
import dev.infill.common.jdbc.Rehearsal;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.mysql.StatementEffects;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.util.List;

/** Tells the statements that the steps of a migration will execute on MySQL. */
public final class MySqlRehearsal {
  private MySqlRehearsal() {}

  /**
   * The statements that change the schema, in the order of the phases.
   *
   * @param connection where the steps look; nothing is changed, and what is made are temporary
   *     tables
   */
  public static List<PlannedStatement> of(
      ShardConnections connections, Connection connection, PlannedShard shard) throws ShardFailure {
    var recording = new Recording();
    var steps = new RecordingSteps(connections, new Recorder(connection, recording));
    return Rehearsal.of(new MySqlSchemaStore(steps), recording, StatementEffects::of, shard);
  }
}
