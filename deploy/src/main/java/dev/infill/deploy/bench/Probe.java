package dev.infill.deploy.bench;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A look at the table and at what its server has spent.
 *
 * @param nanos of {@link System#nanoTime}
 * @param walBytes written since the server was made
 * @param tableBytes of the table with its TOAST and maps
 * @param indexBytes of all its indexes
 * @param serverCpuSeconds of all processes of the server
 * @param clientCpuSeconds of this process and the others that it started
 */
record Probe(
    long nanos,
    long walBytes,
    long tableBytes,
    long indexBytes,
    double serverCpuSeconds,
    double clientCpuSeconds) {
  private static final String LOOK =
      """
      SELECT pg_backend_pid(),
             pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint,
             pg_table_size('public.users'),
             pg_indexes_size('public.users')
      """;

  static Probe of(BenchTable table) throws SQLException {
    long now = System.nanoTime();
    try (var connection = table.connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOOK)) {
      row.next();
      var cpu = CpuTime.now(row.getLong(1));
      return new Probe(
          now,
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          cpu.serverSeconds(),
          cpu.clientSeconds());
    }
  }
}
