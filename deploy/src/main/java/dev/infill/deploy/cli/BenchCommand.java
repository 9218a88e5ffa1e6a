package dev.infill.deploy.cli;

import dev.infill.common.kafka.Codec;
import dev.infill.deploy.Main;
import dev.infill.deploy.bench.Bench;
import dev.infill.deploy.bench.BenchReport;
import dev.infill.deploy.bench.Order;
import dev.infill.deploy.local.CacheFolder;
import dev.infill.deploy.local.DataFolder;
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
  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "ENGINE",
      description = "the database, one of its own: postgres or mysql")
  private String engine = "";

  @Option(
      names = "--suite",
      split = ",",
      paramLabel = "SUITE",
      description =
          "what is measured: fill, scatter (PostgreSQL only), latency, dual-write, size (default:"
              + " all)")
  private List<String> suites = new ArrayList<>();

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "N",
      description =
          "rows of the table, such as 200000, 200k or 1m; the suite size takes several, the others"
              + " the first (default: 1m, and 1m,3m,10m for size)")
  private List<String> rows = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often each way is measured (default: 3, or once for several suites)")
  private Optional<Integer> rounds = Optional.empty();

  @Option(
      names = "--indexes",
      paramLabel = "N",
      defaultValue = "2",
      description = "secondary indexes of the table, 0 to 5 (default: ${DEFAULT-VALUE})")
  private int indexes = 2;

  @Option(
      names = "--key",
      paramLabel = "TYPE",
      defaultValue = "bigint",
      description = "the key's type, bigint or uuid (default: ${DEFAULT-VALUE})")
  private String key = "bigint";

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "WAY",
      description =
          "what the suite fill measures (default: loop-1,loop-2,infill,infill-cold); others have"
              + " parts switched off or on, to see where the time goes")
  private List<String> ways = new ArrayList<>();

  @Option(
      names = "--quick",
      description = "small tables and one round, to see that all of it works: 200k rows")
  private boolean quick;

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
    if (Order.engine(engine).isEmpty()) {
      throw new WrongInputException(
          "There is no benchmark of " + engine + ". There are: postgres, mysql.");
    }
    DataFolder folder = context.shutdown().add("data folder", DataFolder.take(path()));
    Bench bench = bench(folder);
    bench.clear();
    Logging.toFile(folder.log("infill"));
    print(bench.run());
    return ExitCode.DONE;
  }

  private Bench bench(DataFolder folder) throws WrongInputException {
    try {
      var order =
          new Order(
              Order.engine(engine).orElseThrow(),
              suites,
              sizes(),
              rounds.orElse(quick || suites.size() != 1 ? 1 : 3),
              ways,
              indexes,
              key,
              quick);
      return new Bench(order, folder, Main.class, context.err()::println);
    } catch (IllegalArgumentException e) {
      throw new WrongInputException(e.getMessage());
    }
  }

  private List<Long> sizes() {
    if (rows.isEmpty()) {
      return quick ? Order.QUICK_ROWS : Order.USUAL_ROWS;
    }
    return rows.stream().map(Order::count).toList();
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
                : report.text());
  }
}
