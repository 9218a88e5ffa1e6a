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
 * A PostgreSQL server on 127.0.0.1 as a child process, with its data in a folder: logical decoding
 * on, and durable as in earnest (fsync and synchronous commits). Starting it on a folder that was
 * used before goes on with that data.
 *
 * <p>Methods are called from one thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);
  private static final int STARTS = 5;

  private final Path data;
  private final Path log;
  private final PostgresSettings settings;
  private final RunFile runFile;
  private final List<String> asUser;
  private int port;
  private ChildProcess server;

  private EmbeddedPostgres(
      Path data,
      Path log,
      PostgresSettings settings,
      RunFile runFile,
      List<String> asUser,
      int port)
      throws IOException {
    this.data = data;
    this.log = log;
    this.settings = settings;
    this.runFile = runFile;
    this.asUser = asUser;
    this.port = port;
    this.server = launch();
  }

  /**
   * Makes the data folder where it is missing, ends a server that a killed run left in it, and
   * starts.
   *
   * @param folder of the server alone; given away to another user when this process is root's
   * @param log the server's log
   * @throws IOException when it does not answer queries in the end; the message has the end of its
   *     log
   */
  public static EmbeddedPostgres start(
      Path folder, Path log, PostgresSettings settings, RunFile runFile) throws IOException {
    Files.createDirectories(folder);
    Path data = folder.toRealPath().resolve("data");
    StaleServer.end(data, "postmaster.pid", "INT");
    List<String> asUser = Account.current().withoutRoot(folder.toRealPath(), settings.bin());
    PostgresCluster.initialize(data, settings, asUser);
    int port = settings.port().isPresent() ? settings.port().getAsInt() : FreePort.find();
    var postgres = new EmbeddedPostgres(data, log, settings, runFile, asUser, port);
    try {
      postgres.awaitReady(settings.port().isEmpty());
      return postgres;
    } catch (IOException e) {
      postgres.close();
      throw e;
    }
  }

  /** The URL of a database, without credentials. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public int port() {
    return port;
  }

  public String user() {
    return settings.user();
  }

  public String password() {
    return settings.password();
  }

  /** A new connection of the superuser. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), user(), password());
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
    StaleServer.end(data, "postmaster.pid", "INT");
    server = launch();
    awaitReady(false);
  }

  /** Fast shutdown: sessions are ended, transactions rolled back, all is written. */
  @Override
  public void close() {
    server.stop("INT", STOPPED_WITHIN);
  }

  private ChildProcess launch() throws IOException {
    var command = new ArrayList<String>();
    command.add(settings.bin().resolve("postgres").toString());
    command.add("-D");
    command.add(data.toString());
    options()
        .forEach(
            (name, value) -> {
              command.add("-c");
              command.add(name + "=" + value);
            });
    return ChildProcess.start(
        new ChildProcess.Plan("postgres", command, Map.of(), log, "INT", asUser), runFile);
  }

  private Map<String, String> options() {
    var options = new TreeMap<String, String>();
    options.put("listen_addresses", "127.0.0.1");
    options.put("port", Integer.toString(port));
    // No socket in the file system: its path is bounded, and its folder may belong to somebody
    // else.
    options.put("unix_socket_directories", "");
    options.put("wal_level", "logical");
    options.put("max_wal_senders", "20");
    options.put("max_replication_slots", "20");
    options.put("shared_buffers", "256MB");
    options.put("max_wal_size", "2GB");
    options.putAll(settings.options());
    return options;
  }

  /**
   * An ended server is started again: the port was taken meanwhile, or a killed one's processes
   * still held its memory.
   */
  private void awaitReady(boolean anyPort) throws IOException {
    var policy =
        RetryPolicy.<Object>builder()
            .handle(SQLException.class)
            .withDelay(Duration.ofMillis(50))
            .withMaxAttempts(-1)
            .withMaxDuration(READY_WITHIN)
            .abortOn(IOException.class)
            .build();
    int[] starts = {1};
    try {
      Failsafe.with(policy)
          .run(
              () -> {
                if (!server.isAlive()) {
                  if (starts[0]++ == STARTS) {
                    throw new IOException("PostgreSQL does not start:\n" + server.logTail());
                  }
                  if (anyPort && !FreePort.isFree(port)) {
                    port = FreePort.find();
                  }
                  server = launch();
                }
                ping();
              });
    } catch (FailsafeException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(
          "PostgreSQL does not answer on port " + port + ":\n" + server.logTail(), e.getCause());
    }
  }

  private void ping() throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }
}
