package dev.infill.deploy.e2e.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.e2e.Fleets;
import dev.infill.deploy.e2e.Leftovers;
import dev.infill.deploy.e2e.LocalCluster;
import dev.infill.deploy.e2e.tables.TableCase.Gate;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole migration of every table of the suite while an application writes it, some side by
 * side. {@code INFILL_TEST_CASES}, a regular expression over their names, picks a few.
 */
class TablesIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir private static Path folder;
  private static LocalCluster cluster;

  /** A case on a server. */
  record Trial(TableCase table, boolean on15) {
    @Override
    public String toString() {
      return table.name + (on15 ? "-15" : "");
    }

    TestDatabase database() throws SQLException {
      return (on15 ? TestPostgres.version15() : TestPostgres.shared()).database();
    }
  }

  static Stream<Trial> trials() {
    String wanted = System.getenv("INFILL_TEST_CASES");
    var pattern = Pattern.compile(wanted == null ? "" : wanted);
    return Stream.of(
            TableCases.all(),
            PartitionCases.all(),
            TriggerCases.all(),
            LookupCases.all(),
            KeyCases.all(),
            ConstraintCases.all())
        .flatMap(List::stream)
        .flatMap(
            table ->
                table.on15
                    ? Stream.of(new Trial(table, false), new Trial(table, true))
                    : Stream.of(new Trial(table, false)))
        .filter(trial -> pattern.matcher(trial.toString()).find());
  }

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  @Execution(ExecutionMode.CONCURRENT)
  void isMigratedWhileAnApplicationWrites(Trial trial) throws Exception {
    var table = trial.table();
    String name = trial.toString();
    try (var database = trial.database()) {
      database.execute(table.setup.toArray(String[]::new));
      List<String> before = Leftovers.of(database, table.table, table.gate == Gate.KEEP);
      ShardStatus done;
      var application = Application.start(database, table);
      try (application) {
        cluster
            .api()
            .submit(
                new NamedText("spec.yaml", table.submitted(name)),
                Fleets.of(folder, new TestDatabase[] {database}));
        deployInTime(name, database, table, application);
        done = cluster.await(name, LONG, "Completed").shards().getFirst();
        if (!table.writes.isEmpty()) {
          long writes = application.writes();
          Await.until("it writes on", LONG, application::writes, now -> now > writes + 10);
        }
      }

      assertThat(application.errors()).isEmpty();
      assertThat(application.lost()).isEmpty();
      assertThat(mismatches(database, table)).isZero();
      for (String query : table.holds) {
        assertThat(database.value(query)).as(query).isEqualTo("t");
      }
      assertThat(Leftovers.of(database, table.table, table.gate == Gate.KEEP)).isEqualTo(before);
      assertReportAgrees(done);
    }
  }

  private static void deployInTime(
      String name, TestDatabase database, TableCase table, Application application)
      throws Exception {
    switch (table.gate) {
      case KEEP -> {
        return;
      }
      case APPLICATION ->
          cluster.awaitShards(
              name,
              "it waits for its writers",
              LONG,
              shard -> shard.phases().containsKey("AwaitingWriters"));
      case TRIGGER ->
          cluster.awaitShards(
              name,
              "the constraints stand",
              LONG,
              shard ->
                  shard.phases().containsKey("Constraining")
                      && shard.phase().equals("AwaitingWriters"));
      case ASSUME -> Await.until("the column is there", LONG, () -> hasColumn(database, table));
    }
    application.deploy();
  }

  private static boolean hasColumn(TestDatabase database, TableCase table) throws SQLException {
    return database.number(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = '%s'"
                .formatted(table.table.replace("'", "''"), table.column.replace("'", "''")))
        == 1;
  }

  private static long mismatches(TestDatabase database, TableCase table) throws SQLException {
    String column = '"' + table.column.replace("\"", "\"\"") + '"';
    String value = "(" + table.value + ")";
    return database.number(
        "SELECT count(*) FROM %s WHERE %s"
            .formatted(
                table.table,
                table.initial
                    ? column + " IS NULL AND " + value + " IS NOT NULL"
                    : column + " IS DISTINCT FROM CAST(" + value + " AS " + table.type + ")"));
  }

  private static void assertReportAgrees(ShardStatus done) {
    var report = done.report();
    assertThat(report.mismatches()).isZero();
    assertThat(report.rowsEqual() + report.rowsSettled()).isEqualTo(report.rowsCounted());
    assertThat(report.captureRestarts()).isZero();
    assertThat(report.ended()).isPresent();
    assertThat(done.quarantined()).isEmpty();
  }
}
