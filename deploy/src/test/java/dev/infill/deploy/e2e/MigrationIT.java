package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.infill.common.model.Engine;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.cli.Cli;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.demo.DemoApplication;
import dev.infill.deploy.demo.DemoCheck;
import dev.infill.deploy.demo.UsersTable;
import dev.infill.deploy.docs.MetricNames;
import dev.infill.deploy.local.Shutdown;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole migrations while an application writes, looked at row by row in the end. */
@ParameterizedClass
@EnumSource(Engine.class)
class MigrationIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int ROWS = 20_000;

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

  /** With no other rights than the documentation asks for. */
  @Test
  void waitsAtTheApplicationsGateUntilTheWritersAreProven() throws Exception {
    try (var database = TestDatabase.on(engine)) {
      try (var connection = database.connect()) {
        UsersTable.at(database.url()).create(connection, ROWS);
      }
      var settings =
          new DemoApplication.Settings(
              database.url(), database.user(), database.password(), ROWS, 150, 7);
      var plain = PlainRole.of(database, "users");
      MigrationStatus done;
      var application = DemoApplication.start(settings);
      try (application) {
        submit(
            plain.fleet(folder),
            """
            apiVersion: infill/v1
            kind: Migration
            name: application-gate
            table: users
            column: { name: email_lower, type: { postgresql: text, mysql: varchar(200) }, value: lower(email) }
            constraints: { notNull: true }
            indexes: [ { name: users_email_lower_idx, columns: [email_lower] } ]
            writers: { gate: application, quiet: 1s, minChanges: 20 }
            limits: { rangesInFlight: 4, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, allowRebuild: true, pace: { slowdown: off } }
            """);
        cluster.await("application-gate", LONG, "AwaitingWriters");
        cluster.awaitShards(
            "application-gate",
            "writers are seen that do not write the column",
            LONG,
            shard -> shard.gate().filter(gate -> gate.needed() > 5).isPresent());
        assertThat(MetricNames.in(cluster.metrics())).containsAll(MetricNames.documented());
        application.deploy();
        done = cluster.await("application-gate", LONG, "Completed");
        long writes = application.writes();
        Await.until("it writes on", LONG, application::writes, now -> now > writes + 20);
      }

      assertThat(application.errors().count()).as(application.errors().toString()).isZero();
      try (var connection = database.connect()) {
        var result = DemoCheck.run(connection, application);
        assertThat(result.problems()).isEmpty();
        assertThat(result.mismatches()).isZero();
        assertThat(result.lostWrites()).isZero();
      }
      assertThat(Leftovers.of(database, "users", false)).isEmpty();
      plain.close();
      assertReportAgrees(done);
      assertThat(done.shards().getFirst().report().rowsDualWritten()).isPositive();
      assertCommandsTell();
    }
  }

  /** Commands that only ask, asked of this cluster. */
  private static void assertCommandsTell() {
    String url = cluster.coordinator().url().toString();
    var kafka = cluster.kafka();

    assertThat(told("report", "application-gate", "--markdown", "--url", url))
        .contains("## `application-gate`")
        .contains("| Completed |");
    assertThat(told("workers", "--url", url)).contains("worker-1").contains("alive");
    assertThat(
            told(
                "events",
                "application-gate",
                "--kind=RangeFilled,Released",
                "--kafka=" + kafka.bootstrapServers(),
                "--prefix=" + kafka.prefix()))
        .contains("RangeFilled")
        .contains("Released")
        .doesNotContain("ChunkFilled");
  }

  private static String told(String... arguments) {
    var out = new ByteArrayOutputStream();
    try (var shutdown = Shutdown.ofProcess();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      assertThat(new Cli(Map.of(), print, print, shutdown).execute(arguments)).isZero();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void installsATriggerAndTakesItAwayWhenTheWritersAreProven() throws Exception {
    assumeTrue(engine == Engine.POSTGRESQL, "a bridge of MySQL does not tell when it was needed");
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: trigger-until-proven
        table: accounts
        column: { name: email_lower, type: { postgresql: text, mysql: varchar(200) }, value: lower(email) }
        constraints: { notNull: true, default: "'none'", check: "email_lower = lower(email_lower)" }
        indexes: [ { name: accounts_lower_idx, columns: [email_lower, n] } ]
        writers: { gate: trigger, bridge: untilProven, quiet: 1s, minChanges: 20 }
        limits: { rangesInFlight: 4, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, allowRebuild: true, pace: { slowdown: off } }
        """;
    try (var database = TestDatabase.on(engine)) {
      var table = new AccountsTable(database, KeyKind.INT);
      table.create(ROWS);
      MigrationStatus done;
      var writers = LiveWriters.start(table, ROWS);
      try (writers) {
        submit(spec, database);
        cluster.awaitShards(
            "trigger-until-proven",
            "the constraints stand and the trigger helps old writers",
            LONG,
            shard ->
                shard.phases().containsKey("Constraining")
                    && shard.gate().filter(gate -> gate.needed() > 5).isPresent());
        assertThat(new AccountsSchema(database).triggers()).isEqualTo(1);
        writers.deploy();
        done = cluster.await("trigger-until-proven", LONG, "Completed");
        awaitMoreWrites(writers);
      }

      assertRight(table, writers, false);
      assertReportAgrees(done);
      assertThat(new AccountsSchema(database).isNotNull()).isTrue();
      var schema = new AccountsSchema(database);
      assertThat(schema.defaultValue()).isEqualTo("none");
      assertThat(schema.checks()).isEqualTo(1);
      assertThat(schema.hasIndex("accounts_lower_idx", false)).isTrue();
    }
  }

  @Test
  void keepsTheTriggerWhereItWasAskedTo() throws Exception {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: trigger-keep
        table: accounts
        column: { name: email_lower, type: { postgresql: text, mysql: varchar(200) }, value: lower(email) }
        constraints: { notNull: true }
        indexes: [ { name: accounts_lower_key, columns: [email_lower], unique: true } ]
        writers: { gate: trigger, bridge: keep }
        limits: { rangesInFlight: 4, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, allowRebuild: true, pace: { slowdown: off } }
        """;
    try (var database = TestDatabase.on(engine)) {
      var table = new AccountsTable(database, KeyKind.UUID);
      table.create(ROWS);
      MigrationStatus done;
      var writers = LiveWriters.start(table, ROWS);
      try (writers) {
        submit(spec, database);
        done = cluster.await("trigger-keep", LONG, "Completed");
        awaitMoreWrites(writers);
      }

      assertRight(table, writers, true);
      assertReportAgrees(done);
      assertThat(done.shards().getFirst().report().bridgeKept()).isTrue();
      assertThat(new AccountsSchema(database).triggers()).isEqualTo(database.isMySql() ? 2 : 1);
      assertThat(new AccountsSchema(database).hasIndex("accounts_lower_key", true)).isTrue();
    }
  }

  @Test
  void takesAPersonsWordForTheWriters() throws Exception {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: assumed
        table: accounts
        column: { name: email_lower, type: { postgresql: text, mysql: varchar(200) }, value: lower(email) }
        constraints: { notNull: true }
        writers: { gate: assume }
        limits: { rangesInFlight: 2, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, allowRebuild: true, pace: { slowdown: off } }
        """;
    try (var database = TestDatabase.on(engine)) {
      var table = new AccountsTable(database, KeyKind.TEXT);
      table.create(ROWS);
      MigrationStatus done;
      var writers = LiveWriters.start(table, ROWS);
      try (writers) {
        submit(spec, database);
        Await.until("the column is there", LONG, new AccountsSchema(database)::hasColumn);
        writers.deploy();
        done = cluster.await("assumed", LONG, "Completed");
        awaitMoreWrites(writers);
      }

      assertRight(table, writers, false);
      assertReportAgrees(done);
      assertThat(new AccountsSchema(database).isNotNull()).isTrue();
    }
  }

  @Test
  void migratesTwoShardsOfACompositeKeyTogether() throws Exception {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: two-shards
        table: accounts
        column: { name: email_lower, type: { postgresql: text, mysql: varchar(200) }, value: lower(email) }
        constraints: { notNull: true }
        writers: { gate: application, quiet: 1s, minChanges: 20 }
        limits: { rangesInFlight: 2, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, allowRebuild: true, pace: { slowdown: off } }
        """;
    try (var first = TestDatabase.on(engine);
        var second = TestDatabase.on(engine)) {
      var tables =
          List.of(
              new AccountsTable(first, KeyKind.COMPOSITE),
              new AccountsTable(second, KeyKind.COMPOSITE));
      tables.get(0).create(ROWS / 2);
      tables.get(1).create(ROWS / 2);
      MigrationStatus done;
      var writers0 = LiveWriters.start(tables.get(0), ROWS / 2);
      var writers1 = LiveWriters.start(tables.get(1), ROWS / 2);
      try (writers0;
          writers1) {
        submit(spec, first, second);
        cluster.awaitShards(
            "two-shards",
            "both shards wait for their writers",
            LONG,
            shard -> shard.phase().equals("AwaitingWriters"));
        writers0.deploy();
        writers1.deploy();
        done = cluster.await("two-shards", LONG, "Completed");
        awaitMoreWrites(writers0);
        awaitMoreWrites(writers1);
      }

      assertRight(tables.get(0), writers0, false);
      assertRight(tables.get(1), writers1, false);
      assertThat(done.shards()).hasSize(2);
      assertReportAgrees(done);
    }
  }

  private static void submit(String spec, TestDatabase... databases) throws Exception {
    submit(Fleets.of(folder, databases), spec);
  }

  private static void submit(NamedText fleet, String spec) throws Exception {
    cluster.api().submit(new NamedText("spec.yaml", spec), fleet);
  }

  private static void awaitMoreWrites(LiveWriters writers) {
    long before = writers.writes();
    Await.until("it writes on", LONG, writers::writes, now -> now > before + 20);
  }

  private static void assertRight(AccountsTable table, LiveWriters writers, boolean bridgeStays)
      throws SQLException {
    assertThat(writers.errors()).isEmpty();
    assertThat(table.mismatches()).isZero();
    assertThat(table.lostWrites(writers.committed())).isEmpty();
    assertThat(table.leftovers(bridgeStays)).isEmpty();
  }

  private static void assertReportAgrees(MigrationStatus done) {
    for (ShardStatus shard : done.shards()) {
      var report = shard.report();
      assertThat(report.mismatches()).isZero();
      assertThat(report.rowsCounted()).isPositive();
      assertThat(report.rowsEqual() + report.rowsSettled()).isEqualTo(report.rowsCounted());
      assertThat(report.rowsFilled()).isPositive();
      assertThat(report.captureRestarts()).isZero();
      assertThat(report.ended()).isPresent();
      assertThat(shard.quarantined()).isEmpty();
    }
  }
}
