package dev.infill.deploy.local;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A MySQL server on 127.0.0.1 as a child process, with its data in a folder: with a binary log of
 * whole rows and GTIDs, and durable as in earnest. Starting it on a folder that was used before
 * goes on with that data.
 *
 * <p>Methods are called from one thread.
 */
public final class EmbeddedMySql implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);
  private static final String PID_FILE = "mysqld.pid";

  private final Path data;
  private final Path log;
  private final MySqlSettings settings;
  private final RunFile runFile;
  private int port;
  private ChildProcess server;

  private EmbeddedMySql(Path data, Path log, MySqlSettings settings, RunFile runFile, int port)
      throws IOException {
    this.data = data;
    this.log = log;
    this.settings = settings;
    this.runFile = runFile;
    this.port = port;
    this.server = launch();
  }

  /**
   * Makes the data folder where it is missing, ends a server that a killed run left in it, and
   * starts.
   *
   * @param folder of the server alone
   * @param log the server's log
   * @throws IOException when it does not answer queries in the end; the message has the end of its
   *     log
   */
  public static EmbeddedMySql start(Path folder, Path log, MySqlSettings settings, RunFile runFile)
      throws IOException {
    Files.createDirectories(folder);
    Path data = folder.toRealPath().resolve("data");
    StaleServer.end(data, PID_FILE, "TERM");
    MySqlData.initialize(data, settings);
    int port = settings.port().isPresent() ? settings.port().getAsInt() : FreePort.find();
    var mysql = new EmbeddedMySql(data, log, settings, runFile, port);
    try {
      mysql.awaitReady(settings.port().isEmpty());
      return mysql;
    } catch (IOException e) {
      mysql.close();
      throw e;
    }
  }

  /** The URL of a database, without credentials; an empty name is none. */
  public String jdbcUrl(String database) {
    return "jdbc:mysql://127.0.0.1:" + port + "/" + database;
  }

  public int port() {
    return port;
  }

  /** The server's process. */
  public long pid() {
    return server.pid();
  }

  public String user() {
    return settings.user();
  }

  public String password() {
    return settings.password();
  }

  /** A new connection of the user who may do everything. */
  public Connection connect(String database) throws SQLException {
    // Over loopback the server's key needs no other proof.
    return DriverManager.getConnection(
        jdbcUrl(database) + "?allowPublicKeyRetrieval=true", user(), password());
  }

  /** Stops it as an administrator would, and starts it again on the same port. */
  public void restart() throws IOException {
    close();
    startAgain();
  }

  /** Kills it as a power failure would; {@link #startAgain} recovers. */
  public void kill9() {
    server.kill();
  }

  /** Starts it on the same port, after {@link #close} or {@link #kill9}. */
  public void startAgain() throws IOException {
    StaleServer.end(data, PID_FILE, "TERM");
    server = launch();
    awaitReady(false);
  }

  /** Sessions are ended, transactions rolled back, all is written. */
  @Override
  public void close() {
    server.stop("TERM", STOPPED_WITHIN);
  }

  private ChildProcess launch() throws IOException {
    MySqlData.writeUsers(users(), settings);
    var command = new ArrayList<>(settings.program().command());
    command.addAll(MySqlData.asUser());
    command.add("--datadir=" + data);
    command.add("--init-file=" + users());
    options().forEach((name, value) -> command.add("--" + name + "=" + value));
    return ChildProcess.start(
        new ChildProcess.Plan(
            "mysql", command, settings.program().environment(), log, "TERM", List.of()),
        runFile);
  }

  private Map<String, String> options() {
    var options = new TreeMap<String, String>();
    options.put("bind-address", "127.0.0.1");
    options.put("port", Integer.toString(port));
    // Relative to the data folder, since the path of a socket is bounded.
    options.put("socket", "mysqld.sock");
    options.put("pid-file", PID_FILE);
    options.put("mysqlx", "OFF");
    options.put("skip-name-resolve", "ON");
    options.put("secure-file-priv", "NULL");
    options.put("server-id", "1");
    options.put("log-bin", "binlog");
    options.put("binlog-row-image", "FULL");
    options.put("gtid-mode", "ON");
    options.put("enforce-gtid-consistency", "ON");
    options.putAll(settings.options());
    return options;
  }

  private Path users() {
    return data.resolveSibling("users.sql");
  }

  /** An ended server is started again where somebody took its port meanwhile. */
  private void awaitReady(boolean anyPort) throws IOException {
    var policy =
        RetryPolicy.<Object>builder()
            .handle(SQLException.class)
            .withDelay(Duration.ofMillis(50))
            .withMaxAttempts(-1)
            .withMaxDuration(READY_WITHIN)
            .abortOn(IOException.class)
            .build();
    try {
      Failsafe.with(policy)
          .run(
              () -> {
                if (!server.isAlive()) {
                  if (!anyPort || FreePort.isFree(port)) {
                    throw new IOException("MySQL does not start:\n" + server.logTail());
                  }
                  port = FreePort.find();
                  server = launch();
                }
                ping();
              });
    } catch (FailsafeException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(
          "MySQL does not answer on port " + port + ":\n" + server.logTail(), e.getCause());
    } finally {
      Files.deleteIfExists(users());
    }
  }

  private void ping() throws SQLException {
    try (var connection = connect("");
        var statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }
}
