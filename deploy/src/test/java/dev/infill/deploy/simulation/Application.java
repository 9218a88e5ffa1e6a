package dev.infill.deploy.simulation;

import dev.infill.coordinator.lifecycle.ShardState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The application's transactions, a few at a time. Parts of it do not know the new column, until
 * all of it does. None of those writes any more once the capture is being released, unless a bridge
 * is there for it: no migration promises anything of such a write.
 */
final class Application {
  private static final int MOST = 3;

  private final World world;
  private final Database database;
  private final List<Transaction> open = new ArrayList<>();

  /** In percent, how much of it knows the column. */
  private int aware;

  private int mostRestMillis = 30;
  private Instant next;

  Application(World world, Database database) {
    this.world = world;
    this.database = database;
    this.aware = world.scenario().aware();
    this.next = world.now();
  }

  /** All of it knows the column by now, and it is less busy. */
  void calm() {
    aware = 100;
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
    boolean knows = world.random().nextInt(100) < aware || !mayBeUnaware();
    transaction.write(world.random(), knows);
  }

  private boolean mayBeUnaware() {
    Optional<ShardState> state = world.state(database).map(m -> m.state().active());
    return database.bridge
        || state
            .filter(s -> s instanceof ShardState.Releasing || s instanceof ShardState.Completed)
            .isEmpty();
  }
}
