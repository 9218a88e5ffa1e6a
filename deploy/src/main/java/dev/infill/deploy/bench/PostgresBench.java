package dev.infill.deploy.bench;

import dev.infill.deploy.bench.BenchReport.Way;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Takes every way in turn, round by round, each on a table made anew, in a database of its own on
 * an embedded server.
 */
public final class PostgresBench {
  private final Order order;
  private final List<FillWay> ways;
  private final Consumer<String> progress;

  /**
   * What to measure.
   *
   * @param rows of the table, at least 1
   * @param rounds how often each way is taken, at least 1
   * @param ways their names
   */
  public record Order(long rows, int rounds, List<String> ways) {
    /** The ways of filling that are measured unless asked otherwise. */
    public static final List<String> USUAL =
        List.of("loop-1", Ways.BASELINE, "infill", "infill-cold");

    public Order {
      if (rows < 1 || rounds < 1) {
        throw new IllegalArgumentException(
            "rows and rounds must be at least 1: " + rows + ", " + rounds);
      }
      ways = List.copyOf(ways);
    }
  }

  /**
   * @param folder where Infill's processes keep their data
   * @param program has the {@code main} of {@code ./infill}, of which these processes are made
   * @param progress told a line for each fill
   * @throws IllegalArgumentException for ways that there are not
   */
  public PostgresBench(
      Order order, DataFolder folder, Class<?> program, Consumer<String> progress) {
    this.order = order;
    this.ways = new Ways(folder, program).named(order.ways());
    this.progress = progress;
  }

  /** Forgets what an earlier bench left in the folder. */
  public static void clear(DataFolder folder) throws IOException {
    folder.clear("postgres", InfillProcesses.FOLDER, "logs");
  }

  /** Autovacuum would come into some rounds and not into others. */
  public static PostgresSettings server() throws IOException {
    return PostgresSettings.bundled("postgres", "bench").with("autovacuum", "off");
  }

  /**
   * Takes every way in every round.
   *
   * @param server with the settings of {@link #server}, and nothing in it yet
   * @throws Exception of the way that failed
   */
  public BenchReport run(EmbeddedPostgres server) throws Exception {
    try (var connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + BenchTable.DATABASE);
    }
    var table = new BenchTable(server, order.rows());
    var measurements = new ArrayList<Measurement>();
    for (int round = 1; round <= order.rounds(); round++) {
      // Each way comes first in some round, since the first finds another cache than the others.
      var rotated = new ArrayList<>(ways);
      Collections.rotate(rotated, 1 - round);
      for (FillWay way : rotated) {
        measurements.add(measure(way, table, round));
      }
    }
    return BenchReport.of(
        order.rows(),
        order.rounds(),
        Ways.BASELINE,
        Machine.of(table),
        ways.stream().map(way -> new Way(way.name(), way.what())).toList(),
        measurements);
  }

  private Measurement measure(FillWay way, BenchTable table, int round) throws Exception {
    prepare(way, table);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    var filled = way.fill(table);
    table.verify();
    var measured = Measurement.of(way.name(), round, table.rows(), load, filled);
    progress.accept(
        String.format(
            Locale.ROOT,
            "round %d of %d, %s: %.2f s, %,.0f rows/s",
            round,
            order.rounds(),
            way.name(),
            measured.seconds(),
            measured.rowsPerSecond()));
    return measured;
  }

  private static void prepare(FillWay way, BenchTable table) throws SQLException {
    table.create();
    if (!way.addsColumn()) {
      table.addColumn();
    }
    table.settle();
  }
}
