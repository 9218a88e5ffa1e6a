package dev.infill.deploy.cli;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.model.MigrationId;
import dev.infill.deploy.events.EventFilter;
import dev.infill.deploy.events.EventReader;
import dev.infill.deploy.events.EventText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what happened, from Kafka itself: it answers where no coordinator does, too. */
@Command(
    name = "events",
    description = "Shows what happened, from Kafka: a line an event, in the order of time.")
final class EventsCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MIGRATION",
      description = "its name (default: all)")
  private Optional<String> migration = Optional.empty();

  @Option(names = "--shard", paramLabel = "SHARD", description = "of this shard only")
  private Optional<String> shard = Optional.empty();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description = "of these kinds only, such as StepFailed,TaskFailed")
  private List<String> kinds = new ArrayList<>();

  @Option(names = "--follow", description = "go on with those that come, until interrupted")
  private boolean follow;

  @Option(names = "--json", description = "answer with a JSON object a line")
  private boolean json;

  @Mixin private final KafkaOptions kafka = new KafkaOptions();

  EventsCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    var problems = new ArrayList<String>();
    KafkaSettings settings = kafka.settings(problems);
    Optional<MigrationId> name = name(problems);
    var wanted = EventFilter.kinds(kinds);
    kinds.stream()
        .filter(kind -> EventFilter.kinds(List.of(kind)).isEmpty())
        .forEach(
            kind ->
                problems.add(
                    "--kind "
                        + kind
                        + " is none; there are: "
                        + String.join(", ", EventFilter.allKinds())));
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
    var text = new EventText();
    new EventReader(settings)
        .read(
            new EventFilter(name, shard, wanted),
            follow,
            context.shutdown()::asked,
            event -> context.out().println(json ? text.json(event) : text.line(event)));
    return ExitCode.DONE;
  }

  private Optional<MigrationId> name(List<String> problems) {
    try {
      return migration.map(MigrationId::new);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
