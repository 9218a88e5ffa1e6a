package dev.infill.deploy.cli;

import dev.infill.common.model.ShardAddress;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.SpecParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a fleet's file and shows what is in it; asks no database, and shows no password. */
@Command(
    name = "fleet",
    description = {
      "Checks a fleet's file and shows its shards; asks no database.",
      "A password is never shown, only where it is kept and whether it is found from here."
    })
final class FleetCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(index = "0", paramLabel = "FLEET", description = "the databases, a YAML file")
  private Path file = Path.of("");

  @Option(names = "--json", description = "answer with JSON")
  private boolean json;

  FleetCommand(CliContext context) {
    this.context = context;
  }

  /**
   * A shard, without its password.
   *
   * @param password where it is kept; empty for none
   * @param passwordFound whether this process finds it there
   */
  private record Shard(
      String id, String engine, String url, String user, String password, boolean passwordFound) {}

  private record Shown(String name, List<Shard> shards) {}

  @Override
  public Integer call() throws Exception {
    var text = SpecFiles.text(file);
    Fleet fleet = SpecParser.fleet(text.name(), text.text());
    var secrets = new Secrets(context.environment());
    var shards = new ArrayList<Shard>();
    for (ShardAddress shard : fleet.shards()) {
      shards.add(
          new Shard(
              shard.id().name(),
              shard.engine().key(),
              shard.url(),
              shard.user(),
              shard.password(),
              found(secrets, shard)));
    }
    if (json) {
      context.print(new Shown(fleet.name(), shards));
    } else {
      show(fleet.name(), shards);
    }
    return ExitCode.DONE;
  }

  private void show(String name, List<Shard> shards) {
    context
        .out()
        .println(name + ": " + shards.size() + (shards.size() == 1 ? " shard" : " shards"));
    context.out().println(row("SHARD", "ENGINE", "USER", "PASSWORD", "URL"));
    for (var shard : shards) {
      String password =
          shard.password().isEmpty()
              ? "none"
              : shard.password() + (shard.passwordFound() ? "" : " (not found here)");
      context.out().println(row(shard.id(), shard.engine(), shard.user(), password, shard.url()));
    }
  }

  private static boolean found(Secrets secrets, ShardAddress shard) {
    try {
      secrets.resolve(shard.password());
      return true;
    } catch (MissingSecretException e) {
      return false; // the workers may find what this process does not
    }
  }

  private static String row(String id, String engine, String user, String password, String url) {
    return "%-16s %-11s %-14s %-34s %s".formatted(id, engine, user, password, url);
  }
}
