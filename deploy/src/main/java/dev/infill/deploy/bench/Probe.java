package dev.infill.deploy.bench;

import java.sql.SQLException;

/**
 * A look at the table and at what its server has spent.
 *
 * @param nanos of {@link System#nanoTime}
 * @param logBytes of the server's log of changes
 * @param tableBytes of the table itself
 * @param indexBytes of its indexes, on MySQL of the secondary ones
 * @param serverCpuSeconds of all processes of the server
 * @param clientCpuSeconds of this process and the others that it started
 */
record Probe(
    long nanos,
    long logBytes,
    long tableBytes,
    long indexBytes,
    double serverCpuSeconds,
    double clientCpuSeconds) {

  /** Just before something; the look itself takes no part of it. */
  static Probe begin(BenchTable table) throws SQLException {
    long server = table.server().pid();
    try (var connection = table.connect()) {
      table.sql().refresh(connection);
      var sizes = table.sql().sizes(connection);
      long log = table.sql().logBytes(connection);
      var cpu = CpuTime.now(server);
      return new Probe(
          System.nanoTime(),
          log,
          sizes.table(),
          sizes.indexes(),
          cpu.serverSeconds(),
          cpu.clientSeconds());
    }
  }

  /** Just after it. */
  static Probe end(BenchTable table) throws SQLException {
    long now = System.nanoTime();
    var cpu = CpuTime.now(table.server().pid());
    try (var connection = table.connect()) {
      long log = table.sql().logBytes(connection);
      table.sql().refresh(connection);
      var sizes = table.sql().sizes(connection);
      return new Probe(
          now, log, sizes.table(), sizes.indexes(), cpu.serverSeconds(), cpu.clientSeconds());
    }
  }
}
