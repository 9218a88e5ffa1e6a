package dev.infill.deploy.chaos;

import static dev.infill.deploy.progress.Rendering.number;

import dev.infill.common.model.Engine;
import dev.infill.deploy.cluster.DemoShard;
import dev.infill.deploy.demo.DemoApplication;
import dev.infill.deploy.demo.DemoCheck;
import dev.infill.deploy.demo.DemoDatabase;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.Shutdown;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A whole run: the cluster, the application, migrations and faults, and the look at all of it. */
public final class Chaos {
  private final Order order;
  private final DataFolder folder;
  private final Shutdown shutdown;
  private final Consumer<String> say;

  /**
   * What is run.
   *
   * @param seed of the plan of faults and of the application's choices
   * @param length the time in which faults are done
   * @param faults which of them may be done, and how close
   * @param engines a server of each; the shards are spread over them
   * @param rows of each shard, at least 1000
   * @param writeRate the application's transactions a second on each shard, at least 10
   */
  public record Order(
      long seed,
      Duration length,
      FaultPlan.Choice faults,
      List<Engine> engines,
      long rows,
      int writeRate) {
    public Order {
      engines = List.copyOf(engines);
      if (rows < 1_000 || writeRate < 10) {
        throw new IllegalArgumentException(
            "need 1000 rows and 10 writes a second: %d, %d".formatted(rows, writeRate));
      }
    }
  }

  /**
   * @param say takes what happens, a line each, from any thread
   */
  public Chaos(Order order, DataFolder folder, Shutdown shutdown, Consumer<String> say) {
    this.order = order;
    this.folder = folder;
    this.shutdown = shutdown;
    this.say = say;
  }

  /** Runs it, and tells what came out. What was started ends with the shutdown. */
  public ChaosReport run() throws IOException, SQLException, InterruptedException {
    var cluster = ChaosCluster.start(folder, shutdown, order.engines());
    cluster.links().forEach(link -> say.accept(link.shard().id() + ": " + link.shard().server()));
    cluster.load(order.rows());
    say.accept("Table users has %s rows on each.".formatted(number(order.rows())));
    var operator = shutdown.add("operator", new Operator(cluster.apis()));
    cluster.awaitUp(operator);
    var applications = applications(cluster);

    var clock = new Stopwatch();
    var progress = new ProgressLog();
    var check = new RoundCheck(shards(cluster));
    var rounds = new Rounds(operator, applications, check, cluster.fleet(), progress, clock, say);
    var saboteur = shutdown.add("faults", new Saboteur(cluster, progress, clock, say));
    var plan = FaultPlan.draw(order.seed(), order.length(), cluster.parts(), order.faults());
    say.accept(
        "%d faults are planned by seed %d; 0 s is now.".formatted(plan.size(), order.seed()));
    Future<List<Injected>> faults = saboteur.start(plan);
    Rounds.Outcome outcome = rounds.run(order.length());
    if (!outcome.problems().isEmpty()) {
      saboteur.close(); // What it is doing is over soon, and what it would do tells nothing more.
    }
    Duration took = clock.now();
    applications.values().forEach(DemoApplication::close);
    List<Injected> done = outcome.problems().isEmpty() ? result(faults) : saboteur.done();
    return report(outcome, done, progress, check, cluster, applications, took);
  }

  private Map<String, DemoApplication> applications(ChaosCluster cluster) {
    var applications = new LinkedHashMap<String, DemoApplication>();
    long seed = order.seed();
    for (DemoShard shard : shards(cluster)) {
      seed += 100;
      var settings =
          new DemoApplication.Settings(
              shard.url(),
              DemoDatabase.APPLICATION,
              cluster.password(),
              order.rows(),
              order.writeRate(),
              seed);
      applications.put(shard.id(), shutdown.add("application", DemoApplication.start(settings)));
    }
    return applications;
  }

  private static List<DemoShard> shards(ChaosCluster cluster) {
    return cluster.links().stream().map(ChaosCluster.Link::shard).toList();
  }

  private static List<Injected> result(Future<List<Injected>> faults) throws InterruptedException {
    try {
      return faults.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private ChaosReport report(
      Rounds.Outcome outcome,
      List<Injected> faults,
      ProgressLog progress,
      RoundCheck check,
      ChaosCluster cluster,
      Map<String, DemoApplication> applications,
      Duration took)
      throws SQLException {
    var problems = new ArrayList<>(outcome.problems());
    long rows = check.rows();
    long mismatches = check.mismatches();
    long lost = 0;
    for (DemoShard shard : shards(cluster)) {
      var application = applications.get(shard.id());
      try (var connection = shard.admin().connect()) {
        // Where the last migration did not complete, its rows are not expected to be right.
        DemoCheck.Result found =
            outcome.problems().isEmpty()
                ? DemoCheck.run(connection, application)
                : DemoCheck.writes(connection, application);
        rows += found.rows();
        mismatches += found.mismatches();
        lost += found.lostWrites();
        found.problems().forEach(problem -> problems.add(shard.id() + ": " + problem));
      }
    }
    var all = applications.values();
    return new ChaosReport(
        order.seed(),
        order.length().toSeconds() / 60.0,
        Math.round(took.toMillis() / 100.0) / 10.0,
        outcome.completed(),
        FaultCount.of(faults, progress),
        rows,
        all.stream().mapToLong(DemoApplication::writes).sum(),
        all.stream().mapToLong(application -> application.errors().count()).sum(),
        all.stream().mapToLong(application -> application.ledger().unsure()).sum(),
        lost,
        mismatches,
        problems);
  }
}
