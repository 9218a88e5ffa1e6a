package dev.infill.deploy.bench;

import java.sql.SQLException;
import java.util.Map;

/**
 * Where it was measured.
 *
 * @param engine of the database server, and
 * @param version its version
 * @param settings of the server, those that matter for writing
 */
public record Machine(
    int cores, String java, String engine, String version, Map<String, String> settings) {
  static Machine of(BenchServer server) throws SQLException {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        server.engine(),
        server.version(),
        server.settings());
  }
}
