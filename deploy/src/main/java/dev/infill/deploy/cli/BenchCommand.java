package dev.infill.deploy.cli;

import dev.infill.common.kafka.Codec;
import dev.infill.deploy.Main;
import dev.infill.deploy.bench.BenchReport;
import dev.infill.deploy.bench.PostgresBench;
import dev.infill.deploy.bench.PostgresBench.Order;
import dev.infill.deploy.bench.ReportText;
import dev.infill.deploy.local.CacheFolder;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how fast Infill fills, beside a hand-written loop. */
@Command(
    name = "bench",
    description = "Measures how fast Infill fills, beside a hand-written loop.")
final class BenchCommand implements Callable<Integer> {
  private static final String POSTGRES = "postgres";

  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "ENGINE",
      description = "the database; there is: " + POSTGRES + ", one of its own")
  private String engine = "";

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "rows of the table (default: ${DEFAULT-VALUE})")
  private long rows = 1_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "how often each way is measured (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "WAY",
      description =
          "what is measured (default: loop-1,loop-2,infill,infill-cold); others have parts switched off or on,"
              + " to see where the time goes")
  private List<String> ways = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "its data folder, emptied first (default: bench in the cache folder)")
  private Optional<Path> data = Optional.empty();

  @Option(names = "--json", description = "print one JSON object at the end")
  private boolean json;

  BenchCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    if (!engine.equals(POSTGRES)) {
      throw new WrongInputException(
          "There is no benchmark of " + engine + ". There is: " + POSTGRES + ".");
    }
    DataFolder folder = context.shutdown().add("data folder", DataFolder.take(path()));
    PostgresBench bench = bench(folder);
    PostgresBench.clear(folder);
    Logging.toFile(folder.log("infill"));
    var server =
        context
            .shutdown()
            .add(
                "PostgreSQL",
                EmbeddedPostgres.start(
                    folder.folder("postgres"),
                    folder.log("postgres"),
                    PostgresBench.server(),
                    folder.runFile()));
    print(bench.run(server));
    return ExitCode.DONE;
  }

  private PostgresBench bench(DataFolder folder) throws WrongInputException {
    try {
      var order = new Order(rows, rounds, ways.isEmpty() ? Order.USUAL : ways);
      return new PostgresBench(order, folder, Main.class, context.err()::println);
    } catch (IllegalArgumentException e) {
      throw new WrongInputException(e.getMessage());
    }
  }

  private Path path() throws IOException {
    return data.isPresent() ? data.get() : CacheFolder.find().resolve("bench");
  }

  private void print(BenchReport report) {
    context
        .out()
        .println(
            json
                ? new String(Codec.ofMessages().write(report), StandardCharsets.UTF_8)
                : ReportText.of(report));
  }
}
