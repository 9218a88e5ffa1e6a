package dev.infill.deploy.cli;

import static dev.infill.deploy.progress.Rendering.number;

import dev.infill.common.kafka.Codec;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.cluster.DemoCluster;
import dev.infill.deploy.demo.DemoApplication;
import dev.infill.deploy.demo.DemoCheck;
import dev.infill.deploy.demo.DemoDatabase;
import dev.infill.deploy.local.CacheFolder;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.progress.Report;
import dev.infill.deploy.progress.Screen;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
      description = "rows of the table, at least 1000 (default: ${DEFAULT-VALUE})")
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

    var cluster = DemoCluster.start(folder, shutdown);
    screen.say(
        "PostgreSQL 18 runs at " + cluster.jdbcUrl() + ", Kafka at " + cluster.kafkaServers());
    URI url = cluster.startCoordinator();
    cluster.startWorkers(workers, SLOTS);
    screen.say(
        "A coordinator answers at "
            + url
            + "; "
            + workers
            + (workers == 1 ? " worker runs." : " workers run."));
    Instant loading = Instant.now();
    cluster.load(rows);
    screen.say(
        "Table users has %s rows (loaded in %.0f s).".formatted(number(rows), seconds(loading)));
    var application =
        shutdown.add("application", DemoApplication.start(applicationSettings(cluster)));
    screen.say(
        "The application writes "
            + writeRate
            + " times a second, and does not know the new column.");
    screen.say("");

    MigrationStatus status;
    try (var client = new ApiClient(url, "")) {
      status = migrate(client, cluster, application, screen);
    }
    // It goes on writing for a moment, now under the constraint.
    Thread.sleep(WRITES_AFTERWARDS);
    application.close();
    return finish(begun, cluster, application, status, screen, url);
  }

  private void check() throws WrongInputException {
    var problems = new ArrayList<String>();
    if (rows < 1_000) {
      problems.add("--rows must be at least 1000: " + rows);
    }
    if (workers < 1 || workers > 16) {
      problems.add("--workers must be 1 to 16: " + workers);
    }
    if (writeRate < 10 || writeRate > 10_000) {
      problems.add("--write-rate must be 10 to 10000: " + writeRate);
    }
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
  }

  private MigrationStatus migrate(
      ApiClient client, DemoCluster cluster, DemoApplication application, Screen screen)
      throws Exception {
    client.submit(resource("users-email-lower.yaml"), fleet(cluster));
    MigrationStatus status =
        Follower.follow(
            client, MIGRATION, screen, s -> ended(s) || s.phase().equals("AwaitingWriters"));
    if (ended(status)) {
      return status;
    }
    Instant seen = Instant.now().plus(SEEN_AT_THE_GATE);
    Follower.follow(client, MIGRATION, screen, s -> ended(s) || Instant.now().isAfter(seen));
    application.deploy();
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
      DemoApplication application,
      MigrationStatus status,
      Screen screen,
      URI url)
      throws SQLException, InterruptedException {
    Report.lines(status).forEach(screen::say);
    var summary =
        DemoSummary.of(
            status,
            application,
            check(cluster, application, status.phase()),
            Duration.between(begun, Instant.now()));
    summary.lines().forEach(screen::say);
    if (json) {
      context.out().println(new String(Codec.ofMessages().write(summary), StandardCharsets.UTF_8));
    }
    if (keep) {
      stay(cluster, url, screen);
    }
    return summary.good() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static DemoCheck.Result check(
      DemoCluster cluster, DemoApplication application, String phase) throws SQLException {
    try (var connection = cluster.connect()) {
      return phase.equals("Completed")
          ? DemoCheck.run(connection, application)
          : DemoCheck.unfinished(connection, application, phase);
    }
  }

  private void stay(DemoCluster cluster, URI url, Screen screen) throws InterruptedException {
    screen.say("");
    screen.say("Everything is left running, until Ctrl-C:");
    screen.say(
        "  PostgreSQL   "
            + cluster.jdbcUrl()
            + " (users postgres, app and infill; password in "
            + cluster.passwordFile()
            + ")");
    screen.say("  Kafka        " + cluster.kafkaServers());
    screen.say("  coordinator  " + url + "/v1/migrations, " + url + "/metrics");
    screen.say("  Try          ./infill status " + MIGRATION + " --url " + url);
    context.shutdown().await();
  }

  private DemoApplication.Settings applicationSettings(DemoCluster cluster) {
    return new DemoApplication.Settings(
        cluster.jdbcUrl(), DemoDatabase.APPLICATION, cluster.password(), rows, writeRate, 1);
  }

  private static NamedText fleet(DemoCluster cluster) throws IOException {
    NamedText template = resource("fleet.yaml");
    return new NamedText(
        template.name(), template.text().formatted(cluster.jdbcUrl(), cluster.passwordFile()));
  }

  private static NamedText resource(String name) throws IOException {
    try (var stream = DemoCommand.class.getResourceAsStream("/demo/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("the program was built without demo/" + name);
      }
      return new NamedText(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static double seconds(Instant since) {
    return Duration.between(since, Instant.now()).toMillis() / 1000.0;
  }
}
