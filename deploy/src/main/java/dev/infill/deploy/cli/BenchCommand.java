package dev.infill.deploy.cli;

import dev.infill.common.kafka.Codec;
import dev.infill.deploy.Main;
import dev.infill.deploy.bench.Bench;
import dev.infill.deploy.bench.BenchReport;
import dev.infill.deploy.bench.Order;
import dev.infill.deploy.bench.cluster.ClusterBench;
import dev.infill.deploy.bench.cluster.ClusterOrder;
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

/** Measures how fast Infill fills, beside a hand-written loop, and how large a fleet it bears. */
@Command(
    name = "bench",
    description =
        "Measures how fast Infill fills, beside a hand-written loop, and how large a fleet a"
            + " coordinator bears.")
final class BenchCommand implements Callable<Integer> {
  /** What is measured without a database. */
  private static final String CLUSTER = "cluster";

  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      description =
          "postgres or mysql: a database of its own; cluster: a coordinator's memory, speed and"
              + " restart, on a fleet without databases")
  private String what = "";

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
      names = "--shards",
      paramLabel = "N",
      description = "shards of the fleet, for cluster alone (default: 200)")
  private Optional<Integer> shards = Optional.empty();

  @Option(
      names = "--ranges",
      paramLabel = "N",
      description = "key ranges of each shard, for cluster alone (default: 1000)")
  private Optional<Integer> ranges = Optional.empty();

  @Option(
      names = "--quick",
      description =
          "small tables and one round, to see that all of it works: 200k rows; or 20 shards of 100"
              + " ranges")
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
    if (what.equals(CLUSTER)) {
      return cluster();
    }
    if (Order.engine(what).isEmpty()) {
      throw new WrongInputException(
          "There is no benchmark of " + what + ". There are: postgres, mysql, cluster.");
    }
    refuse(
        shards.isPresent() || ranges.isPresent(), "--shards and --ranges are for cluster alone.");
    DataFolder folder = context.shutdown().add("data folder", DataFolder.take(path()));
    Bench bench = bench(folder);
    bench.clear();
    Logging.toFile(folder.log("infill"));
    print(bench.run());
    return ExitCode.DONE;
  }

  private int cluster() throws Exception {
    refuse(
        !suites.isEmpty() || !rows.isEmpty() || !ways.isEmpty() || rounds.isPresent(),
        "--suite, --rows, --ways and --rounds are for databases; cluster has --shards and"
            + " --ranges.");
    ClusterOrder order = fleet();
    DataFolder folder = context.shutdown().add("data folder", DataFolder.take(path()));
    var bench = new ClusterBench(order, folder, Main.class, context.err()::println);
    bench.clear();
    Logging.toFile(folder.log("infill"));
    print(bench.run());
    return ExitCode.DONE;
  }

  private ClusterOrder fleet() throws WrongInputException {
    ClusterOrder usual = quick ? ClusterOrder.QUICK : ClusterOrder.USUAL;
    try {
      return new ClusterOrder(shards.orElse(usual.shards()), ranges.orElse(usual.ranges()));
    } catch (IllegalArgumentException e) {
      throw new WrongInputException(e.getMessage());
    }
  }

  private static void refuse(boolean wrong, String sentence) throws WrongInputException {
    if (wrong) {
      throw new WrongInputException(sentence);
    }
  }

  private Bench bench(DataFolder folder) throws WrongInputException {
    try {
      var order =
          new Order(
              Order.engine(what).orElseThrow(),
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
