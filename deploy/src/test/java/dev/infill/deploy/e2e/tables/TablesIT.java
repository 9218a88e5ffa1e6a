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
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
  private static final Set<CaseServer> OTHERS =
      EnumSet.of(CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0);

  /** There the log names no transaction, and a table without a primary key is not to be altered. */
  private static final Set<String> NEVERTHELESS =
      Set.of("mysql-plain-odd", "mysql-required-key-lacking-odd");

  @TempDir private static Path folder;
  private static LocalCluster cluster;

  /** A case on a server. */
  record Trial(TableCase table, CaseServer server) {
    boolean usual() {
      return !OTHERS.contains(server) || NEVERTHELESS.contains(toString());
    }

    @Override
    public String toString() {
      return table.name + server.suffix;
    }
  }

  static Stream<Trial> trials() {
    return all().filter(Trial::usual);
  }

  static Stream<Trial> trialsOnOtherServers() {
    return all().filter(trial -> !trial.usual());
  }

  private static Stream<Trial> all() {
    String wanted = System.getenv("INFILL_TEST_CASES");
    var pattern = Pattern.compile(wanted == null ? "" : wanted);
    var all =
        Stream.of(
                TableCases.all(),
                PartitionCases.all(),
                TriggerCases.all(),
                LookupCases.all(),
                KeyCases.all(),
                ConstraintCases.all(),
                MySqlKeyCases.all(),
                MySqlTableCases.all(),
                MySqlTriggerCases.all(),
                MySqlLookupCases.all())
            .flatMap(List::stream)
            .flatMap(
                table -> table.servers.stream().sorted().map(server -> new Trial(table, server)))
            .filter(trial -> pattern.matcher(trial.toString()).find())
            .toList();
    if (all.isEmpty()) {
      throw new IllegalStateException("INFILL_TEST_CASES picks no case: " + wanted);
    }
    return all.stream();
  }

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("trials")
  @Execution(ExecutionMode.CONCURRENT)
  void isMigratedWhileAnApplicationWrites(Trial trial) throws Exception {
    migrate(trial);
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("trialsOnOtherServers")
  @Tag("long") // What differs between versions, the tests of each step look at.
  @Execution(ExecutionMode.CONCURRENT)
  void isMigratedOnOtherServersToo(Trial trial) throws Exception {
    migrate(trial);
  }

  private static void migrate(Trial trial) throws Exception {
    var table = trial.table();
    String name = trial.toString();
    try (var database = trial.server().database()) {
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
      assertThat(CaseSql.of(database, table).mismatches()).isZero();
      for (String query : table.holds) {
        assertThat(database.value(query)).as(query).isIn("t", "1");
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
      case ASSUME ->
          Await.until("the column is there", LONG, CaseSql.of(database, table)::hasColumn);
    }
    application.deploy();
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
