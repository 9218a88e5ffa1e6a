package dev.infill.deploy.simulation;

import dev.infill.common.message.FailureKind;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.worker.debezium.MarkKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A coordinator's steps on the shards. Those that change the schema hold the advisory lock, need
 * the table free of transactions, and look first; each may break off before or behind its deed.
 */
final class Schema implements SchemaStore {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration REST = Duration.ofMillis(200);

  private final Machine coordinator;
  private final World world;

  Schema(Machine coordinator) {
    this.coordinator = coordinator;
    this.world = coordinator.world();
  }

  private interface Deed<T> {
    T take() throws ShardFailure;
  }

  @Override
  public Surveyed survey(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    look("survey");
    TablePlan plan = new Specs(world.scenario()).plan(spec);
    return new Surveyed(List.of(), Optional.of(plan));
  }

  @Override
  public void addColumn(PlannedShard shard) throws ShardFailure {
    alone(shard, "adds the column", db -> db.column = true);
  }

  @Override
  public void lookAgain(PlannedShard shard) throws ShardFailure {
    look("looks again");
    database(shard).column = true;
  }

  @Override
  public Optional<String> changed(PlannedShard shard) throws ShardFailure {
    look("looks whether it changed");
    return database(shard).slot == null
        ? Optional.of("another server took over")
        : Optional.empty();
  }

  @Override
  public void prepareCapture(PlannedShard shard) throws ShardFailure {
    alone(shard, "makes the slot", Database::makeSlot);
  }

  @Override
  public void dropCapture(PlannedShard shard) throws ShardFailure {
    alone(shard, "drops the capture", Database::dropSlot);
  }

  @Override
  public long retainedLog(PlannedShard shard) throws ShardFailure {
    look("looks at the log");
    return world.trouble(1) && world.random().nextInt(4) == 0 ? Long.MAX_VALUE : 0;
  }

  @Override
  public void dropSlot(PlannedShard shard) throws ShardFailure {
    alone(shard, "drops the slot", Database::dropSlot);
  }

  @Override
  public String slot(PlannedShard shard) {
    return "infill_slot";
  }

  @Override
  public String publication(PlannedShard shard) {
    return "infill_publication";
  }

  @Override
  public void emitBarrier(PlannedShard shard, String barrier) throws ShardFailure {
    step(
        "marks barrier " + barrier,
        () -> {
          Database database = database(shard);
          database.mark(MarkKind.BARRIER, shard.id() + "|" + barrier);
          world.witness().dualWrites().marked(database, barrier);
          return true;
        });
  }

  @Override
  public Cut cut(PlannedShard shard, Optional<Key> after, int ranges) throws ShardFailure {
    return step(
        "cuts",
        () -> {
          var behind = database(shard).rows(new KeyRange(after, Optional.empty())).keySet();
          var bounds = new ArrayList<Key>();
          int counted = 0;
          int rangeRows = shard.spec().limits().rangeRows();
          for (int key : behind) {
            if (++counted % rangeRows == 0 && bounds.size() < ranges) {
              bounds.add(Database.key(key));
            }
          }
          return new Cut(bounds, bounds.size() < ranges);
        });
  }

  @Override
  public void installBridge(PlannedShard shard) throws ShardFailure {
    alone(shard, "installs the bridge", db -> db.bridge = true);
  }

  @Override
  public void removeBridge(PlannedShard shard) throws ShardFailure {
    alone(shard, "removes the bridge", db -> db.bridge = false);
  }

  @Override
  public Offenders constrain(PlannedShard shard, String step) throws ShardFailure {
    return alone(
        shard,
        step,
        () -> {
          Database db = database(shard);
          var offending =
              db.rows().entrySet().stream()
                  .filter(row -> row.getValue().value == null)
                  .map(row -> Database.key(row.getKey()))
                  .toList();
          if (!step.startsWith(ConstraintSteps.NOT_NULL) || offending.isEmpty()) {
            world.witness().reconciled(db);
            db.notNull |= step.startsWith(ConstraintSteps.NOT_NULL);
            return Offenders.NONE;
          }
          return new Offenders(offending.size(), offending.stream().limit(20).toList());
        });
  }

  @Override
  public void release(PlannedShard shard) throws ShardFailure {
    alone(shard, "releases", Database::dropSlot);
  }

  @Override
  public void rollBack(PlannedShard shard) throws ShardFailure {
    alone(
        shard,
        "rolls back",
        db -> {
          db.dropSlot();
          db.forgetColumn();
        });
  }

  @Override
  public Optional<String> inTheWay(PlannedShard shard) {
    return Optional.empty();
  }

  @Override
  public ShardWatch watch(PlannedShard shard) {
    return new Watch(database(shard), coordinator);
  }

  @Override
  public void vacuum(PlannedShard shard, String relation) {
    throw new IllegalStateException("nothing is to be vacuumed");
  }

  private Database database(PlannedShard shard) {
    return world.database(shard.id());
  }

  private interface Change {
    void make(Database database);
  }

  private void alone(PlannedShard shard, String what, Change change) throws ShardFailure {
    boolean unused =
        alone(
            shard,
            what,
            () -> {
              change.make(database(shard));
              return true;
            });
  }

  private <T> T alone(PlannedShard shard, String what, Deed<T> deed) throws ShardFailure {
    Database database = database(shard);
    look(what);
    if (world.now().isBefore(database.refusesUntil)) {
      throw new ShardFailure(FailureKind.PERMANENT, "42501", "must be owner of the table");
    }
    if (database.advisory != null) {
      throw blocked("another coordinator is at it");
    }
    database.advisory = coordinator;
    try {
      look(what);
      awaitTable(database);
      T done = deed.take();
      end(what);
      return done;
    } finally {
      database.advisory = null;
    }
  }

  /** Whoever waits for the table's lock lets nobody else in before. */
  private void awaitTable(Database database) throws ShardFailure {
    Instant until = world.now().plus(LOCK_TIMEOUT);
    database.waitedFor = true;
    try {
      world
          .threads()
          .await(
              "waits for the table",
              () -> database.locked().isEmpty() || !world.now().isBefore(until),
              Optional.of(until));
    } finally {
      database.waitedFor = false;
    }
    if (!database.locked().isEmpty()) {
      throw blocked("a transaction is at the table");
    }
  }

  /** Who is killed at the beginning does nothing; who is killed at the end has done it. */
  private <T> T step(String what, Deed<T> deed) throws ShardFailure {
    look(what);
    T done = deed.take();
    end(what);
    return done;
  }

  private void end(String what) throws ShardFailure {
    world.threads().pause(what + ", done");
    if (world.trouble(2)) {
      throw new ShardFailure(FailureKind.AMBIGUOUS, "08006", "the connection broke");
    }
  }

  private void look(String what) throws ShardFailure {
    world.threads().pause(what);
    if (Thread.currentThread().isInterrupted() || world.trouble(2)) {
      throw blocked("no connection");
    }
  }

  /** It is tried again at once, so what passes until then passes here. */
  private ShardFailure blocked(String why) {
    world.threads().sleep("rests before it tries again", coordinator, REST);
    return new ShardFailure(FailureKind.TRANSIENT, "55P03", why);
  }
}
