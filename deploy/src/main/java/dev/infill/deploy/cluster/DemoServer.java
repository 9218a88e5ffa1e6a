package dev.infill.deploy.cluster;

import dev.infill.common.model.Engine;
import dev.infill.deploy.demo.DemoDatabase;
import dev.infill.deploy.demo.MySqlDatabase;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedMySql;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.MySqlSettings;
import dev.infill.deploy.local.PostgresSettings;
import dev.infill.deploy.local.Shutdown;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A database server of the demo, with a database for each of its shards.
 *
 * @param port where it listens on 127.0.0.1
 * @param running ends it and brings it back; used by one thread at a time
 */
public record DemoServer(List<DemoShard> shards, int port, Running running) {
  public DemoServer {
    shards = List.copyOf(shards);
  }

  /** The server's process. */
  public interface Running {
    /** kill -9; commits that were answered stay. */
    void kill();

    /**
     * Starts it again on the same data and port, and returns when it answers.
     *
     * @throws IOException when it does not
     */
    void startAgain() throws IOException;
  }

  /**
   * Starts a server of each engine, with as many shards together.
   *
   * @param count shards, at least one for each engine, spread over the servers
   */
  public static List<DemoServer> startAll(
      List<Engine> engines, int count, String password, DataFolder folder, Shutdown shutdown)
      throws IOException, SQLException {
    var servers = new ArrayList<DemoServer>();
    for (int i = 0; i < engines.size(); i++) {
      servers.add(start(engines.get(i), databases(engines, i, count), password, folder, shutdown));
    }
    return servers;
  }

  /** The databases of one of the servers, by the ids of their shards. */
  private static Map<String, String> databases(List<Engine> engines, int server, int count) {
    var databases = new LinkedHashMap<String, String>();
    if (count == engines.size()) {
      String id = count == 1 ? "shard-0" : "shard-" + engines.get(server).key();
      databases.put(id, DemoDatabase.NAME);
    } else {
      for (int i = server; i < count; i += engines.size()) {
        databases.put("shard-" + i, DemoDatabase.NAME + "_" + i);
      }
    }
    return databases;
  }

  /**
   * Starts a server of an engine.
   *
   * @param databases one for each shard, by the shards' ids
   */
  private static DemoServer start(
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

  private static DemoServer postgres(
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
    return new DemoServer(
        shards,
        postgres.port(),
        new Running() {
          @Override
          public void kill() {
            postgres.kill9();
          }

          @Override
          public void startAgain() throws IOException {
            postgres.startAgain();
          }
        });
  }

  private static DemoServer mySql(
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
    var shards =
        databases.entrySet().stream()
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
    return new DemoServer(
        shards,
        mySql.port(),
        new Running() {
          @Override
          public void kill() {
            mySql.kill9();
          }

          @Override
          public void startAgain() throws IOException {
            mySql.startAgain();
          }
        });
  }
}
