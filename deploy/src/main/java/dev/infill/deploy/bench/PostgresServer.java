package dev.infill.deploy.bench;

import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The PostgreSQL that comes with Infill. */
final class PostgresServer implements BenchServer {
  /** In the data folder. */
  static final String FOLDER = "postgres";

  private static final String SETTINGS =
      """
      SELECT name, current_setting(name) FROM pg_settings
       WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers',
                      'max_wal_size', 'wal_level')
      """;

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  static PostgresServer start(DataFolder folder, Map<String, String> its)
      throws IOException, SQLException {
    var settings = PostgresSettings.bundled("postgres", "bench");
    for (var setting : its.entrySet()) {
      settings = settings.with(setting.getKey(), setting.getValue());
    }
    var server =
        EmbeddedPostgres.start(
            folder.folder(FOLDER), folder.log(FOLDER), settings, folder.runFile());
    try (var connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + BenchTable.DATABASE);
    }
    return new PostgresServer(server);
  }

  @Override
  public String engine() {
    return "PostgreSQL";
  }

  @Override
  public String log() {
    return "WAL";
  }

  @Override
  public String version() throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW server_version")) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public Map<String, String> settings() throws SQLException {
    var settings = new TreeMap<String, String>();
    try (var connection = connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SETTINGS)) {
      while (row.next()) {
        settings.put(row.getString(1), row.getString(2));
      }
    }
    return settings;
  }

  @Override
  public String url() {
    return server.jdbcUrl(BenchTable.DATABASE);
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public String user() {
    return server.user();
  }

  @Override
  public String password() {
    return server.password();
  }

  @Override
  public Connection connect() throws SQLException {
    return server.connect(BenchTable.DATABASE);
  }

  /** The one that a session's process is a child of. */
  @Override
  public long pid() throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return CpuTime.parent(row.getLong(1));
    }
  }

  @Override
  public TableSql sql() {
    return new PostgresTable();
  }

  @Override
  public void close() {
    server.close();
  }
}
