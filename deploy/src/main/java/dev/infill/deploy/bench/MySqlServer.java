package dev.infill.deploy.bench;

import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedMySql;
import dev.infill.deploy.local.MySqlSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The newest MySQL that can be had, as durable as the server is by itself. */
final class MySqlServer implements BenchServer {
  /** In the data folder. */
  static final String FOLDER = "mysql";

  private static final String SETTINGS =
      """
      SHOW GLOBAL VARIABLES
       WHERE variable_name IN ('innodb_buffer_pool_size', 'innodb_flush_log_at_trx_commit',
                               'sync_binlog', 'binlog_row_image', 'gtid_mode',
                               'innodb_redo_log_capacity', 'innodb_doublewrite')
      """;

  private final EmbeddedMySql server;

  private MySqlServer(EmbeddedMySql server) {
    this.server = server;
  }

  static MySqlServer start(DataFolder folder, Map<String, String> its)
      throws IOException, SQLException {
    var settings =
        MySqlSettings.newest("root", "bench")
            .with("innodb-buffer-pool-size", "256M")
            // As much as PostgreSQL's; the setting came with 8.0.30.
            .with("loose-innodb-redo-log-capacity", "2G")
            .with("local-infile", "OFF");
    for (var setting : its.entrySet()) {
      settings = settings.with(setting.getKey(), setting.getValue());
    }
    var server =
        EmbeddedMySql.start(folder.folder(FOLDER), folder.log(FOLDER), settings, folder.runFile());
    try (var connection = server.connect("");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + BenchTable.DATABASE);
    }
    return new MySqlServer(server);
  }

  @Override
  public String engine() {
    return "MySQL";
  }

  @Override
  public String log() {
    return "binlog";
  }

  @Override
  public String version() throws SQLException {
    try (var connection = connect()) {
      return connection.getMetaData().getDatabaseProductVersion();
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
    return server.jdbcUrl(BenchTable.DATABASE) + "?allowPublicKeyRetrieval=true";
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

  @Override
  public long pid() {
    return server.pid();
  }

  @Override
  public TableSql sql() {
    return new MySqlTable();
  }

  @Override
  public void close() {
    server.close();
  }
}
