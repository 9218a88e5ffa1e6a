package dev.infill.deploy.simulation;

import dev.infill.common.model.Engine;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.Fleet;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The simulated cluster: what is on its way in it, and who goes on next. First there is trouble;
 * then it is calm, and every shard has to complete.
 */
final class World {
  static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

  /** A migration needs some thousand steps, so this is stuck. */
  private static final int MOST_STEPS = 30_000;

  private final Scenario scenario;
  private final Set<Mutant> mutants;
  private final List<String> trace;
  private final boolean tracing;
  private final Random random;
  private final Threads threads = new Threads();
  private final Topics topics;
  private final Witness witness = new Witness(this);
  private final Group group = new Group(this);
  private final Cluster cluster = new Cluster(this);
  private final Faults faults;
  private final Operator operator;
  private final Map<ShardId, Database> databases = new TreeMap<>(World::byName);
  private final List<Application> applications = new ArrayList<>();
  private Instant now = BEGIN;
  private int trouble;
  private boolean clocksWereWrong;
  private Instant frozenUntil = BEGIN;

  World(Scenario scenario, Set<Mutant> mutants, Optional<List<String>> trace) {
    this.scenario = scenario;
    this.mutants = mutants.isEmpty() ? EnumSet.noneOf(Mutant.class) : EnumSet.copyOf(mutants);
    this.tracing = trace.isPresent();
    this.trace = trace.orElseGet(ArrayList::new);
    this.random = new Random(scenario.seed() * 31 + 17);
    this.topics = new Topics(this);
    var shards = new ArrayList<ShardAddress>();
    for (int i = 0; i < scenario.shards(); i++) {
      var id = new ShardId("s" + i);
      Engine engine = scenario.slotKeeps() ? Engine.POSTGRESQL : Engine.MYSQL;
      shards.add(new ShardAddress(id, engine, "jdbc:none://" + id.name(), "infill", ""));
      var database =
          new Database(this, new MigrationShard(Scenario.MIGRATION, id), scenario.rows());
      databases.put(id, database);
      applications.add(new Application(this, database));
    }
    this.operator = new Operator(this, new Fleet("fleet", shards));
    this.faults = new Faults(this, operator);
  }

  private static int byName(ShardId a, ShardId b) {
    return a.name().compareTo(b.name());
  }

  /**
   * Runs a scenario on a thread that is as quick to change from and to as the simulated ones.
   *
   * @param mutants faults of the product to be found
   * @param trace gets every step, where it is asked for
   */
  static void run(Scenario scenario, Set<Mutant> mutants, Optional<List<String>> trace) {
    var run = new FutureTask<>(() -> new World(scenario, mutants, trace).run(), true);
    Thread.ofVirtual().start(run);
    try {
      run.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a test", e);
    }
  }

  /** Runs until every shard has completed. */
  private void run() {
    try {
      operator.submit();
      trouble = scenario.trouble();
      for (int step = 0; step < scenario.troubled(); step++) {
        step();
        if (random.nextInt(1_000) < trouble) {
          faults.next();
        }
      }
      calm();
      for (int step = 0; !completed(); step++) {
        if (step == MOST_STEPS) {
          throw new AssertionError("it does not end: " + waiting());
        }
        step();
        operator.seeToIt();
      }
      for (ShardMigration m : topics.states.values()) {
        witness.completed(m, database(m.id().shard()));
      }
    } finally {
      cluster.end();
    }
  }

  private List<String> waiting() {
    return topics.states.values().stream()
        .map(m -> m.id() + " is " + m.state() + ", blocked by " + m.blocked())
        .toList();
  }

  private void calm() {
    trace(() -> "it is calm");
    trouble = 0;
    databases.values().forEach(database -> database.lags = false);
    applications.forEach(Application::calm);
    cluster.heal();
  }

  private boolean completed() {
    return topics.states.size() == scenario.shards()
        && topics.states.values().stream().allMatch(m -> m.state() instanceof Completed);
  }

  private void step() {
    now = now.plusMillis(random.nextInt(4));
    cluster.removeLeft();
    group.begin();
    slowDown();
    var ready = threads.ready();
    int pick = random.nextInt(100);
    boolean first = ready.size() == 1 && ready.getFirst().isInterrupted();
    if (first || (pick < 50 && !ready.isEmpty())) {
      resume(ready.get(random.nextInt(ready.size())));
    } else if (pick < 72 && cluster.deliver()) {
      return;
    } else if (pick < 84 && write()) {
      return;
    } else if (pick < 94) {
      cluster.tend();
    } else if (pick < 97) {
      pass(Duration.ofMillis(random.nextInt(150)));
    } else if (!ready.isEmpty()) {
      resume(ready.get(random.nextInt(ready.size())));
    } else if (!cluster.deliver() && !cluster.tend() && !write()) {
      pass(untilSomethingIsDue());
    }
  }

  /** Now and then some thread is slow, so that much may happen between two of its statements. */
  private void slowDown() {
    if (random.nextInt(25) == 0 && !threads.all().isEmpty()) {
      var one = threads.all().get(random.nextInt(threads.all().size()));
      one.slow(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 100 : 2_000)));
    }
  }

  /** The application goes on on some shard; false when it does nowhere now. */
  private boolean write() {
    var due = applications.stream().filter(a -> !now.isBefore(a.next())).toList();
    if (due.isEmpty()) {
      return false;
    }
    due.get(random.nextInt(due.size())).step();
    return true;
  }

  private void resume(Threads.Waiting one) {
    trace(one::toString);
    threads.resume(one);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    trace(() -> "it is " + now);
  }

  /** Nothing can happen before. */
  private Duration untilSomethingIsDue() {
    return Stream.of(
            threads.all().stream()
                .filter(one -> !one.machine.frozen())
                .flatMap(one -> one.wake().stream()),
            cluster.due(),
            applications.stream().map(Application::next),
            topics.tasks.due().stream())
        .flatMap(due -> due)
        .min(Instant::compareTo)
        .map(due -> Duration.between(now, due))
        .filter(Duration::isPositive)
        .orElse(Duration.ofMillis(100));
  }

  // ---- what its parts ask ----

  Scenario scenario() {
    return scenario;
  }

  Random random() {
    return random;
  }

  Threads threads() {
    return threads;
  }

  Topics topics() {
    return topics;
  }

  Witness witness() {
    return witness;
  }

  Group group() {
    return group;
  }

  Cluster cluster() {
    return cluster;
  }

  MigrationId migration() {
    return Scenario.MIGRATION;
  }

  Instant now() {
    return now;
  }

  boolean broken(Mutant mutant) {
    return mutants.contains(mutant);
  }

  /** Whether something goes wrong now that does so in so many percent of the worst trouble. */
  boolean trouble(int percent) {
    return trouble > 0 && random.nextInt(3_000) < trouble * percent;
  }

  Database database(ShardId shard) {
    return databases.get(shard);
  }

  Stream<Database> databases() {
    return databases.values().stream();
  }

  Database anyDatabase() {
    return List.copyOf(databases.values()).get(random.nextInt(databases.size()));
  }

  /** As stored. */
  Optional<ShardMigration> state(Database database) {
    return Optional.ofNullable(topics.states.get(database.migration));
  }

  void wrongClock(Machine machine, Duration by) {
    clocksWereWrong = true;
    machine.skew(by);
  }

  /** Some process is frozen until then. */
  void frozen(Instant until) {
    frozenUntil = until.isAfter(frozenUntil) ? until : frozenUntil;
  }

  /** When the last process that was frozen went on, or will; what it then does is out of date. */
  Instant frozenUntil() {
    return frozenUntil;
  }

  boolean clocksWereWrong() {
    return clocksWereWrong;
  }

  void trace(Supplier<String> line) {
    if (tracing) {
      trace.add(Duration.between(BEGIN, now).toMillis() + " ms: " + line.get());
    }
  }
}
