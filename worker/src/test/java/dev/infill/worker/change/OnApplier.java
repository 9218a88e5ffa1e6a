package dev.infill.worker.change;

import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.ID;
import static dev.infill.worker.testing.Given.OTHER;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.Given;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Tests of an applier over two shards whose rows and clock are in memory. */
abstract class OnApplier {
  static final Instant COMMITTED = FakeClock.BEGIN.minusMillis(30);

  final FakeClock clock = new FakeClock();
  final FakeRowStore rows = new FakeRowStore(clock).rows(1, 2_000);
  final FakeRowStore otherRows = new FakeRowStore(clock).rows(1, 100);
  final FakeReporter reporter = new FakeReporter();
  final Map<MigrationShard, Capture> captures =
      new HashMap<>(Map.of(ID, Given.capture(ID), OTHER, Given.capture(OTHER)));
  final Applier applier = applier(0);
  long offset;

  Applier applier(long countFrom) {
    return new Applier(
        2,
        8,
        countFrom,
        Given.captures(captures),
        (shard, fill) -> shard.id().equals(ID.shard()) ? rows : otherRows,
        reporter,
        clock);
  }

  void update(long id) {
    change(id, Kind.UPDATE);
  }

  void change(long id, Kind kind) {
    applier.take(offset++, new RowChanged(ID, key(id), kind, COMMITTED, false));
  }

  void barrier(String name) {
    applier.take(offset++, new Barrier(ID, name));
  }

  long flushed() throws InterruptedException {
    applier.flush();
    return applier.committable();
  }

  ChangesApplied report() throws InterruptedException {
    clock.advance(Applier.REPORT);
    applier.work();
    return reporter.events(ChangesApplied.class).getFirst();
  }
}
