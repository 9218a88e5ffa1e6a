package dev.infill.common.shard;

import dev.infill.common.model.Engine;
import dev.infill.common.model.Key;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.spec.MigrationSpec;
import java.util.Map;
import java.util.Optional;

/** Leaves each step to the store of the shard's engine, so that one fleet may hold several. */
public final class SchemaStoreByEngine implements SchemaStore {
  private final Map<Engine, SchemaStore> stores;

  /**
   * @param stores one for each engine
   */
  public SchemaStoreByEngine(Map<Engine, SchemaStore> stores) {
    this.stores = Map.copyOf(stores);
  }

  private SchemaStore of(ShardAddress shard) {
    var store = stores.get(shard.engine());
    if (store == null) {
      throw new IllegalArgumentException("no steps for a " + shard.engine());
    }
    return store;
  }

  private SchemaStore of(PlannedShard shard) {
    return of(shard.shard());
  }

  @Override
  public Surveyed survey(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    return of(shard).survey(spec, shard);
  }

  @Override
  public void addColumn(PlannedShard shard) throws ShardFailure {
    of(shard).addColumn(shard);
  }

  @Override
  public void lookAgain(PlannedShard shard) throws ShardFailure {
    of(shard).lookAgain(shard);
  }

  @Override
  public Optional<String> changed(PlannedShard shard) throws ShardFailure {
    return of(shard).changed(shard);
  }

  @Override
  public void prepareCapture(PlannedShard shard) throws ShardFailure {
    of(shard).prepareCapture(shard);
  }

  @Override
  public void dropCapture(PlannedShard shard) throws ShardFailure {
    of(shard).dropCapture(shard);
  }

  @Override
  public long retainedLog(PlannedShard shard) throws ShardFailure {
    return of(shard).retainedLog(shard);
  }

  @Override
  public void dropSlot(PlannedShard shard) throws ShardFailure {
    of(shard).dropSlot(shard);
  }

  @Override
  public String slot(PlannedShard shard) {
    return of(shard).slot(shard);
  }

  @Override
  public String publication(PlannedShard shard) {
    return of(shard).publication(shard);
  }

  @Override
  public void emitBarrier(PlannedShard shard, String barrier) throws ShardFailure {
    of(shard).emitBarrier(shard, barrier);
  }

  @Override
  public Cut cut(PlannedShard shard, Optional<Key> after, int ranges) throws ShardFailure {
    return of(shard).cut(shard, after, ranges);
  }

  @Override
  public void installBridge(PlannedShard shard) throws ShardFailure {
    of(shard).installBridge(shard);
  }

  @Override
  public void removeBridge(PlannedShard shard) throws ShardFailure {
    of(shard).removeBridge(shard);
  }

  @Override
  public Offenders constrain(PlannedShard shard, String step) throws ShardFailure {
    return of(shard).constrain(shard, step);
  }

  @Override
  public void release(PlannedShard shard) throws ShardFailure {
    of(shard).release(shard);
  }

  @Override
  public void rollBack(PlannedShard shard) throws ShardFailure {
    of(shard).rollBack(shard);
  }

  @Override
  public Optional<String> inTheWay(PlannedShard shard) throws ShardFailure {
    return of(shard).inTheWay(shard);
  }

  @Override
  public ShardWatch watch(PlannedShard shard) throws ShardFailure {
    return of(shard).watch(shard);
  }

  @Override
  public void vacuum(PlannedShard shard, String relation) throws ShardFailure {
    of(shard).vacuum(shard, relation);
  }
}
