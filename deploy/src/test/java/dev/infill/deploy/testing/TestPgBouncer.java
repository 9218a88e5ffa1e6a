package dev.infill.deploy.testing;

import dev.infill.deploy.local.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The operating system's PgBouncer in transaction mode, before a test's database. Without it the
 * test is skipped, and says so.
 */
public final class TestPgBouncer implements AutoCloseable {
  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"));

  private final TestDatabase behind;
  private final int port;
  private final Path folder;
  private final Process process;

  private TestPgBouncer(TestDatabase behind, int port, Path folder, Process process) {
    this.behind = behind;
    this.port = port;
    this.folder = folder;
    this.process = process;
  }

  public static TestPgBouncer before(TestDatabase database) throws IOException {
    var program = PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    if (program.isEmpty()) {
      skipped();
    }
    Assumptions.assumeTrue(program.isPresent(), "PgBouncer in " + PROGRAMS);
    int port = FreePort.find();
    Path folder =
        Files.createTempDirectory(
            "infill-pgbouncer-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(
        folder.resolve("users"), "\"%s\" \"%s\"\n".formatted(database.user(), database.password()));
    Files.writeString(folder.resolve("ini"), configuration(database, port, folder));
    var command = new ArrayList<String>();
    if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      // It refuses to run as root.
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(List.of(program.orElseThrow().toString(), folder.resolve("ini").toString()));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var bouncer = new TestPgBouncer(database, port, folder, process);
    Await.until("PgBouncer answers", Await.LONG, bouncer::answers);
    return bouncer;
  }

  /** The same database, by way of PgBouncer. */
  public TestDatabase database() {
    String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, behind.name());
    return new TestDatabase(
        behind.name(), url, behind.user(), behind.password(), behind.adminUrl());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (String file : List.of("users", "ini", "log")) {
      Files.deleteIfExists(folder.resolve(file));
    }
    Files.delete(folder);
  }

  private static String configuration(TestDatabase database, int port, Path folder) {
    String behind = database.url().replaceAll(".*:(\\d+)/.*", "$1");
    return """
    [databases]
    * = host=127.0.0.1 port=%s
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = %d
    unix_socket_dir =
    auth_type = plain
    auth_file = %s
    pool_mode = transaction
    ignore_startup_parameters = extra_float_digits
    """
        .formatted(behind, port, folder.resolve("users"));
  }

  private boolean answers() {
    try {
      database().execute("SELECT 1");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  // A test that did not run belongs on the console.
  @SuppressWarnings("SystemOut")
  private static void skipped() {
    System.out.println("[tests] SKIPPED: no PgBouncer in " + PROGRAMS);
  }
}
