package dev.infill.coordinator.testing;

import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.status.Views;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Views of what a test puts there. */
public final class FakeViews implements Views {
  private final Map<MigrationShard, ShardMigration> migrations = new ConcurrentHashMap<>();
  private final Map<MigrationShard, Pace> paces = new ConcurrentHashMap<>();
  private final Map<String, Heartbeat> workers = new ConcurrentHashMap<>();
  private volatile long rate;
  private volatile boolean silent;

  public void put(ShardMigration migration) {
    migrations.put(migration.id(), migration);
  }

  public void put(Pace pace) {
    paces.put(pace.id(), pace);
  }

  public void put(Heartbeat heartbeat) {
    workers.put(heartbeat.worker(), heartbeat);
  }

  public void rate(long rowsPerSecond) {
    rate = rowsPerSecond;
  }

  public void fallSilent() {
    silent = true;
  }

  @Override
  public List<ShardMigration> migrations() {
    return List.copyOf(migrations.values());
  }

  @Override
  public Optional<Pace> pace(MigrationShard id) {
    return Optional.ofNullable(paces.get(id));
  }

  @Override
  public long rowsPerSecond(MigrationShard id) {
    return rate;
  }

  @Override
  public List<Heartbeat> workers() {
    return List.copyOf(workers.values());
  }

  @Override
  public void refresh() throws IOException {
    if (silent) {
      throw new IOException("Kafka does not answer within 3 s");
    }
  }
}
