package dev.infill.deploy.simulation;

import dev.infill.common.message.Command;
import dev.infill.common.message.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What goes wrong, and what an operator does in the middle of it. */
final class Faults {
  private final World world;
  private final Random random;

  Faults(World world) {
    this.world = world;
    this.random = world.random();
  }

  void next() {
    switch (random.nextInt(18)) {
      case 0, 1 -> world.cluster().killWorker();
      case 2 -> world.cluster().killCoordinator();
      case 3, 4 -> freeze(world.cluster().workers().stream().map(Worker::machine).toList());
      case 5 -> freeze(world.cluster().coordinators().stream().map(Coordinator::machine).toList());
      case 6 -> world.cluster().elect();
      case 7 -> world.cluster().balance();
      case 8 -> loseHolds();
      case 9 -> jump();
      case 10 -> lag();
      case 11 -> dropSlot();
      case 12 -> leave();
      case 13, 14 -> refuse();
      case 15 -> world.anyOperator().ask(new Command.Pause());
      default -> operate();
    }
  }

  private void operate() {
    Operator operator = world.anyOperator();
    switch (random.nextInt(8)) {
      case 0 -> {
        if (random.nextInt(3) == 0) {
          operator.ask(new Command.RollBack());
        }
      }
      case 1 -> operator.ask(new Command.Approve(Optional.empty()));
      case 2 -> {
        var ranges = Optional.of(1 + random.nextInt(4));
        operator.ask(new Command.Tune(Optional.empty(), new Tuning(ranges, Optional.empty())));
      }
      case 3 -> operator.submit();
      default -> operator.ask(new Command.Resume());
    }
  }

  private void loseHolds() {
    if (random.nextInt(4) == 0) {
      world.trace(() -> "the queue forgets what was accepted");
      world.topics().tasks.forget();
    } else {
      world.topics().tasks.loseHold();
    }
  }

  /** For a moment, or for longer than anybody waits. */
  private void freeze(List<Machine> processes) {
    if (!processes.isEmpty()) {
      Machine one = processes.get(random.nextInt(processes.size()));
      one.freeze(Duration.ofMillis(random.nextBoolean() ? 2_000 : 40_000));
      world.trace(() -> one + " is frozen until " + one.frozenUntil());
    }
  }

  private void jump() {
    if (random.nextInt(3) == 0) {
      List<Machine> all = world.cluster().machines();
      if (all.isEmpty()) {
        return;
      }
      Machine one = all.get(random.nextInt(all.size()));
      Duration by = Duration.ofSeconds(random.nextInt(240) - 120);
      world.trace(() -> "the clock of " + one + " is wrong by " + by);
      world.wrongClock(one, by);
    }
  }

  private void lag() {
    Database database = world.anyDatabase();
    database.lags = !database.lags;
    world.trace(() -> "the replica of " + database + (database.lags ? " lags" : " is back"));
  }

  /** Long enough that an operator who resumes too early has to do so again. */
  private void refuse() {
    Database database = world.anyDatabase();
    database.refusesUntil = world.now().plusSeconds(random.nextInt(30));
    world.trace(() -> database + " lets nobody change it until " + database.refusesUntil);
  }

  private void dropSlot() {
    if (random.nextInt(4) == 0) {
      Database database = world.anyDatabase();
      world.trace(() -> "somebody drops the slot on " + database);
      database.dropSlot();
    }
  }

  private void leave() {
    List<Worker> workers = world.cluster().workers();
    if (!workers.isEmpty()) {
      Worker one = workers.get(random.nextInt(workers.size()));
      world.trace(() -> one.machine() + " is asked to leave");
      one.leave();
    }
  }
}
