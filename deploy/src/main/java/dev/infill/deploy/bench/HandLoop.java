package dev.infill.deploy.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a person would write: a loop over the key in steps of 10,000, each an UPDATE that commits by
 * itself. It captures no changes, checks nothing and can't go on where it was.
 */
final class HandLoop implements FillWay {
  static final int STEP = 10_000;

  /** Every second key is a row's. */
  private static final int KEYS = 2 * STEP;

  private static final String UPDATE =
      "UPDATE public.users SET email_lower = lower(email) WHERE id > ? AND id <= ?";

  /** What makes the statement safe to repeat, at the cost of computing the value twice. */
  private static final String COMPARISON = " AND email_lower IS DISTINCT FROM lower(email)";

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
        + (compares ? ", with IS DISTINCT FROM" : "");
  }

  @Override
  public Filled fill(BenchTable table) throws Exception {
    var before = Probe.of(table);
    var next = new AtomicLong();
    var lanes = new ArrayList<Callable<Void>>();
    for (int i = 0; i < connections; i++) {
      lanes.add(() -> run(table, next));
    }
    try (var threads = Executors.newFixedThreadPool(connections)) {
      for (Future<Void> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    }
    return Filled.between(before, Probe.of(table));
  }

  @SuppressWarnings("NullAway")
  private Void run(BenchTable table, AtomicLong next) throws SQLException {
    try (var connection = table.connect();
        var update = connection.prepareStatement(compares ? UPDATE + COMPARISON : UPDATE)) {
      for (long from = next.getAndAdd(KEYS); from < table.lastKey(); from = next.getAndAdd(KEYS)) {
        update.setLong(1, from);
        update.setLong(2, from + KEYS);
        update.executeUpdate();
      }
    }
    return null;
  }
}
