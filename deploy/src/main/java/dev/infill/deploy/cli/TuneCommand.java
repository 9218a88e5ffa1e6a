package dev.infill.deploy.cli;

import dev.infill.common.message.Tuning;
import dev.infill.common.spec.DurationText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets other limits than the spec's while a migration runs. */
@Command(
    name = "tune",
    description = {
      "Works a migration by other limits than its spec's, from now on; the pace stays below them.",
      "What is not given is as the spec has it."
    })
final class TuneCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "MIGRATION", description = "its name")
  private String migration = "";

  @Option(
      names = "--shard",
      paramLabel = "SHARD",
      description = "one shard alone; all unless given")
  private Optional<String> shard = Optional.empty();

  @Option(
      names = "--ranges-in-flight",
      paramLabel = "N",
      description = "most ranges at a time on a shard, 1 to 256")
  private Optional<Integer> rangesInFlight = Optional.empty();

  @Option(
      names = "--chunk-target",
      paramLabel = "DURATION",
      description = "wall time a chunk should take, such as 100ms")
  private Optional<String> chunkTarget = Optional.empty();

  @Option(names = "--release", description = "the spec's limits hold again")
  private boolean release;

  @Mixin private final ApiOptions api = new ApiOptions();

  TuneCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    Tuning tuning = tuning();
    if (tuning.any() == release) {
      throw new WrongInputException(
          release
              ? "--release stands alone: it takes back what was set."
              : "Give --ranges-in-flight, --chunk-target or both, or --release.");
    }
    try (var client = api.client(context.environment())) {
      client.tune(migration, shard, tuning);
    }
    context
        .out()
        .println(
            migration
                + (release
                    ? " is worked by its spec's limits again."
                    : " is worked by these limits.")
                + " See: infill status "
                + migration);
    return ExitCode.DONE;
  }

  private Tuning tuning() throws WrongInputException {
    Optional<Duration> target = chunkTarget.flatMap(DurationText::parse);
    if (chunkTarget.isPresent() && target.isEmpty()) {
      throw new WrongInputException("--chunk-target must be a duration, such as 100ms.");
    }
    try {
      return new Tuning(rangesInFlight, target);
    } catch (IllegalArgumentException e) {
      throw new WrongInputException(e.getMessage() + ".");
    }
  }
}
