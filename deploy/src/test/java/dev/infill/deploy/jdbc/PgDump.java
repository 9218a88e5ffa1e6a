package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** The schema of a database as {@code pg_dump -s} writes it. */
final class PgDump {
  private static final Path DEBIAN_15 = Path.of("/usr/lib/postgresql/15/bin/pg_dump");

  private PgDump() {}

  /** Empty where there is no pg_dump that knows the server. */
  static Optional<String> schema(TestDatabase database) throws SQLException {
    if (!Files.isExecutable(DEBIAN_15) || database.number("SHOW server_version_num") >= 160_000) {
      return Optional.empty();
    }
    var url = URI.create(database.url().substring("jdbc:".length()));
    var builder =
        new ProcessBuilder(
            DEBIAN_15.toString(),
            "-s",
            "-h",
            url.getHost(),
            "-p",
            Integer.toString(url.getPort()),
            "-U",
            database.user(),
            database.name());
    builder.environment().put("PGPASSWORD", database.password());
    builder.redirectErrorStream(true);
    try {
      var process = builder.start();
      String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(dump);
      }
      // A new random word in each dump guards against what a restore may run.
      return Optional.of(dump.replaceAll("(?m)^.(un)?restrict .*$", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
