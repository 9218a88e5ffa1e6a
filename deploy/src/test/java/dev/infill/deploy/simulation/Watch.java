package dev.infill.deploy.simulation;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.shard.Signals;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

/** What a coordinator sees of a server: it is calm, its replica lags, or it does not answer. */
record Watch(Database database, Machine coordinator) implements ShardWatch {
  private static final Duration LAG = Duration.ofMinutes(1);

  @Override
  public Signals look(PlannedShard shard) throws ShardFailure {
    World world = coordinator.world();
    world.threads().pause("probes " + database);
    if (world.trouble(5)) {
      throw new ShardFailure(FailureKind.TRANSIENT, "08001", "no connection");
    }
    Signals calm = Signals.calm();
    return new Signals(
        Optional.of(database.lags ? LAG : Duration.ZERO),
        calm.commitLatency(),
        calm.activeSessions(),
        calm.lockWaiters(),
        calm.walBytes(),
        calm.slotBytes(),
        calm.autovacuum(),
        calm.query(),
        calm.deadRows());
  }

  @Override
  public Felt feel(int commits, Duration every) {
    coordinator.world().threads().sleep("feels", coordinator, every.multipliedBy(commits));
    return new Felt(Collections.nCopies(commits, Duration.ofMillis(1)), false);
  }

  @Override
  public void close() {}
}
