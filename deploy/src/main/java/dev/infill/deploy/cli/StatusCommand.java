package dev.infill.deploy.cli;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.progress.Rendering;
import dev.infill.deploy.progress.Report;
import dev.infill.deploy.progress.Views;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows all migrations, or one in detail. */
@Command(name = "status", description = "Shows all migrations, or one in detail.")
final class StatusCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MIGRATION",
      description = "its name (default: all)")
  private Optional<String> migration = Optional.empty();

  @Option(names = "--watch", description = "follow it, or all, until all have ended or failed")
  private boolean watch;

  @Option(names = "--json", description = "answer with the coordinator's JSON")
  private boolean json;

  @Mixin private final ApiOptions api = new ApiOptions();

  StatusCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = api.client(context.environment())) {
      if (migration.isEmpty()) {
        List<MigrationStatus> all = client.migrations();
        return watch && !all.isEmpty() ? followAll(client) : list(all);
      }
      return watch ? follow(client, migration.get()) : once(client, migration.get());
    }
  }

  private int list(List<MigrationStatus> all) {
    if (json) {
      context.print(all);
    } else if (all.isEmpty()) {
      context
          .out()
          .println("There is no migration. Begin one with: infill submit SPEC --fleet FLEET");
    } else {
      context.out().println(row("MIGRATION", "TABLE", "COLUMNS", "SHARDS", "PHASE", "DONE"));
      for (MigrationStatus m : all) {
        String percent = String.format(Locale.ROOT, "%.0f%%", m.percent());
        context
            .out()
            .println(
                row(
                    m.migration(),
                    m.table(),
                    String.join(", ", m.columns()),
                    Integer.toString(m.shards().size()),
                    m.phase(),
                    percent));
      }
    }
    return ExitCode.DONE;
  }

  private static String row(
      String name, String table, String column, String shards, String phase, String done) {
    return "%-28s %-24s %-20s %6s  %-16s %4s".formatted(name, table, column, shards, phase, done);
  }

  private int once(ApiClient client, String name) throws Exception {
    MigrationStatus status = find(client, name);
    if (json) {
      context.print(status);
    } else {
      Rendering.block(Views.of(status, client.workers(), Instant.now()), Integer.MAX_VALUE)
          .forEach(context.out()::println);
      if (status.ended()) {
        Report.lines(status).forEach(context.out()::println);
      }
    }
    return ExitCode.DONE;
  }

  private int followAll(ApiClient client) throws Exception {
    List<MigrationStatus> last = Follower.followAll(client, context.screen(json));
    if (json) {
      context.print(last);
    }
    return last.stream().anyMatch(m -> m.phase().equals("Failed"))
        ? ExitCode.FAILED
        : ExitCode.DONE;
  }

  private int follow(ApiClient client, String name) throws Exception {
    find(client, name);
    MigrationStatus last =
        Follower.follow(client, name, context.screen(json), Follower.UNTIL_ENDED_OR_FAILED);
    if (json) {
      context.print(last);
    } else {
      Report.lines(last).forEach(context.out()::println);
    }
    return last.phase().equals("Failed") ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** The migration, which must be known. */
  static MigrationStatus find(ApiClient client, String name)
      throws ApiException, InterruptedException, WrongInputException {
    return client
        .migration(name)
        .orElseThrow(
            () ->
                new WrongInputException("There is no migration " + name + ". See: infill status"));
  }
}
