package dev.infill.deploy.testing;

import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A server of its own that counts statements: PostgreSQL 15 with {@code pg_stat_statements}. */
public final class StatementsPostgres implements AutoCloseable {
  private static final Path DEBIAN_15 = Path.of("/usr/lib/postgresql/15");

  private final EmbeddedPostgres server;

  /** The test is skipped where the operating system has none. */
  public StatementsPostgres() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(DEBIAN_15.resolve("lib/pg_stat_statements.so")),
        "PostgreSQL 15 with pg_stat_statements");
    var test = TestFolder.get();
    String name = "postgres-statements";
    this.server =
        EmbeddedPostgres.start(
            test.folder(name),
            test.log(name),
            PostgresSettings.installed(DEBIAN_15.resolve("bin"), "postgres", "test")
                .with("shared_preload_libraries", "pg_stat_statements")
                .with("fsync", "off"),
            test.runFile());
  }

  /** Its only database. */
  public TestDatabase database() {
    String url = server.jdbcUrl("postgres");
    return new TestDatabase("postgres", url, server.user(), server.password(), url);
  }

  @Override
  public void close() {
    server.close();
  }
}
