package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Engine;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.ExampleRule;
import dev.infill.deploy.testing.OtlpReceiver;
import dev.infill.deploy.testing.OtlpReceiver.Received;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole migrations by each kind of fill rule, while an application writes. */
class FillRulesIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int ROWS = 10_000;

  @TempDir private static Path folder;
  private static OtlpReceiver traces;
  private static LocalCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    traces = OtlpReceiver.start();
    cluster = LocalCluster.start(ExampleRule.load(), traces.environment());
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
    traces.close();
  }

  @Test
  void severalColumnsAreFilledInOnePass() throws Exception {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: several-columns
        table: public.accounts
        columns:
          - name: email_lower
            type: text
            value: lower(email)
            constraints: { notNull: true }
          - name: email_size
            type: int
            value: length(email)
            constraints: { notNull: true, check: email_size > 0 }
          - name: token
            type: uuid
            value: gen_random_uuid()
            sync: initial
            constraints: { notNull: true, default: gen_random_uuid() }
        indexes: [ { name: accounts_token_key, columns: [token], unique: true } ]
        writers: { gate: trigger, bridge: keep }
        limits: { rangesInFlight: 4, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, pace: { slowdown: off } }
        """;
    try (var database = TestPostgres.shared().database()) {
      var table = new AccountsTable(database, KeyKind.INT);
      table.create(ROWS);
      MigrationStatus done;
      var writers = LiveWriters.start(table, ROWS);
      try (writers) {
        cluster.api().submit(new NamedText("spec.yaml", spec), Fleets.of(folder, database));
        done = cluster.await("several-columns", LONG, "Completed");
        long before = writers.writes();
        Await.until("it writes on", LONG, writers::writes, now -> now > before + 20);
      }

      assertThat(done.columns()).containsExactly("email_lower", "email_size", "token");
      assertThat(writers.errors()).isEmpty();
      assertThat(table.mismatches()).isZero();
      assertThat(
              database.number(
                  "SELECT count(*) FROM accounts WHERE email_size <> length(email) OR token IS"
                      + " NULL"))
          .isZero();
      assertThat(table.lostWrites(writers.committed())).isEmpty();
      assertThat(table.leftovers(true)).isEmpty();
      assertThat(done.shards().getFirst().report().mismatches()).isZero();
      Await.until(
          "a range's trace is whole",
          LONG,
          traces::spans,
          spans -> isWhole(spans, "several-columns"));
    }
  }

  /** The coordinator's sending, the worker's run with a chunk, the coordinator's decision. */
  private static boolean isWhole(List<Received> spans, String migration) {
    return spans.stream()
        .filter(sent -> sent.attributes().getOrDefault("infill.migration", "").equals(migration))
        .filter(sent -> sent.name().equals("send FillRange") && sent.parent().isEmpty())
        .filter(sent -> sent.service().equals("infill-coordinator") && !sent.linked().isEmpty())
        .flatMap(sent -> within(spans, sent, "infill-worker", "run FillRange").stream())
        .anyMatch(
            run ->
                within(spans, run, "infill-worker", "chunk").isPresent()
                    && within(spans, run, "infill-coordinator", "decide RangeFilled").isPresent());
  }

  private static Optional<Received> within(
      List<Received> spans, Received parent, String service, String name) {
    return spans.stream()
        .filter(span -> span.trace().equals(parent.trace()) && span.parent().equals(parent.id()))
        .filter(span -> span.service().equals(service) && span.name().equals(name))
        .findFirst();
  }

  @ParameterizedTest
  @EnumSource
  void aTransformInJavaFillsWhatSqlCannot(Engine engine) throws Exception {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: by-transform-%s
        table: accounts
        columns:
          - { name: domain, type: varchar(100), transform: email-domain, sources: [email] }
          - { name: email_lower, type: varchar(100), value: lower(email) }
        writers: { gate: assume }
        limits: { rangesInFlight: 4, rangeRows: 2000, chunkTarget: 100ms, lockTimeout: 2s, pace: { slowdown: off } }
        """
            .formatted(engine.name().toLowerCase(Locale.ROOT));
    try (var database = TestDatabase.on(engine)) {
      var table = new AccountsTable(database, KeyKind.COMPOSITE);
      table.create(ROWS);
      MigrationStatus done;
      var writers = LiveWriters.start(table, ROWS);
      try (writers) {
        cluster.api().submit(new NamedText("spec.yaml", spec), Fleets.of(folder, database));
        done =
            cluster.await(
                "by-transform-" + engine.name().toLowerCase(Locale.ROOT), LONG, "Completed");
      }

      assertThat(writers.errors()).isEmpty();
      assertThat(table.lostWrites(writers.committed())).isEmpty();
      assertThat(table.leftovers(false)).isEmpty();
      var report = done.shards().getFirst().report();
      assertThat(report.mismatches()).isZero();
      assertThat(report.rowsCounted()).isPositive();
      assertThat(report.rowsDualWritten()).isPositive();
      assertThat(database.number("SELECT count(*) FROM accounts WHERE domain = 'x'"))
          .isGreaterThanOrEqualTo(report.rowsCounted() / 2);
      assertThat(done.shards().getFirst().findings())
          .extracting(finding -> finding.code())
          .contains("needs-transform");
    }
  }
}
