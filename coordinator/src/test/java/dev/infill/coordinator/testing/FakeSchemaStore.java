package dev.infill.coordinator.testing;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.Key;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.MigrationSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A shard that does what is asked at once, or fails as it was told, and notes the calls. */
public final class FakeSchemaStore implements SchemaStore {
  public static final Signals CALM = Signals.calm();

  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private final BlockingQueue<Trouble> troubles = new LinkedBlockingQueue<>();
  private volatile Surveyed surveyed =
      new Surveyed(List.of(), Optional.<TablePlan>of(Migrations.PLAN));
  private volatile Signals signals = CALM;
  private volatile Duration commits = Duration.ofMillis(1);
  private volatile boolean alone;
  private final AtomicInteger watchesClosed = new AtomicInteger();
  private volatile Optional<String> changed = Optional.empty();
  private volatile Trouble vacuuming = () -> {};
  private volatile long retained;
  private volatile Offenders offenders = Offenders.NONE;

  /** What happens in place of the work. */
  public interface Trouble {
    void happen() throws ShardFailure;
  }

  /** The calls so far, by the methods' names, in their order. */
  public BlockingQueue<String> calls() {
    return calls;
  }

  /** The next call meets this. */
  public void next(Trouble trouble) {
    troubles.add(trouble);
  }

  public void surveys(Surveyed answer) {
    surveyed = answer;
  }

  public void feels(Signals answer) {
    signals = answer;
  }

  /** How long a small commit takes. */
  public void commitsTake(Duration each) {
    commits = each;
  }

  /** Whether nobody else is at the server. */
  public void isAlone(boolean whether) {
    alone = whether;
  }

  /** Watches that were closed again. */
  public int watchesClosed() {
    return watchesClosed.get();
  }

  /** What happens in each VACUUM. */
  public void whileVacuuming(Trouble trouble) {
    vacuuming = trouble;
  }

  /** How much log it keeps for the slot. */
  public void retains(long bytes) {
    retained = bytes;
  }

  public void refuses(Offenders answer) {
    offenders = answer;
  }

  public void changes(String what) {
    changed = Optional.of(what);
  }

  private void call(String name) throws ShardFailure {
    calls.add(name);
    var trouble = troubles.poll();
    if (trouble != null) {
      trouble.happen();
    }
  }

  @Override
  public Surveyed survey(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    call("survey");
    return surveyed;
  }

  @Override
  public void addColumn(PlannedShard shard) throws ShardFailure {
    call("addColumn");
  }

  @Override
  public void lookAgain(PlannedShard shard) throws ShardFailure {
    call("lookAgain");
  }

  @Override
  public Optional<String> changed(PlannedShard shard) {
    return changed;
  }

  @Override
  public void prepareCapture(PlannedShard shard) throws ShardFailure {
    call("prepareCapture");
  }

  @Override
  public void dropCapture(PlannedShard shard) throws ShardFailure {
    call("dropCapture");
  }

  @Override
  public long retainedLog(PlannedShard shard) throws ShardFailure {
    call("retainedLog");
    return retained;
  }

  @Override
  public void dropSlot(PlannedShard shard) throws ShardFailure {
    call("dropSlot");
  }

  @Override
  public String slot(PlannedShard shard) {
    return "slot";
  }

  @Override
  public String publication(PlannedShard shard) {
    return "publication";
  }

  @Override
  public void emitBarrier(PlannedShard shard, String barrier) throws ShardFailure {
    call("emitBarrier");
  }

  @Override
  public Cut cut(PlannedShard shard, Optional<Key> after, int ranges) throws ShardFailure {
    call("cut");
    return new Cut(List.of(Key.of("1000")), true);
  }

  @Override
  public void installBridge(PlannedShard shard) throws ShardFailure {
    call("installBridge");
  }

  @Override
  public void removeBridge(PlannedShard shard) throws ShardFailure {
    call("removeBridge");
  }

  @Override
  public Offenders constrain(PlannedShard shard, String step) throws ShardFailure {
    call("constrain " + step);
    return offenders;
  }

  @Override
  public void release(PlannedShard shard) throws ShardFailure {
    call("release");
  }

  @Override
  public void rollBack(PlannedShard shard) throws ShardFailure {
    call("rollBack");
  }

  @Override
  public Optional<String> inTheWay(PlannedShard shard) {
    return Optional.empty();
  }

  @Override
  public ShardWatch watch(PlannedShard watched) {
    return new ShardWatch() {
      @Override
      public Signals look(PlannedShard shard) throws ShardFailure {
        call("probe");
        return signals;
      }

      @Override
      public Felt feel(int count, Duration every) {
        return new Felt(Collections.nCopies(count, commits), alone);
      }

      @Override
      public void close() {
        watchesClosed.incrementAndGet();
      }
    };
  }

  @Override
  public void vacuum(PlannedShard shard, String relation) throws ShardFailure {
    calls.add("vacuum " + relation);
    vacuuming.happen();
  }
}
