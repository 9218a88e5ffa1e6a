package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.demo.Latencies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How long after an application's commit the dual-write of the row can be seen, once the table is
 * filled. The server's own commit times do not serve: it gives each transaction of a session that
 * has a replication origin the time of the session's first one.
 */
final class DualWriteSuite implements Suite {
  private static final int PER_SECOND = 500;
  private static final int CONNECTIONS = 8;

  /** Processes that have only just started, and have no connection yet, lag behind at first. */
  private static final Duration WARM = Duration.ofSeconds(10);

  private static final Duration SETTLE = Duration.ofSeconds(20);

  private final BenchTable.Shape shape;
  private final Duration watched;

  /**
   * @param watched how long the application writes; the table must have a row for each write
   */
  DualWriteSuite(BenchTable.Shape shape, Duration watched) {
    if (shape.rows() < (watched.plus(WARM).toSeconds() + 5) * PER_SECOND) {
      throw new IllegalArgumentException(
          "the suite dual-write needs a row for each write: rows must be at least "
              + (watched.plus(WARM).toSeconds() + 5) * PER_SECOND);
    }
    this.shape = shape;
    this.watched = watched;
  }

  /**
   * @param missing application writes that were never dual-written
   */
  public record Report(
      String suite,
      BenchTable.Shape table,
      int perSecond,
      LatencyReport.Quantiles millis,
      long missing,
      List<Target> targets)
      implements SuiteReport {
    @Override
    public List<String> lines() {
      return List.of(
          "%d updates/s, from commit to dual-write, %d of them; p50 / p95 / p99 / max in ms: %s"
              .formatted(perSecond, millis.count(), millis.text()),
          "Never dual-written: " + missing);
    }
  }

  @Override
  public String name() {
    return "dual-write";
  }

  @Override
  public Map<String, String> settings(Engine engine) {
    return Map.of();
  }

  @Override
  public SuiteReport run(Surroundings around) throws Exception {
    var table = new BenchTable(around.server(), shape);
    table.create();
    table.settle();
    try (var cluster =
            InfillProcesses.start(around.program(), around.folder(), around.server().password());
        var api = new ApiClient(cluster.api(), "");
        var watch = DualWriteWatch.start(table)) {
      var migration =
          RunningMigration.submit(
              "bench", "writers: { gate: application, quiet: 1h }\n", table, api, cluster);
      migration.await(phase -> phase.equals("AwaitingWriters"));
      try (var application =
          OpenLoop.start(PER_SECOND, CONNECTIONS, () -> new Writer(table, watch))) {
        Thread.sleep(WARM);
        watch.forget();
        Thread.sleep(watched);
        application.check();
      }
      long missing = watch.awaitNone(SETTLE);
      return report(watch.latencies(), missing);
    }
  }

  private Report report(Latencies latencies, long missing) {
    var millis = LatencyReport.Quantiles.of(latencies);
    return new Report(
        name(),
        shape,
        PER_SECOND,
        millis,
        missing,
        List.of(
            Target.atMost("commit to dual-write p99 ms", millis.p99(), 250),
            Target.atMost("writes never dual-written", (double) missing, 0)));
  }

  /** Updates each row once, so that none is waited for twice. */
  private static final class Writer implements OpenLoop.Client {
    private final DualWriteWatch watch;
    private final long rows;
    private final Connection connection;
    private final PreparedStatement update;

    Writer(BenchTable table, DualWriteWatch watch) throws SQLException {
      this.watch = watch;
      this.rows = table.rows();
      this.connection = table.connect();
      this.update =
          connection.prepareStatement(
              "UPDATE %s SET email = %s, updated_at = now() WHERE id = %s"
                  .formatted(
                      table.sql().name(),
                      table.sql().newEmail(),
                      table.sql().key(table.shape().key(), table.sql().boundNumber())));
    }

    /** Goes through the table in large steps, so that neighbours in time are none on a page. */
    @Override
    public void run(long n) throws SQLException {
      long row = 1 + Math.floorMod(n * 7_919, rows);
      update.setLong(1, row);
      update.executeUpdate();
      watch.committed(row);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
