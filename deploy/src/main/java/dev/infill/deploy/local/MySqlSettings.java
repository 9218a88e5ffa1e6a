package dev.infill.deploy.local;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How an embedded MySQL is started.
 *
 * @param program the server
 * @param user who may do everything and logs in over TCP
 * @param password of that user
 * @param port the port on 127.0.0.1; empty for any free one
 * @param options server settings by name, beyond those that {@link EmbeddedMySql} needs
 */
public record MySqlSettings(
    MySqlProgram program,
    String user,
    String password,
    OptionalInt port,
    Map<String, String> options) {
  public MySqlSettings {
    options = Map.copyOf(options);
  }

  /**
   * MySQL 9 of Debian's packages, on any free port.
   *
   * @throws IOException when it can't be had on this machine
   */
  public static MySqlSettings packaged(String user, String password) throws IOException {
    return of(MySqlPackages.unpacked(CacheFolder.find()), user, password);
  }

  /**
   * MySQL 8.0.12, which comes with Infill, on any free port.
   *
   * @throws IOException when it can't run on this machine
   */
  public static MySqlSettings bundled(String user, String password) throws IOException {
    return of(MySqlBinaries.unpacked(CacheFolder.find()), user, password);
  }

  /**
   * MySQL 9 of Debian's packages where they are at hand, and else MySQL 8.0.12.
   *
   * @throws IOException when neither can be had on this machine
   */
  public static MySqlSettings newest(String user, String password) throws IOException {
    try {
      return packaged(user, password);
    } catch (IOException unpackaged) {
      try {
        return bundled(user, password);
      } catch (IOException e) {
        e.addSuppressed(unpackaged);
        throw e;
      }
    }
  }

  private static MySqlSettings of(MySqlProgram program, String user, String password) {
    return new MySqlSettings(program, user, password, OptionalInt.empty(), Map.of());
  }

  public MySqlSettings with(String option, String value) {
    var more = new LinkedHashMap<>(options);
    more.put(option, value);
    return new MySqlSettings(program, user, password, port, more);
  }

  /** Does not show the password. */
  @Override
  public String toString() {
    return "MySqlSettings[program="
        + program
        + ", user="
        + user
        + ", port="
        + port
        + ", options="
        + options
        + "]";
  }
}
