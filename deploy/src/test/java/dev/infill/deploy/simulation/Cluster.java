package dev.infill.deploy.simulation;

import dev.infill.common.model.MigrationShard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The processes that run, those that come back, and what Kafka's groups give to whom. */
final class Cluster {
  private static final int COORDINATORS = 2;

  private final World world;
  private final List<Coordinator> coordinators = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();

  /** Who runs the captures of which shard. */
  private final Map<MigrationShard, Worker> captures = new HashMap<>();

  private @Nullable Coordinator owner;
  private boolean stale = true;
  private Instant back = Instant.EPOCH;
  private int made;

  Cluster(World world) {
    this.world = world;
  }

  List<Coordinator> coordinators() {
    return coordinators;
  }

  List<Worker> workers() {
    return workers;
  }

  List<Machine> machines() {
    return Stream.concat(
            coordinators.stream().map(Coordinator::machine), workers.stream().map(Worker::machine))
        .toList();
  }

  /** Those whom the groups hear of. */
  List<Worker> members() {
    return workers.stream().filter(w -> !w.machine().frozen() && !w.isLeaving()).toList();
  }

  Optional<Coordinator> owner() {
    return Optional.ofNullable(owner);
  }

  boolean captures(MigrationShard id, Worker worker) {
    return captures.get(id) == worker;
  }

  /** Whether nobody who answers still runs the capture; who is frozen is not waited for. */
  boolean mayCapture(MigrationShard id, Worker worker) {
    return workers.stream().noneMatch(w -> w != worker && !w.machine().frozen() && w.capturing(id));
  }

  /** Brings what some machine sent to the brokers; false when nothing is on its way. */
  boolean deliver() {
    var sending = machines().stream().filter(p -> !p.frozen() && !p.outbox().isEmpty()).toList();
    if (sending.isEmpty()) {
      return false;
    }
    sending.get(world.random().nextInt(sending.size())).outbox().deliver();
    return true;
  }

  /** Something that goes on by itself; false when nothing does now. */
  boolean tend() {
    List<Runnable> due = new ArrayList<>();
    if (isMissing() && !world.now().isBefore(back)) {
      due.add(this::comeBack);
    }
    if (stale || unowned()) {
      due.add(this::balance);
    }
    for (Coordinator one : coordinators) {
      if (!one.machine().frozen() && !world.now().isBefore(one.nextTick())) {
        due.add(one::tick);
      }
    }
    for (Worker one : workers) {
      if (!one.machine().frozen()) {
        if (one.mayHear()) {
          due.add(one::hear);
        }
        if (one.machine().hasUnfinished() && world.random().nextInt(30) == 0) {
          due.add(one.machine()::finishOne);
        }
        if (one.diverged()) {
          due.add(one::converge);
        }
      }
    }
    world.databases().filter(Database::hasLate).forEach(db -> due.add(db::runLate));
    if (due.isEmpty()) {
      return false;
    }
    due.get(world.random().nextInt(due.size())).run();
    return true;
  }

  /** When something of it is due by itself. */
  Stream<Instant> due() {
    return Stream.concat(
            Stream.of(back),
            Stream.concat(
                coordinators.stream().map(Coordinator::nextTick),
                machines().stream().map(Machine::frozenUntil)))
        .filter(at -> at.isAfter(world.now()));
  }

  private boolean isMissing() {
    return workers.stream().filter(w -> !w.isLeaving()).count() < world.scenario().workers()
        || coordinators.size() < COORDINATORS;
  }

  /** Whether somebody who answers could take over from somebody who does not. */
  private boolean unowned() {
    boolean noOwner = owner == null || silent(owner.machine());
    if (noOwner && coordinators.stream().anyMatch(c -> !silent(c.machine()))) {
      return true;
    }
    return !members().isEmpty()
        && (world.group().isSilent()
            || captures.size() < world.databases().count()
            || captures.values().stream().anyMatch(w -> silent(w.machine())));
  }

  private static boolean silent(Machine machine) {
    return machine.frozen() || !machine.alive();
  }

  /** The groups find out who is there. */
  void balance() {
    stale = false;
    if (owner == null || silent(owner.machine())) {
      elect();
    }
    world.group().balance();
    var members = members();
    world.databases().forEach(db -> give(db.migration, members));
  }

  private void give(MigrationShard id, List<Worker> members) {
    if (members.isEmpty()) {
      captures.remove(id);
      return;
    }
    Worker before = captures.get(id);
    boolean leaves = before == null || !members.contains(before);
    if (leaves || world.random().nextInt(4) == 0) {
      captures.put(id, members.get(world.random().nextInt(members.size())));
      world.trace(() -> "the captures of " + id + " go to " + captures.get(id).machine());
    }
  }

  /** Another coordinator, where there is one that answers, becomes the owner. */
  void elect() {
    var answering = coordinators.stream().filter(c -> !c.machine().frozen()).toList();
    if (!answering.isEmpty()) {
      owner = answering.get(world.random().nextInt(answering.size()));
      world.trace(() -> owner + " becomes the owner");
    }
  }

  void killWorker() {
    if (!workers.isEmpty()) {
      Worker one = workers.remove(world.random().nextInt(workers.size()));
      world.trace(() -> one.machine() + " is killed");
      one.machine().kill();
      left();
    }
  }

  void killCoordinator() {
    if (!coordinators.isEmpty()) {
      Coordinator one = coordinators.remove(world.random().nextInt(coordinators.size()));
      world.trace(() -> one + " is killed");
      one.machine().kill();
      left();
    }
  }

  /** A worker that was asked to leave has ended all that it did. */
  void removeLeft() {
    for (Worker one : List.copyOf(workers)) {
      if (one.isLeaving() && one.hasLeft()) {
        workers.remove(one);
        one.machine().kill();
        left();
      }
    }
  }

  private void left() {
    stale = true;
    back = world.now().plusMillis(world.random().nextInt(5_000));
  }

  private void comeBack() {
    stale = true;
    if (coordinators.size() < COORDINATORS) {
      coordinators.add(new Coordinator(new Machine("coordinator-" + ++made, world)));
    } else {
      workers.add(new Worker(new Machine("worker-" + ++made, world)));
    }
  }

  /** All is well again. */
  void heal() {
    back = Instant.EPOCH;
    for (Machine one : machines()) {
      one.thaw();
      one.skew(Duration.ZERO);
    }
  }

  void end() {
    machines().forEach(Machine::kill);
  }
}
