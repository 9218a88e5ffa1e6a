package dev.infill.deploy.cli;

import dev.infill.deploy.chaos.Chaos;
import dev.infill.deploy.chaos.ChaosReport;
import dev.infill.deploy.chaos.FaultKind;
import dev.infill.deploy.chaos.FaultPlan;
import dev.infill.deploy.local.CacheFolder;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.progress.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Faults on real processes, and the look at what they did. */
@Command(
    name = "chaos",
    description =
        "Kills, freezes and cuts off the parts of a cluster of its own while migrations run, and"
            + " checks every row and every write.")
final class ChaosCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "how long faults are done, 0.2 to 1440 (default: ${DEFAULT-VALUE})")
  private double minutes = 5;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "the same seed, the same plan of faults (default: any, and it is told)")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      description =
          "only these kinds: kill-worker, kill-coordinator, freeze-worker, freeze-coordinator,"
              + " kill-broker, kill-database, purge-log, cut-connections, slow-network"
              + " (default: all)")
  private List<String> faults = List.of();

  @Option(
      names = "--apart",
      paramLabel = "S",
      description =
          "at least so many seconds, 1 to 600, from the end of one fault to the next, so that each"
              + " recovery is that of one fault (default: they overlap)")
  private Optional<Integer> apart = Optional.empty();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "mixed",
      description =
          "postgres, mysql, or mixed: two shards on a server of each (default: ${DEFAULT-VALUE})")
  private String engine = "mixed";

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "20000",
      description = "rows of each of the four shards, at least 1000 (default: ${DEFAULT-VALUE})")
  private long rows = 20_000;

  @Option(
      names = "--write-rate",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "the application's transactions a second on each shard, 10 to 1000 (default:"
              + " ${DEFAULT-VALUE})")
  private int writeRate = 20;

  @Option(
      names = "--json",
      description = "answer with one JSON object; progress goes to standard error")
  private boolean json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data folder (default: infill/chaos in the user's cache directory)")
  private Optional<Path> data = Optional.empty();

  ChaosCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    check();
    Path path = data.isPresent() ? data.get() : CacheFolder.find().resolve("chaos");
    var folder = context.shutdown().add("data folder", DataFolder.take(path.toAbsolutePath()));
    Logging.toFile(folder.log("infill"));
    Screen screen = context.screen(json);
    screen.say("Infill under faults: data and logs are in " + folder.path());
    var order =
        new Chaos.Order(
            seed.orElseGet(() -> System.nanoTime() & 0xffffffL),
            Duration.ofMillis(Math.round(minutes * 60_000)),
            new FaultPlan.Choice(kinds(), apart.map(Duration::ofSeconds)),
            EngineNames.of(engine),
            rows,
            writeRate);
    ChaosReport report = new Chaos(order, folder, context.shutdown(), screen::say).run();
    report.lines().forEach(screen::say);
    if (json) {
      context.print(report);
    }
    return report.good() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void check() throws WrongInputException {
    var problems = new ArrayList<String>();
    if (!(minutes >= 0.2 && minutes <= 1_440)) {
      problems.add("--minutes must be 0.2 to 1440: " + minutes);
    }
    for (String fault : faults) {
      if (FaultKind.of(fault).isEmpty()) {
        problems.add(
            "--faults has no kind named %s; take of: %s"
                .formatted(fault, keys(FaultKind.values())));
      }
    }
    if (apart.isPresent() && (apart.get() < 1 || apart.get() > 600)) {
      problems.add("--apart must be 1 to 600: " + apart.get());
    }
    if (EngineNames.of(engine).isEmpty()) {
      problems.add(EngineNames.unknown(engine));
    }
    if (rows < 1_000) {
      problems.add("--rows must be at least 1000: " + rows);
    }
    if (writeRate < 10 || writeRate > 1_000) {
      problems.add("--write-rate must be 10 to 1000: " + writeRate);
    }
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
  }

  private Set<FaultKind> kinds() {
    return faults.isEmpty()
        ? EnumSet.allOf(FaultKind.class)
        : faults.stream()
            .flatMap(fault -> FaultKind.of(fault).stream())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
  }

  private static String keys(FaultKind[] kinds) {
    return Arrays.stream(kinds).map(FaultKind::key).collect(Collectors.joining(", "));
  }
}
