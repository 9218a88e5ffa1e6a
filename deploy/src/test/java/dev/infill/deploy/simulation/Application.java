package dev.infill.deploy.simulation;

import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ShardState;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The application's transactions, a few at a time. Parts of it do not know the new column, until
 * its new version is deployed: when the migration waits for that, or at the latest when it is calm.
 * Some straggler is left even then where no proof keeps the gate shut, or behind the gate. None of
 * those writes any more once the capture is being released, unless a bridge is there for it: no
 * migration promises anything of such a write.
 */
final class Application {
  private static final int MOST = 3;

  private final World world;
  private final Database database;
  private final List<Transaction> open = new ArrayList<>();

  private boolean deployed;
  private int mostRestMillis = 100;
  private Instant next;

  Application(World world, Database database) {
    this.world = world;
    this.database = database;
    this.next = world.now();
  }

  void busy() {
    mostRestMillis = 30;
  }

  /** Its new version is deployed by now, and it is less busy. */
  void calm() {
    deployed = true;
    mostRestMillis = 1_000;
  }

  /** When it goes on. */
  Instant next() {
    return next;
  }

  void step() {
    var random = world.random();
    next = world.now().plusMillis(random.nextInt(mostRestMillis));
    if (open.isEmpty() || (open.size() < MOST && random.nextInt(3) == 0)) {
      var begun = new Transaction(database);
      open.add(begun);
      write(begun);
      return;
    }
    Transaction one = open.get(random.nextInt(open.size()));
    if (one.isBusy()) {
      return;
    }
    if (!one.logged() && random.nextInt(8) == 0) {
      one.busyUntil(world.now().plusMillis(random.nextInt(3_000)));
    } else if (one.logged()) {
      world.trace(() -> "all see " + one.name() + " on " + database);
      one.show();
    } else if (random.nextInt(3) == 0) {
      write(one);
    } else if (random.nextInt(4) == 0 || (one.unaware() && !mayBeUnaware())) {
      one.rollBack();
    } else {
      world.trace(() -> one.name() + " commits on " + database);
      one.log();
    }
    open.removeIf(Transaction::visible);
  }

  private void write(Transaction transaction) {
    if (world.random().nextInt(5) == 0) {
      transaction.lock(world.random());
      return;
    }
    boolean knows = world.random().nextInt(100) >= unaware() || !mayBeUnaware();
    transaction.write(world.random(), knows);
  }

  /** In percent, how much of it does not know the column. */
  private int unaware() {
    Optional<ShardState> state = state();
    deployed |= state.orElse(null) instanceof AwaitingWriters && world.random().nextInt(10) == 0;
    if (!deployed) {
      return 100 - world.scenario().aware();
    }
    Gate gate = world.scenario().gate();
    boolean nobodyAsks = gate == Gate.ASSUME || gate == Gate.DEFAULT;
    boolean behindTheGate = state.orElse(null) instanceof Constraining;
    return nobodyAsks || behindTheGate ? world.scenario().stragglers() : 0;
  }

  private boolean mayBeUnaware() {
    return database.bridge
        || state().filter(s -> s instanceof Releasing || s instanceof Completed).isEmpty();
  }

  private Optional<ShardState> state() {
    return world.state(database).map(m -> m.state().active());
  }
}
