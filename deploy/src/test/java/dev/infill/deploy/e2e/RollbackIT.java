package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Engine;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A rollback from every state leaves the table's definition as it was, byte for byte in a schema
 * dump. That of PostgreSQL is of version 15, which has a {@code pg_dump} of its version beside it,
 * and no origins to filter by.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class RollbackIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Path DUMP = Path.of("/usr/lib/postgresql/15/bin/pg_dump");
  private static final int ROWS = 5_000;

  @TempDir private static Path folder;
  private static LocalCluster cluster;

  @Parameter private Engine engine;

  @BeforeParameterizedClassInvocation
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterParameterizedClassInvocation
  static void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheDefinitionAsItWas(Phase phase) throws Exception {
    try (var tried = new Tried(engine, phase, "rollback-" + text(phase))) {
      Hold hold = phase.bringTo(tried.migration, tried.writers);
      cluster.api().rollBack(tried.migration.name());
      Speed.FAST.set(tried.database);
      hold.release();
      tried.assertRolledBack();
    }
  }

  @Test
  void alsoWhenPaused() throws Exception {
    try (var tried = new Tried(engine, Phase.BACKFILLING, "rollback-paused")) {
      Phase.BACKFILLING.bringTo(tried.migration, tried.writers).release();
      cluster.api().pause(tried.migration.name());
      cluster.api().rollBack(tried.migration.name());
      Speed.FAST.set(tried.database);
      tried.assertRolledBack();
    }
  }

  @Test
  void alsoWhenItHasFailed() throws Exception {
    try (var tried = new Tried(engine, Phase.AWAITING_WRITERS, "rollback-failed")) {
      tried.database.execute(
          "INSERT INTO accounts (id, n, g, email) VALUES (-1, -1, 0, '%s')"
              .formatted(Speed.BROKEN));
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
    try (var tried = new Tried(engine, Phase.AWAITING_WRITERS, "rollback-completed")) {
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

    Tried(Engine engine, Phase phase, String name) throws Exception {
      database =
          engine == Engine.MYSQL
              ? TestMySql.newest().database()
              : TestPostgres.version15().database();
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

  private static String dump(TestDatabase database) throws Exception {
    return database.isMySql() ? definitions(database) : pgDump(database);
  }

  /** What the server itself calls the definition of each table, and the triggers. */
  private static String definitions(TestDatabase database) throws SQLException {
    var all = new StringBuilder();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (String table :
          database.column(
              "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                  + " ORDER BY 1")) {
        try (var row = statement.executeQuery("SHOW CREATE TABLE `" + table + "`")) {
          row.next();
          all.append(row.getString(2)).append('\n');
        }
      }
    }
    database
        .column(
            "SELECT CONCAT_WS(' ', trigger_name, action_statement) FROM information_schema.triggers"
                + " WHERE trigger_schema = DATABASE() ORDER BY 1")
        .forEach(trigger -> all.append(trigger).append('\n'));
    return all.toString();
  }

  private static String pgDump(TestDatabase database) throws IOException, InterruptedException {
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
