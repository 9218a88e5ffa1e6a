package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import dev.infill.deploy.bench.LatencyReport.Section;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.demo.Latencies;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an application feels: how long its reads and updates take while nothing is filled, while a
 * loop fills, while Infill does at its default pace, and while it captures and dual-writes but
 * fills nothing, which no pace can take away. Idle and fill are measured one right after the other
 * on the same table, since what else runs on the machine changes.
 */
final class LatencySuite implements Suite {
  private static final int PER_SECOND = 300;
  private static final int CONNECTIONS = 16;
  private static final int SEED = 17;

  /** Some fills take minutes at a low pace; the application's latency is known sooner. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration WARM = Duration.ofSeconds(3);

  private final BenchTable.Shape shape;
  private final int rounds;
  private final Duration idle;

  LatencySuite(BenchTable.Shape shape, int rounds, Duration idle) {
    this.shape = shape;
    this.rounds = rounds;
    this.idle = idle;
  }

  /** What fills. */
  private interface Fill {
    /** Comes up to where the rows begin to be written. */
    void begin() throws Exception;

    /** Fills to the end, or until it has been long enough at it. */
    void await() throws Exception;

    /** Leaves nothing to be met by the next. */
    void end() throws Exception;
  }

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public Map<String, String> settings(Engine engine) {
    return Map.of();
  }

  @Override
  public SuiteReport run(Surroundings around) throws Exception {
    var table = new BenchTable(around.server(), shape);
    var sections = new ArrayList<Section>();
    try (var cluster =
            InfillProcesses.start(around.program(), around.folder(), around.server().password());
        var api = new ApiClient(cluster.api(), "")) {
      for (int round = 1; round <= rounds; round++) {
        sections.add(section(table, "loop-1", round, new Loop(table, 1), around));
        if (around.engine() == Engine.MYSQL) {
          sections.add(section(table, Ways.BASELINE, round, new Loop(table, 2), around));
          for (var tool : Ways.tools()) {
            sections.add(section(table, tool.name(), round, new Tool(tool, table), around));
          }
        }
        var fill = new Infill("bench-" + round, "", LONGEST, table, api, cluster);
        sections.add(section(table, "infill", round, fill, around));
        var capture = new Infill("capture-" + round, neverOpen(), idle, table, api, cluster);
        sections.add(section(table, "infill-capture", round, capture, around));
      }
    }
    return LatencyReport.of(name(), shape, PER_SECOND, sections);
  }

  private Section section(BenchTable table, String way, int round, Fill fill, Surroundings around)
      throws Exception {
    table.create();
    table.settle();
    try (var application =
        OpenLoop.start(PER_SECOND, CONNECTIONS, () -> Application.open(table, SEED))) {
      Thread.sleep(WARM);
      application.next();
      Thread.sleep(idle);
      Latencies before = application.next();
      fill.begin();
      long began = System.nanoTime();
      application.next();
      fill.await();
      Latencies during = application.next();
      double seconds = (System.nanoTime() - began) / 1e9;
      fill.end();
      application.check();
      var measured = Section.of(way, round, seconds, before, during);
      around.progress().accept("latency, " + measured.line());
      return measured;
    }
  }

  private record Loop(BenchTable table, int connections) implements Fill {
    @Override
    public void begin() throws Exception {
      table.addColumn();
    }

    @Override
    public void await() throws Exception {
      new HandLoop(connections, false).fill(table);
    }

    @Override
    public void end() {}
  }

  private record Tool(OnlineTool tool, BenchTable table) implements Fill {
    @Override
    public void begin() {}

    @Override
    public void await() throws Exception {
      tool.fill(table);
    }

    @Override
    public void end() {}
  }

  /**
   * Windows that do not open while this is measured: a fill stands still, and dual-writing goes on.
   */
  private static String neverOpen() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return """
    windows: [{ from: "00:00", to: "24:00" }]
    freeze: [%s..%s]
    """
        .formatted(today.minusDays(1), today.plusDays(2));
  }

  private static final class Infill implements Fill {
    private final String name;
    private final String windows;
    private final Duration longest;
    private final BenchTable table;
    private final ApiClient api;
    private final InfillProcesses cluster;
    private @Nullable RunningMigration migration;

    /**
     * @param windows the spec's windows; empty for none
     * @param longest how long it is watched at most
     */
    Infill(
        String name,
        String windows,
        Duration longest,
        BenchTable table,
        ApiClient api,
        InfillProcesses cluster) {
      this.name = name;
      this.windows = windows;
      this.longest = longest;
      this.table = table;
      this.api = api;
      this.cluster = cluster;
    }

    @Override
    public void begin() throws Exception {
      migration =
          RunningMigration.submit(
              name, "writers: { gate: assume }\n" + windows, table, api, cluster);
      migration().await(phase -> !RunningMigration.BEFORE_FILL.contains(phase));
    }

    @Override
    public void await() throws Exception {
      migration().await(phase -> !phase.equals("Backfilling"), longest);
    }

    @Override
    public void end() throws Exception {
      api.rollBack(name);
      migration().await(phase -> phase.equals("RolledBack"));
    }

    private RunningMigration migration() {
      return Objects.requireNonNull(migration, "not begun");
    }
  }
}
