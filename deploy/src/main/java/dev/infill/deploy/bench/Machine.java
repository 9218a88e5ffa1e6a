package dev.infill.deploy.bench;

import dev.infill.deploy.local.EmbeddedPostgres;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where it was measured.
 *
 * @param settings of the database server, those that matter for writing
 */
public record Machine(int cores, String java, String postgres, Map<String, String> settings) {
  private static final String SETTINGS =
      """
      SELECT name, current_setting(name) FROM pg_settings
       WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes',
                      'shared_buffers', 'max_wal_size', 'wal_level')
      """;

  static Machine of(EmbeddedPostgres server) throws SQLException {
    var settings = new TreeMap<String, String>();
    try (var connection = server.connect(BenchTable.DATABASE);
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SETTINGS)) {
      while (row.next()) {
        settings.put(row.getString(1), row.getString(2));
      }
    }
    String version = settings.remove("server_version");
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        version,
        settings);
  }
}
