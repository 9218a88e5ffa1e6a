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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of the demo's databases.
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

  /**
   * Starts a server of an engine.
   *
   * @param databases one for each shard, by the shards' ids
   */
  static List<DemoShard> start(
      Engine engine,
      Map<String, String> databases,
      String password,
      DataFolder folder,
      Shutdown shutdown)
      throws IOException, SQLException {
    return switch (engine) {
      case POSTGRESQL -> postgres(databases, password, folder, shutdown);
      case MYSQL -> mySql(databases, password, folder, shutdown);
    };
  }

  private static List<DemoShard> postgres(
      Map<String, String> databases, String password, DataFolder folder, Shutdown shutdown)
      throws IOException, SQLException {
    var postgres =
        shutdown.add(
            "PostgreSQL",
            EmbeddedPostgres.start(
                folder.folder("postgres"),
                folder.log("postgres"),
                // Each worker, the coordinator and the application log in to each of them.
                PostgresSettings.bundled("postgres", password)
                    .with("max_connections", Integer.toString(100 + 30 * databases.size())),
                folder.runFile()));
    try (var admin = postgres.connect("postgres")) {
      DemoDatabase.createRoles(admin, password);
      for (String name : databases.values()) {
        DemoDatabase.create(admin, name);
      }
    }
    var shards = new ArrayList<DemoShard>();
    for (var database : databases.entrySet()) {
      String name = database.getValue();
      try (var superuser = postgres.connect(name)) {
        DemoDatabase.grant(superuser, name);
      }
      shards.add(
          new DemoShard(
              database.getKey(),
              "PostgreSQL 18",
              postgres.jdbcUrl(name),
              "postgres, app and infill",
              () -> postgres.connect(name)));
    }
    return shards;
  }

  private static List<DemoShard> mySql(
      Map<String, String> databases, String password, DataFolder folder, Shutdown shutdown)
      throws IOException, SQLException {
    var mySql =
        shutdown.add(
            "MySQL",
            EmbeddedMySql.start(
                folder.folder("mysql"),
                folder.log("mysql"),
                MySqlSettings.newest("root", password)
                    .with("innodb-buffer-pool-size", "256M")
                    .with("max-connections", Integer.toString(150 + 30 * databases.size()))
                    // The setting came with 8.0.30; before, the log keeps its usual size.
                    .with("loose-innodb-redo-log-capacity", "1G"),
                folder.runFile()));
    String version;
    try (var admin = mySql.connect("")) {
      MySqlDatabase.createUsers(admin, password);
      for (String name : databases.values()) {
        MySqlDatabase.create(admin, name);
      }
      version = admin.getMetaData().getDatabaseProductVersion();
    }
    return databases.entrySet().stream()
        .map(
            database ->
                new DemoShard(
                    database.getKey(),
                    "MySQL " + version.replaceFirst("[^0-9.].*", ""),
                    // The server's key is taken on trust over loopback, and nowhere else.
                    mySql.jdbcUrl(database.getValue()) + "?allowPublicKeyRetrieval=true",
                    "root, app and infill",
                    () -> mySql.connect(database.getValue())))
        .toList();
  }

  /** Makes the application's table. */
  void load(String password, long rows) throws SQLException {
    try (var connection = DriverManager.getConnection(url, DemoDatabase.APPLICATION, password)) {
      UsersTable.at(url).create(connection, rows);
    }
  }
}
