package dev.infill.deploy.cli;

import static dev.infill.deploy.progress.Rendering.number;

import dev.infill.common.kafka.Codec;
import dev.infill.common.model.Engine;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.cluster.DemoCluster;
import dev.infill.deploy.cluster.DemoFiles;
import dev.infill.deploy.cluster.DemoShard;
import dev.infill.deploy.demo.DemoApplication;
import dev.infill.deploy.demo.DemoCheck;
import dev.infill.deploy.demo.DemoDatabase;
import dev.infill.deploy.local.CacheFolder;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.progress.Report;
import dev.infill.deploy.progress.Screen;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything on one machine: servers, an application that writes, a migration, and the proof. */
@Command(
    name = "demo",
    description =
        "Adds a column to a large table under live writes, on servers that it brings along.")
final class DemoCommand implements Callable<Integer> {
  private static final String MIGRATION = "users-email-lower";
  private static final int SLOTS = 2;
  private static final Duration SEEN_AT_THE_GATE = Duration.ofSeconds(5);
  private static final Duration WRITES_AFTERWARDS = Duration.ofSeconds(2);

  private final CliContext context;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "rows of the table, of all shards together, at least 1000 (default: ${DEFAULT-VALUE})")
  private long rows = 1_000_000;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "worker processes, 1 to 16 (default: ${DEFAULT-VALUE})")
  private int workers = 2;

  @Option(
      names = "--write-rate",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "the application's transactions a second, 10 to 10000 (default: ${DEFAULT-VALUE})")
  private int writeRate = 200;

  @Option(
      names = "--json",
      description = "answer with one JSON object; progress goes to standard error")
  private boolean json;

  @Option(names = "--keep", description = "leave everything running in the end, until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data folder (default: infill/demo in the user's cache directory)")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "postgres",
      description =
          "postgres, mysql, or mixed: a shard on each, in one migration (default:"
              + " ${DEFAULT-VALUE})")
  private String engine = "postgres";

  @Option(
      names = "--shards",
      paramLabel = "N",
      description =
          "databases, 1 to 16; of 3 or more the first is a canary, and the others follow in two"
              + " waves (default: one on each engine's server)")
  private Optional<Integer> shards = Optional.empty();

  DemoCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    check();
    Instant begun = Instant.now();
    var shutdown = context.shutdown();
    Path path = data.isPresent() ? data.get() : CacheFolder.find().resolve("demo");
    var folder = shutdown.add("data folder", DataFolder.take(path.toAbsolutePath()));
    DemoCluster.clear(folder);
    Logging.toFile(folder.log("infill"));
    Screen screen = context.screen(json);
    screen.say("Infill's demo: data and logs are in " + folder.path());

    var cluster = DemoCluster.start(folder, shutdown, engines(), shardCount());
    cluster
        .shards()
        .forEach(shard -> screen.say(shard.server() + " has a shard at " + shard.url() + "."));
    screen.say("Kafka runs at " + cluster.kafkaServers() + ".");
    URI url = cluster.startCoordinator(context.traces("coordinator", "coordinator-1"));
    cluster.startWorkers(workers, SLOTS);
    screen.say(
        "A coordinator answers at "
            + url
            + "; "
            + workers
            + (workers == 1 ? " worker runs." : " workers run."));
    screen.say("Watch it in a browser: " + url + "/");
    Instant loading = Instant.now();
    boolean several = cluster.shards().size() > 1;
    cluster.load(shardRows());
    screen.say(
        "Table users has %s rows%s (loaded in %.0f s)."
            .formatted(number(shardRows()), several ? " on each" : "", seconds(loading)));
    var applications = new ArrayList<DemoApplication>();
    for (var shard : cluster.shards()) {
      applications.add(
          shutdown.add("application", DemoApplication.start(settings(cluster, shard))));
    }
    screen.say(
        "The application writes %d times a second%s, and does not know the new column."
            .formatted(shardRate(), several ? " to each" : ""));
    screen.say("");

    MigrationStatus status;
    try (var client = new ApiClient(url, "")) {
      status = migrate(client, cluster, applications, screen);
    }
    // It goes on writing for a moment, now under the constraint.
    Thread.sleep(WRITES_AFTERWARDS);
    applications.forEach(DemoApplication::close);
    return finish(begun, cluster, applications, status, screen, url);
  }

  private List<Engine> engines() {
    return EngineNames.of(engine);
  }

  private long shardRows() {
    return rows / shardCount();
  }

  private int shardCount() {
    return shards.orElse(engines().size());
  }

  /** Of many shards, all together are written to as often as one. */
  private int shardRate() {
    return DemoFiles.inWaves(shardCount()) ? Math.max(10, writeRate / shardCount()) : writeRate;
  }

  private void check() throws WrongInputException {
    var problems = new ArrayList<String>();
    if (shards.filter(n -> n < engines().size() || n > 16).isPresent()) {
      problems.add(
          "--shards must be %d to 16: %d".formatted(Math.max(1, engines().size()), shards.get()));
    }
    if (rows < 1_000L * shards.orElse(1)) {
      problems.add("--rows must be at least 1000 for each shard: " + rows);
    }
    if (workers < 1 || workers > 16) {
      problems.add("--workers must be 1 to 16: " + workers);
    }
    if (writeRate < 10 || writeRate > 10_000) {
      problems.add("--write-rate must be 10 to 10000: " + writeRate);
    }
    if (engines().isEmpty()) {
      problems.add(EngineNames.unknown(engine));
    }
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
  }

  private MigrationStatus migrate(
      ApiClient client, DemoCluster cluster, List<DemoApplication> applications, Screen screen)
      throws Exception {
    client.submit(
        DemoFiles.spec(shardCount()), DemoFiles.fleet(cluster.shards(), cluster.passwordFile()));
    MigrationStatus status =
        Follower.follow(
            client, MIGRATION, screen, s -> ended(s) || s.phase().equals("AwaitingWriters"));
    if (ended(status)) {
      return status;
    }
    Instant seen = Instant.now().plus(SEEN_AT_THE_GATE);
    Follower.follow(client, MIGRATION, screen, s -> ended(s) || Instant.now().isAfter(seen));
    applications.forEach(DemoApplication::deploy);
    screen.say("");
    screen.say(
        "Every row is right. The application is now upgraded: version 2 writes email_lower by"
            + " itself.");
    screen.say("");
    return Follower.follow(client, MIGRATION, screen, DemoCommand::ended);
  }

  private static boolean ended(MigrationStatus status) {
    return Follower.UNTIL_ENDED_OR_FAILED.test(status);
  }

  private int finish(
      Instant begun,
      DemoCluster cluster,
      List<DemoApplication> applications,
      MigrationStatus status,
      Screen screen,
      URI url)
      throws SQLException, InterruptedException {
    Report.lines(status).forEach(screen::say);
    var shards = new ArrayList<DemoSummary.Shard>();
    for (int i = 0; i < applications.size(); i++) {
      shards.add(shard(cluster.shards().get(i), applications.get(i), status));
    }
    var summary = DemoSummary.of(status, shards, Duration.between(begun, Instant.now()));
    summary.lines().forEach(screen::say);
    if (json) {
      context.out().println(new String(Codec.ofMessages().write(summary), StandardCharsets.UTF_8));
    }
    if (keep) {
      stay(cluster, url, screen);
    }
    return summary.good() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static DemoSummary.Shard shard(
      DemoShard shard, DemoApplication application, MigrationStatus migration) throws SQLException {
    var status = migration.shards().stream().filter(s -> s.shard().equals(shard.id())).findFirst();
    String phase = status.orElseThrow().phase();
    try (var connection = shard.admin().connect()) {
      return DemoSummary.Shard.of(
          shard.server(),
          status.orElseThrow(),
          application,
          phase.equals("Completed")
              ? DemoCheck.run(connection, application)
              : DemoCheck.unfinished(connection, application, phase));
    }
  }

  private void stay(DemoCluster cluster, URI url, Screen screen) throws InterruptedException {
    screen.say("");
    screen.say("Everything is left running, until Ctrl-C:");
    for (var shard : cluster.shards()) {
      screen.say(
          "  %-12s %s (users %s; password in %s)"
              .formatted(
                  shard.server().replaceFirst(" .*", ""),
                  shard.url(),
                  shard.users(),
                  cluster.passwordFile()));
    }
    screen.say("  dashboard    " + url + "/");
    screen.say("  Kafka        " + cluster.kafkaServers());
    screen.say("  coordinator  " + url + "/v1/migrations, " + url + "/metrics");
    screen.say("  Try          ./infill status " + MIGRATION + " --url " + url);
    context.shutdown().await();
  }

  private DemoApplication.Settings settings(DemoCluster cluster, DemoShard shard) {
    return new DemoApplication.Settings(
        shard.url(), DemoDatabase.APPLICATION, cluster.password(), shardRows(), shardRate(), 1);
  }

  private static double seconds(Instant since) {
    return Duration.between(since, Instant.now()).toMillis() / 1000.0;
  }
}
