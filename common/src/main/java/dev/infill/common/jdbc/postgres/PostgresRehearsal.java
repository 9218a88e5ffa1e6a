package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Recording;
import dev.infill.common.jdbc.Rehearsal;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.postgres.StatementEffects;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.util.List;

/** Tells the statements that the steps of a migration will execute on PostgreSQL. */
public final class PostgresRehearsal {
  private PostgresRehearsal() {}

  /**
   * The statements that change the schema, in the order of the phases.
   *
   * @param connection where the steps look; nothing is changed
   */
  public static List<PlannedStatement> of(
      ShardConnections connections, Connection connection, PlannedShard shard) throws ShardFailure {
    var recording = new Recording();
    var steps = new RecordingSteps(connections, new Recorder(connection, recording));
    return Rehearsal.of(new PostgresSchemaStore(steps), recording, StatementEffects::of, shard);
  }
}
