package dev.infill.deploy.bench;

import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.local.DataFolder;
import java.util.OptionalDouble;

/**
 * All of Infill as shipped: a broker, a coordinator and a worker with two slots, each a process of
 * its own, with capture on. Measured is the phase Backfilling; the migration then goes on to its
 * end.
 *
 * <p>The processes start for each fill and end with it, so that they cost the other ways nothing. A
 * cluster's processes have been up for long before a large fill is over, so they may have a
 * rehearsal: a whole migration like the one measured, of some of its rows.
 */
final class InfillFill implements FillWay {
  private static final String PLAIN_FILL = rest("off");
  private static final String SCATTERED_FILL = rest("auto");

  private static final long REHEARSED_ROWS = 500_000;

  private final Class<?> program;
  private final DataFolder folder;
  private final Kind kind;

  /** What differs between the ways that are all of Infill. */
  enum Kind {
    PLAIN("infill", "they have filled a table before", PLAIN_FILL, ""),
    COLD("infill-cold", "they have only just started", PLAIN_FILL, ""),
    SCATTERED(
        "infill-scattered", "windows of rows are filled in several passes", SCATTERED_FILL, ""),
    SMALL_IMAGES(
        "infill-small-images",
        "MySQL logs of its rows only the key and what was written",
        PLAIN_FILL,
        "&sessionVariables=binlog_row_image%3D'MINIMAL'");

    private final String name;
    private final String what;
    private final String spec;
    private final String settings;

    Kind(String name, String what, String spec, String settings) {
      this.name = name;
      this.what = what;
      this.spec = spec;
      this.settings = settings;
    }
  }

  InfillFill(Class<?> program, DataFolder folder, Kind kind) {
    this.program = program;
    this.folder = folder;
    this.kind = kind;
  }

  private static String rest(String scatter) {
    return """
    writers: { gate: assume }
    limits: { rangesInFlight: 2, rangeRows: 100000, chunkTarget: 200ms, scatter: %s, pace: off, vacuum: never }
    """
        .formatted(scatter);
  }

  @Override
  public String name() {
    return kind.name;
  }

  @Override
  public String what() {
    return "all of Infill: broker, coordinator and a worker as processes, 2 ranges in flight,"
        + " capture on; "
        + kind.what;
  }

  @Override
  public boolean makesTable() {
    return kind != Kind.COLD;
  }

  @Override
  public boolean addsColumn() {
    return true;
  }

  @Override
  public Filled fill(BenchTable table) throws Exception {
    try (var cluster = InfillProcesses.start(program, folder, table.server().password());
        var api = new ApiClient(cluster.api(), "")) {
      if (kind != Kind.COLD) {
        rehearse(table, api, cluster);
      }
      return migrate(table, submit("bench", table, api, cluster));
    }
  }

  /** On a table that is small where the one to be measured is large; then makes that one anew. */
  private void rehearse(BenchTable table, ApiClient api, InfillProcesses cluster) throws Exception {
    var shape = table.shape();
    long rows = Math.min(shape.rows(), REHEARSED_ROWS);
    var small =
        new BenchTable(table.server(), new BenchTable.Shape(rows, shape.indexes(), shape.key()));
    small.create();
    small.settle();
    migrate(small, submit("rehearsal", small, api, cluster));
    table.create();
    table.settle();
  }

  private RunningMigration submit(
      String name, BenchTable table, ApiClient api, InfillProcesses cluster)
      throws ApiException, InterruptedException {
    return RunningMigration.submit(name, kind.spec, table, kind.settings, api, cluster);
  }

  private static Filled migrate(BenchTable table, RunningMigration migration) throws Exception {
    migration.await(phase -> !RunningMigration.BEFORE_FILL.contains(phase));
    var before = Probe.begin(table);
    migration.await(phase -> !phase.equals("Backfilling"));
    var after = Probe.end(table);
    ShardStatus end = migration.await(phase -> phase.equals("Completed"));
    if (end.report().mismatches() != 0 || end.report().rowsCounted() != table.rows()) {
      throw new IllegalStateException("the report is not right: " + end.report());
    }
    return new Filled(
        before,
        after,
        end.phases().getOrDefault("Backfilling", 0.0),
        OptionalDouble.of(end.phases().getOrDefault("Reconciling", 0.0)));
  }
}
