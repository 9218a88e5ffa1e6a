package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes a MySQL data folder, and says who may log in. */
final class MySqlData {
  private static final Duration MADE_WITHIN = Duration.ofMinutes(2);

  private MySqlData() {}

  /** Does nothing for one that is complete; begins anew what a killed run left half done. */
  static void initialize(Path data, MySqlSettings settings) throws IOException {
    Path complete = data.resolveSibling("initialized");
    if (Files.exists(complete)) {
      return;
    }
    if (Files.exists(data)) {
      DataFolder.delete(data);
    }
    var command = new ArrayList<>(settings.program().command());
    command.addAll(asUser());
    command.add("--datadir=" + data);
    command.add("--initialize-insecure");
    Commands.run(command, settings.program().environment(), Path.of("/"), MADE_WITHIN);
    Files.createFile(complete);
  }

  /** Unlike PostgreSQL it runs as root when it is told so. */
  static List<String> asUser() {
    return Account.current().isRoot() ? List.of("--user=root") : List.of();
  }

  /**
   * Statements that the server runs when it starts: the user, who logs in over TCP, and nobody else
   * without a password. For the eyes of this user only; not logged as changes, and may run again.
   */
  static void writeUsers(Path file, MySqlSettings settings) throws IOException {
    String user = text(settings.user()) + "@'127.0.0.1'";
    String password = text(settings.password());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(
        file,
        List.of(
            "SET SESSION sql_log_bin = 0;",
            "ALTER USER 'root'@'localhost' IDENTIFIED BY " + password + ";",
            "CREATE USER IF NOT EXISTS " + user + " IDENTIFIED BY " + password + ";",
            "ALTER USER " + user + " IDENTIFIED BY " + password + ";",
            "GRANT ALL ON *.* TO " + user + " WITH GRANT OPTION;"));
  }

  /** The server reads a statement a line. */
  private static String text(String text) {
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a name or password must be one line");
    }
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
