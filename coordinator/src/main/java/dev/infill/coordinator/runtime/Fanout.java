package dev.infill.coordinator.runtime;

import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.List;

/** Tells several, in their order. */
public record Fanout(List<OwnedShards> all) implements OwnedShards {
  public Fanout {
    all = List.copyOf(all);
  }

  @Override
  public void owned(ShardMigration migration) {
    all.forEach(each -> each.owned(migration));
  }

  @Override
  public void lost(MigrationShard id) {
    all.forEach(each -> each.lost(id));
  }
}
