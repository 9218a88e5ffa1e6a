package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A rollback from every state leaves the table's definition as it was, byte for byte in a schema
 * dump. The server is PostgreSQL 15, which has a {@code pg_dump} of its version beside it, and no
 * origins to filter by.
 */
class RollbackIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Path DUMP = Path.of("/usr/lib/postgresql/15/bin/pg_dump");
  private static final int ROWS = 5_000;

  @TempDir private static Path folder;
  private static LocalCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    TestPostgres.version15();
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheDefinitionAsItWas(Phase phase) throws Exception {
    try (var tried = new Tried(phase, "rollback-" + text(phase))) {
      Hold hold = phase.bringTo(tried.migration, tried.writers);
      cluster.api().rollBack(tried.migration.name());
      Speed.FAST.set(tried.database);
      hold.release();
      tried.assertRolledBack();
    }
  }

  @Test
  void alsoWhenPaused() throws Exception {
    try (var tried = new Tried(Phase.BACKFILLING, "rollback-paused")) {
      Phase.BACKFILLING.bringTo(tried.migration, tried.writers).release();
      cluster.api().pause(tried.migration.name());
      cluster.api().rollBack(tried.migration.name());
      Speed.FAST.set(tried.database);
      tried.assertRolledBack();
    }
  }

  @Test
  void alsoWhenItHasFailed() throws Exception {
    try (var tried = new Tried(Phase.AWAITING_WRITERS, "rollback-failed")) {
      tried.database.execute(
          """
          CREATE OR REPLACE FUNCTION app_lower(email text) RETURNS text
          IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN
            IF email = 'Mail.%d@X' THEN RAISE division_by_zero; END IF; RETURN lower(email); END $$
          """
              .formatted(ROWS + 1));
      tried.database.execute(
          "INSERT INTO accounts SELECT -1, -1, 0, 'Mail.%d@X'".formatted(ROWS + 1));
      tried.migration.submit("application");
      cluster.await(tried.migration.name(), LONG, "Failed");
      cluster.api().rollBack(tried.migration.name());
      tried.database.execute("DELETE FROM accounts WHERE n = -1");
      Speed.FAST.set(tried.database);
      tried.assertRolledBack();
    }
  }

  @Test
  void alsoWhenItIsComplete() throws Exception {
    try (var tried = new Tried(Phase.AWAITING_WRITERS, "rollback-completed")) {
      tried.migration.submit("assume");
      tried.migration.awaitShard("the column is there", Phase::isPastExpanding);
      tried.writers.deploy();
      cluster.await(tried.migration.name(), LONG, "Completed");
      // The application goes back to its version before, or its writes would fail.
      tried.writers.close();
      cluster.api().rollBack(tried.migration.name());
      tried.assertRolledBack();
    }
  }

  /** A migration that is rolled back, with the table's definition from before. */
  private static final class Tried implements AutoCloseable {
    private final TestDatabase database;
    private final AccountsTable table;
    private final LiveWriters writers;
    private final Phase.Migration migration;
    private final String before;

    Tried(Phase phase, String name) throws Exception {
      database = TestPostgres.version15().database();
      table = new AccountsTable(database, KeyKind.BIGINT);
      table.create(ROWS);
      phase.prepare(database);
      Speed.FAST.set(database);
      before = dump(database);
      phase.setSpeed(database);
      writers = LiveWriters.start(table, ROWS);
      migration = new Phase.Migration(cluster, name, database, Fleets.of(folder, database));
    }

    void assertRolledBack() throws Exception {
      cluster.await(migration.name(), LONG, "RolledBack");
      writers.close();
      database.execute("DELETE FROM accounts WHERE n = -1");

      assertThat(dump(database)).isEqualTo(before);
      assertThat(table.lostWrites(writers.committed())).isEmpty();
      assertThat(table.leftovers(false)).isEmpty();
    }

    @Override
    public void close() throws SQLException {
      writers.close();
      database.close();
    }
  }

  private static String dump(TestDatabase database) throws IOException, InterruptedException {
    var url = URI.create(database.url().substring("jdbc:".length()));
    var errors = folder.resolve("pg_dump.err");
    var builder =
        new ProcessBuilder(
            List.of(
                DUMP.toString(),
                "--schema-only",
                "--host=" + url.getHost(),
                "--port=" + url.getPort(),
                "--username=" + database.user(),
                database.name()));
    builder.environment().put("PGPASSWORD", database.password());
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    // A new random word each time.
    return dump.lines()
        .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
        .collect(Collectors.joining("\n"));
  }

  private static String text(Phase phase) {
    return phase.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
