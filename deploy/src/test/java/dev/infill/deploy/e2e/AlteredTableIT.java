package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody else alters the table in the middle of a migration. */
@Timeout(600)
class AlteredTableIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final int ROWS = 10_000;

  @TempDir private static Path folder;
  private static LocalCluster cluster;

  private TestDatabase database;
  private AccountsTable table;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void createTable() throws SQLException {
    database = TestPostgres.shared().database();
    table = new AccountsTable(database, KeyKind.BIGINT);
    table.create(ROWS);
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  /** Every value changes, and no change stream tells of it. */
  @Test
  void checksEveryRowAgainWhenTheTableWasRewritten() throws Exception {
    Speed.FAST.set(database);
    var migration = migration("rewritten");
    migration.submit("application");
    migration.awaitShard("it waits for writers", s -> s.phase().equals("AwaitingWriters"));

    database.execute("ALTER TABLE accounts ALTER COLUMN email TYPE text USING 'Other.' || n");
    migration.awaitShard("it has noticed", shard -> shard.report().captureRestarts() > 0);
    complete(migration);

    assertThat(database.number("SELECT count(*) FROM accounts WHERE email_lower = 'other.' || n"))
        .isEqualTo(ROWS);
  }

  /** New files, and then our own SET NOT NULL, look like a rewrite: that costs one more check. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vacuumed  | VACUUM FULL accounts
          clustered | CLUSTER accounts USING accounts_pkey
          widened   | ALTER TABLE accounts ADD COLUMN theirs float8 DEFAULT random()
          """)
  void isNotStoppedByWhatLeavesTheValuesAlone(String name, String statement) throws Exception {
    Speed.SLOW.set(database);
    var migration = migration(name);
    try (var writers = LiveWriters.start(table, ROWS)) {
      migration.submit("application");
      awaitFilling(migration);
      database.execute(statement);
      Speed.FAST.set(database);
      migration.awaitShard("it is at its gate", Phase::atTheGateOrBehind);
      writers.deploy();
      cluster.await(name, LONG, "Completed");
      writers.stop();
      assertThat(writers.errors()).isEmpty();
      assertThat(table.lostWrites(writers.committed())).isEmpty();
    }
    assertThat(table.mismatches()).isZero();
    assertThat(shard(migration).report().captureRestarts()).isLessThanOrEqualTo(1);
  }

  @Test
  void goesOnWhenTheTableIsTruncated() throws Exception {
    Speed.SLOW.set(database);
    var migration = migration("truncated");
    try (var writers = StubbornWriters.start(table, ROWS)) {
      migration.submit("application");
      awaitFilling(migration);
      database.execute("TRUNCATE accounts");
      Speed.FAST.set(database);
      migration.awaitShard("it is at its gate", Phase::atTheGateOrBehind);
      writers.deploy();
      cluster.await("truncated", LONG, "Completed");
    }
    assertThat(table.mismatches()).isZero();
    assertThat(shard(migration).report().captureRestarts()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          renamed | ALTER TABLE accounts RENAME COLUMN email TO mail | ALTER TABLE accounts RENAME COLUMN mail TO email | column "email" does not exist
          dropped | ALTER TABLE accounts DROP COLUMN email_lower     | ALTER TABLE accounts ADD COLUMN email_lower text | the column email_lower was dropped
          moved   | ALTER TABLE accounts RENAME TO accounts_old      | ALTER TABLE accounts_old RENAME TO accounts      | the table public.accounts is gone
          keyless | ALTER TABLE accounts DROP CONSTRAINT accounts_pkey | ALTER TABLE accounts ADD PRIMARY KEY (id)      | no unique index holds the key
          """)
  void stopsWithTheReasonWhenWhatItNeedsIsTakenAway(
      String name, String statement, String repair, String why) throws Exception {
    Speed.FAST.set(database);
    var migration = migration(name);
    migration.submit("application");
    migration.awaitShard("it waits for writers", s -> s.phase().equals("AwaitingWriters"));

    database.execute(statement);

    var failed = cluster.await(name, LONG, "Failed").shards().getFirst();
    assertThat(failed.failure().orElseThrow().reason()).contains(why);
    database.execute(repair);
    assertThat(
            database.number(
                """
                SELECT count(*) FROM pg_attribute
                 WHERE attrelid = 'accounts'::regclass AND attname = 'email_lower' AND attnotnull
                """))
        .isZero();
    cluster.api().resume(name);
    complete(migration);
  }

  private Phase.Migration migration(String name) throws Exception {
    return new Phase.Migration(cluster, name, database, Fleets.of(folder, database));
  }

  private static void awaitFilling(Phase.Migration migration) throws InterruptedException {
    migration.awaitShard(
        "the fill is under way",
        shard -> shard.progress().filter(walk -> walk.rows() > 500).isPresent());
  }

  /** With writers that fill the column themselves. */
  private void complete(Phase.Migration migration) throws Exception {
    migration.awaitShard("it waits for writers", s -> s.phase().equals("AwaitingWriters"));
    for (int n = 0; !"Completed".equals(shard(migration).phase()); n++) {
      database.execute(
          "INSERT INTO accounts (id, n, g, email, email_lower) VALUES (-%1$d, -%1$d, 0, 'N', 'n')"
              .formatted(n + 1));
      assertThat(shard(migration).phase()).isNotEqualTo("Failed");
    }
    assertThat(table.mismatches()).isZero();
    assertThat(table.leftovers(false)).isEmpty();
    assertThat(shard(migration).report().mismatches()).isZero();
  }

  private static ShardStatus shard(Phase.Migration migration) throws InterruptedException {
    return cluster.status(migration.name()).orElseThrow().shards().getFirst();
  }
}
