package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.message.FindingCode;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;

/** Lets steps that change something meet a recorder in place of a connection. */
final class RecordingSteps extends Steps {
  private final Recorder recorder;

  RecordingSteps(ShardConnections connections, Recorder recorder) {
    super(connections);
    this.recorder = recorder;
  }

  @Override
  <T> T answer(PlannedShard shard, String doing, Work<T> work) throws ShardFailure {
    recorder.lockTimeout(shard.spec().limits().lockTimeout());
    recorder.rebuilds(
        shard.plan().findings().stream()
            .anyMatch(finding -> finding.code().equals(FindingCode.COLUMN_REBUILDS.code())));
    try {
      return work.on(recorder);
    } catch (SQLException e) {
      throw FAILURES.ofSchema(e, false, "can't plan on shard " + shard.shard().id());
    }
  }
}
