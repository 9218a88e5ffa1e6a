package dev.infill.deploy.testing;

import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server of a test's own, which the test may set, kill and replace. Costs some seconds
 * to start; the test closes it.
 */
public final class OwnServer implements AutoCloseable {
  private static final AtomicInteger SERVERS = new AtomicInteger();

  /** Of a server that runs; a standby has none of it, and gets its WAL by streaming. */
  private static final Set<String> NOT_COPIED = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp");

  private static final Set<String> NOT_COPIED_FILES = Set.of("postmaster.pid", "postmaster.opts");

  private final Path folder;
  private final PostgresSettings settings;
  private final EmbeddedPostgres server;

  private OwnServer(Path folder, PostgresSettings settings) throws IOException {
    var tests = TestFolder.get();
    this.folder = folder;
    this.settings = settings;
    this.server =
        EmbeddedPostgres.start(
            folder, tests.log(folder.getFileName().toString()), settings, tests.runFile());
    TestFolder.whenDone(server::close);
  }

  /** The version that comes with Infill. */
  public static OwnServer start(Map<String, String> options) throws IOException {
    return start(TestPostgres.bundled(), options);
  }

  /** PostgreSQL 15 of this operating system; the test is skipped, and says so, without it. */
  public static OwnServer version15(Map<String, String> options) throws IOException {
    return start(TestPostgres.installed15(), options);
  }

  private static OwnServer start(PostgresSettings base, Map<String, String> options)
      throws IOException {
    var settings = base.with("fsync", "off").with("shared_buffers", "32MB");
    for (var option : options.entrySet()) {
      settings = settings.with(option.getKey(), option.getValue());
    }
    return new OwnServer(newFolder(), settings);
  }

  private static Path newFolder() throws IOException {
    return TestFolder.get().folder("own-" + SERVERS.incrementAndGet());
  }

  /** A new, empty database on it; it goes with the server. */
  public TestDatabase database() throws SQLException {
    return new TestPostgres(server.jdbcUrl("postgres"), server.user(), server.password())
        .database();
  }

  /** A database of another server's, as it is found on this one. */
  public TestDatabase database(TestDatabase other) {
    return new TestDatabase(
        other.name(),
        server.jdbcUrl(other.name()),
        server.user(),
        server.password(),
        server.jdbcUrl("postgres"));
  }

  public EmbeddedPostgres server() {
    return server;
  }

  /**
   * A standby that streams from this server, made while it runs.
   *
   * @param options beyond this server's own
   */
  public OwnServer standby(Map<String, String> options) throws IOException, SQLException {
    Path copy = newFolder();
    try (var connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      boolean old = connection.getMetaData().getDatabaseMajorVersion() < 15;
      statement.execute(
          old
              ? "select pg_start_backup('test', true, false)"
              : "select pg_backup_start('t', true)");
      copyRunning(folder.resolve("data"), copy.resolve("data"));
      try (var stopped =
          statement.executeQuery(
              old
                  ? "select labelfile from pg_stop_backup(false, false)"
                  : "select labelfile from pg_backup_stop(false)")) {
        stopped.next();
        Files.writeString(copy.resolve("data/backup_label"), stopped.getString(1));
      }
    }
    Files.createFile(copy.resolve("data/standby.signal"));
    Files.createFile(copy.resolve("initialized"));
    var theirs =
        settings.with(
            "primary_conninfo",
            "host=127.0.0.1 port=%d user=%s password=%s dbname=postgres"
                .formatted(server.port(), server.user(), server.password()));
    for (var option : options.entrySet()) {
      theirs = theirs.with(option.getKey(), option.getValue());
    }
    return new OwnServer(copy, theirs);
  }

  private static void copyRunning(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(folder).toString());
            Files.createDirectories(target);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(folder));
            boolean left =
                from.equals(folder.getParent())
                    && NOT_COPIED.contains(folder.getFileName().toString());
            return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!NOT_COPIED_FILES.contains(file.getFileName().toString())) {
              try {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
              } catch (NoSuchFileException e) {
                // Dropped meanwhile, which the WAL tells too.
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  /** Stops it as an administrator would; {@link EmbeddedPostgres#startAgain} brings it back. */
  public void stop() {
    server.close();
  }

  @Override
  public void close() {
    server.close();
  }
}
