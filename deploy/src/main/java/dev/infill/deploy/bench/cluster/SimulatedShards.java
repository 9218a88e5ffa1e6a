package dev.infill.deploy.bench.cluster;

import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.MigrationSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Shards whose every step succeeds at once. A barrier's way through a server's log and its capture
 * is left out: it goes to where the capture would put it.
 */
final class SimulatedShards implements SchemaStore {
  private final SimulatedTable table;
  private final MessageProducer producer;
  private final Messages messages;

  SimulatedShards(SimulatedTable table, MessageProducer producer, Messages messages) {
    this.table = table;
    this.producer = producer;
    this.messages = messages;
  }

  /** A server that has nothing else to do. */
  private static final class Calm implements ShardWatch {
    @Override
    public Signals look(PlannedShard shard) {
      return Signals.calm();
    }

    @Override
    public Felt feel(int commits, Duration every) {
      return new Felt(Collections.nCopies(commits, Duration.ofMillis(1)), true);
    }

    @Override
    public void close() {}
  }

  @Override
  public Surveyed survey(MigrationSpec spec, ShardAddress shard) {
    return new Surveyed(List.of(), Optional.of(table.plan()));
  }

  @Override
  public Cut cut(PlannedShard shard, Optional<Key> after, int ranges) {
    var bounds = new ArrayList<Key>();
    long row = after.map(SimulatedTable::row).orElse(0L);
    // The last range is open, and has no bound.
    long last = table.rows() - SimulatedTable.RANGE_ROWS;
    while (bounds.size() < ranges && row < last) {
      row += SimulatedTable.RANGE_ROWS;
      bounds.add(SimulatedTable.key(row));
    }
    return new Cut(bounds, row >= last);
  }

  @Override
  public void emitBarrier(PlannedShard shard, String barrier) throws ShardFailure {
    var mark = new Barrier(shard.id(), barrier);
    try {
      producer
          .sendAll(
              IntStream.range(0, Topic.CHANGES.partitions())
                  .mapToObj(partition -> messages.barrier(mark, partition))
                  .toList())
          .join();
    } catch (CompletionException e) {
      throw new ShardFailure(
          FailureKind.TRANSIENT, "bench.kafka", "Kafka did not take a barrier", e);
    }
  }

  @Override
  public ShardWatch watch(PlannedShard shard) {
    return new Calm();
  }

  @Override
  public String slot(PlannedShard shard) {
    return "infill_bench";
  }

  @Override
  public String publication(PlannedShard shard) {
    return "infill_bench";
  }

  @Override
  public Optional<String> changed(PlannedShard shard) {
    return Optional.empty();
  }

  @Override
  public Offenders constrain(PlannedShard shard, String step) {
    return Offenders.NONE;
  }

  @Override
  public Optional<String> inTheWay(PlannedShard shard) {
    return Optional.empty();
  }

  @Override
  public void addColumn(PlannedShard shard) {}

  @Override
  public void lookAgain(PlannedShard shard) {}

  @Override
  public void prepareCapture(PlannedShard shard) {}

  @Override
  public void dropCapture(PlannedShard shard) {}

  @Override
  public long retainedLog(PlannedShard shard) {
    return 0;
  }

  @Override
  public void dropSlot(PlannedShard shard) {}

  @Override
  public void installBridge(PlannedShard shard) {}

  @Override
  public void removeBridge(PlannedShard shard) {}

  @Override
  public void release(PlannedShard shard) {}

  @Override
  public void rollBack(PlannedShard shard) {}

  @Override
  public void vacuum(PlannedShard shard, String relation) {}
}
