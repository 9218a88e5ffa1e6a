package dev.infill.deploy.cluster;

import dev.infill.common.model.Engine;
import dev.infill.deploy.demo.DemoDatabase;
import dev.infill.deploy.demo.MySqlDatabase;
import dev.infill.deploy.demo.UsersTable;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedMySql;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.MySqlSettings;
import dev.infill.deploy.local.PostgresSettings;
import dev.infill.deploy.local.Shutdown;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * One of the demo's databases, on a server of its own.
 *
 * @param id as the fleet names it
 * @param server engine and version, for people
 * @param url of the database, without credentials
 * @param users who may log in, for people; all have the same password
 * @param admin connects whoever may do everything
 */
public record DemoShard(String id, String server, String url, String users, Admin admin) {
  /** Makes connections. */
  public interface Admin {
    Connection connect() throws SQLException;
  }

  static DemoShard start(
      Engine engine, String id, String password, DataFolder folder, Shutdown shutdown)
      throws IOException, SQLException {
    return switch (engine) {
      case POSTGRESQL -> postgres(id, password, folder, shutdown);
      case MYSQL -> mySql(id, password, folder, shutdown);
    };
  }

  private static DemoShard postgres(
      String id, String password, DataFolder folder, Shutdown shutdown)
      throws IOException, SQLException {
    var postgres =
        shutdown.add(
            "PostgreSQL",
            EmbeddedPostgres.start(
                folder.folder("postgres"),
                folder.log("postgres"),
                PostgresSettings.bundled("postgres", password),
                folder.runFile()));
    try (var admin = postgres.connect("postgres")) {
      DemoDatabase.create(admin, password);
    }
    try (var superuser = postgres.connect(DemoDatabase.NAME)) {
      DemoDatabase.grant(superuser);
    }
    return new DemoShard(
        id,
        "PostgreSQL 18",
        postgres.jdbcUrl(DemoDatabase.NAME),
        "postgres, app and infill",
        () -> postgres.connect(DemoDatabase.NAME));
  }

  private static DemoShard mySql(String id, String password, DataFolder folder, Shutdown shutdown)
      throws IOException, SQLException {
    var mySql =
        shutdown.add(
            "MySQL",
            EmbeddedMySql.start(
                folder.folder("mysql"),
                folder.log("mysql"),
                MySqlSettings.newest("root", password)
                    .with("innodb-buffer-pool-size", "256M")
                    // The setting came with 8.0.30; before, the log keeps its usual size.
                    .with("loose-innodb-redo-log-capacity", "1G"),
                folder.runFile()));
    String version;
    try (var admin = mySql.connect("")) {
      MySqlDatabase.create(admin, password);
      version = admin.getMetaData().getDatabaseProductVersion();
    }
    return new DemoShard(
        id,
        "MySQL " + version.replaceFirst("[^0-9.].*", ""),
        // The server's key is taken on trust over loopback, and nowhere else.
        mySql.jdbcUrl(DemoDatabase.NAME) + "?allowPublicKeyRetrieval=true",
        "root, app and infill",
        () -> mySql.connect(DemoDatabase.NAME));
  }

  /** Makes the application's table. */
  void load(String password, long rows) throws SQLException {
    try (var connection = DriverManager.getConnection(url, DemoDatabase.APPLICATION, password)) {
      UsersTable.at(url).create(connection, rows);
    }
  }
}
