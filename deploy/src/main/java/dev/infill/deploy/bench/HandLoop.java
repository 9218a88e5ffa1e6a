package dev.infill.deploy.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a person would write: a loop over the key in steps of 10,000, each an UPDATE that commits by
 * itself. It captures no changes, checks nothing and can't go on where it was.
 */
final class HandLoop implements FillWay {
  static final int STEP = 10_000;

  private final int connections;
  private final boolean compares;

  HandLoop(int connections, boolean compares) {
    this.connections = connections;
    this.compares = compares;
  }

  @Override
  public String name() {
    return "loop-" + connections + (compares ? "-compare" : "");
  }

  @Override
  public String what() {
    return "hand-written loop, "
        + STEP
        + " rows a statement, connections: "
        + connections
        + (compares ? ", only where the value differs" : "");
  }

  @Override
  public Filled fill(BenchTable table) throws Exception {
    var before = Probe.begin(table);
    var next = new AtomicInteger();
    var lanes = new ArrayList<Callable<Void>>();
    for (int i = 0; i < connections; i++) {
      lanes.add(() -> run(table, next));
    }
    try (var threads = Executors.newFixedThreadPool(connections)) {
      for (Future<Void> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    }
    return Filled.between(before, Probe.end(table));
  }

  @SuppressWarnings("NullAway")
  private Void run(BenchTable table, AtomicInteger next) throws SQLException {
    // The comparison makes it safe to repeat, at the cost of computing the value twice.
    String sql =
        "UPDATE %s SET email_lower = lower(email) WHERE %s"
                .formatted(table.sql().name(), table.sql().between(table.shape().key()))
            + (compares ? " AND " + table.sql().differs() : "");
    List<String> bounds = table.bounds(STEP);
    try (var connection = table.connect();
        var update = connection.prepareStatement(sql)) {
      for (int i = next.getAndIncrement(); i < bounds.size() - 1; i = next.getAndIncrement()) {
        update.setString(1, bounds.get(i));
        update.setString(2, bounds.get(i + 1));
        update.executeUpdate();
      }
    }
    return null;
  }
}
