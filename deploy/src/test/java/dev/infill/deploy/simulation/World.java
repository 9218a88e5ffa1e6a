package dev.infill.deploy.simulation;

import dev.infill.common.model.Engine;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ShardTerms;
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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The simulated cluster: what is on its way in it, and who goes on next. From some phase on there
 * is trouble for a while; then it is calm, and every shard has to complete.
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
  private final NextStep next;
  private final Faults faults;
  private final List<Operator> operators = new ArrayList<>();
  private final Map<MigrationShard, Database> databases = new TreeMap<>(Topics.BY_NAME);
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
    var terms = new TreeMap<String, ShardTerms>();
    var specs = new Specs(scenario);
    for (int i = 0; i < scenario.shards(); i++) {
      ShardId id = Scenario.shard(i);
      terms.put(id.name(), specs.terms(i));
      Engine engine = scenario.slotKeeps() ? Engine.POSTGRESQL : Engine.MYSQL;
      shards.add(new ShardAddress(id, engine, "jdbc:none://" + id.name(), "infill", ""));
    }
    var fleet = new Fleet("fleet", shards, Optional.of(terms));
    for (MigrationSpec spec : specs.all()) {
      operators.add(new Operator(this, spec, fleet));
      shards.forEach(shard -> add(new MigrationShard(spec.name(), shard.id()), spec));
    }
    this.next = new NextStep(this);
    this.faults = new Faults(this);
  }

  private void add(MigrationShard id, MigrationSpec spec) {
    String column = spec.columns().getFirst().name();
    var database = new Database(this, id, column, scenario.rows());
    databases.put(id, database);
    applications.add(new Application(this, database));
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
      operators.forEach(Operator::submit);
      goOnUntil(() -> topics.states.values().stream().anyMatch(this::mayBeTroubled));
      trouble();
      goOnUntil(this::completed);
      for (ShardMigration m : topics.states.values()) {
        witness.completed(m, database(m.id()));
      }
    } finally {
      cluster.end();
    }
  }

  private void goOnUntil(BooleanSupplier there) {
    for (int step = 0; !there.getAsBoolean(); step++) {
      if (step == MOST_STEPS) {
        throw new AssertionError("it does not end: " + waiting());
      }
      next.step();
      operators.forEach(Operator::seeToIt);
    }
  }

  private boolean mayBeTroubled(ShardMigration m) {
    return Phases.reached(m, scenario.troubledFrom());
  }

  private void trouble() {
    trace(() -> "trouble begins");
    applications.forEach(Application::busy);
    trouble = scenario.trouble();
    for (int step = 0; step < scenario.troubled(); step++) {
      next.step();
      if (random.nextInt(1_000) < trouble) {
        faults.next();
      }
    }
    calm();
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
    return topics.states.size() == databases.size()
        && topics.states.values().stream().allMatch(m -> m.state() instanceof Completed);
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

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  boolean broken(Mutant mutant) {
    return mutants.contains(mutant);
  }

  /** Whether something goes wrong now that does so in so many percent of the worst trouble. */
  boolean trouble(int percent) {
    return trouble > 0 && random.nextInt(3_000) < trouble * percent;
  }

  Database database(MigrationShard id) {
    return databases.get(id);
  }

  /** Where a column is filled. */
  Database database(ShardId shard, String column) {
    return databases()
        .filter(db -> db.migration.shard().equals(shard) && db.newColumn().equals(column))
        .findFirst()
        .orElseThrow();
  }

  List<Application> applications() {
    return applications;
  }

  Stream<Database> databases() {
    return databases.values().stream();
  }

  Database anyDatabase() {
    return List.copyOf(databases.values()).get(random.nextInt(databases.size()));
  }

  Operator anyOperator() {
    return operators.get(random.nextInt(operators.size()));
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
