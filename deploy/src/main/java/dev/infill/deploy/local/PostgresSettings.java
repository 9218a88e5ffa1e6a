package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How an embedded PostgreSQL is started.
 *
 * @param bin the folder with {@code initdb} and {@code postgres}
 * @param user the superuser that {@code initdb} makes
 * @param password its password
 * @param port the port on 127.0.0.1; empty for any free one
 * @param options server settings by name, beyond those that {@link EmbeddedPostgres} needs
 */
public record PostgresSettings(
    Path bin, String user, String password, OptionalInt port, Map<String, String> options) {
  public PostgresSettings {
    options = Map.copyOf(options);
  }

  /**
   * The server that comes with Infill, on any free port.
   *
   * @throws IOException when it can't be unpacked
   */
  public static PostgresSettings bundled(String user, String password) throws IOException {
    return installed(PostgresBinaries.unpacked(CacheFolder.find()), user, password);
  }

  /** A server that is installed on this machine, on any free port. */
  public static PostgresSettings installed(Path bin, String user, String password) {
    return new PostgresSettings(bin, user, password, OptionalInt.empty(), Map.of());
  }

  public PostgresSettings withPort(int fixed) {
    return new PostgresSettings(bin, user, password, OptionalInt.of(fixed), options);
  }

  public PostgresSettings with(String option, String value) {
    var more = new LinkedHashMap<>(options);
    more.put(option, value);
    return new PostgresSettings(bin, user, password, port, more);
  }

  /** Does not show the password. */
  @Override
  public String toString() {
    return "PostgresSettings[bin="
        + bin
        + ", user="
        + user
        + ", port="
        + port
        + ", options="
        + options
        + "]";
  }
}
