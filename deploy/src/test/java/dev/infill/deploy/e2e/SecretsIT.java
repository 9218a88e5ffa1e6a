package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.infill.common.kafka.Topic;
import dev.infill.common.transform.Transforms;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OtlpReceiver;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A password and the values of rows are planted; after a migration that also met rows it could not
 * compute, none is in any topic, log, metric, trace or answer.
 */
class SecretsIT {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String PASSWORD = "pl4ntedpassw0rd";
  private static final String VALUE = "pl4ntedvalue";

  @TempDir private static Path folder;

  @Test
  void tellsNeitherAPasswordNorAValue() throws Exception {
    var logs = new Logs();
    try (var database = TestPostgres.shared().database()) {
      String role = "r" + database.name();
      createTable(database, role);
      try (logs;
          var traces = OtlpReceiver.start();
          var cluster = LocalCluster.start(Transforms.NONE, traces.environment())) {
        submit(cluster, database, role);
        cluster.await("secrets", LONG, "Failed");
        assertSilent(cluster);

        database.execute("UPDATE people SET age = '7' WHERE id = 77");
        cluster.api().resume("secrets");
        cluster.await("secrets", LONG, "Completed");
        assertSilent(cluster);
        Await.until("the last step was traced", LONG, () -> traces.text().contains("step Release"));
        assertThat(isPlanted(traces.text())).isFalse();
      } finally {
        database.execute(
            "DROP OWNED BY " + role,
            "ALTER TABLE IF EXISTS people OWNER TO postgres",
            "DROP ROLE " + role);
      }
    }
    assertThat(logs.lines).isNotEmpty().noneMatch(SecretsIT::isPlanted);
  }

  private static void createTable(TestDatabase database, String role) throws Exception {
    database.execute(
        "CREATE ROLE %s LOGIN SUPERUSER PASSWORD '%s'".formatted(role, PASSWORD),
        "CREATE TABLE people (id int PRIMARY KEY, age text NOT NULL, note text)",
        "INSERT INTO people SELECT n, n::text, '%s' FROM generate_series(1, 2000) AS n"
            .formatted(VALUE),
        "UPDATE people SET age = '%s' WHERE id = 77".formatted(VALUE),
        "ANALYZE people");
  }

  private static void submit(LocalCluster cluster, TestDatabase database, String role)
      throws Exception {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: secrets
        table: people
        column: { name: age_number, type: int, value: "age::int" }
        constraints: { notNull: true }
        writers: { gate: assume }
        limits: { rangesInFlight: 2, rangeRows: 500, pace: { slowdown: off } }
        """;
    cluster
        .api()
        .submit(new NamedText("spec.yaml", spec), Fleets.of(folder, database, role, PASSWORD));
  }

  private static void assertSilent(LocalCluster cluster) throws Exception {
    for (Topic topic : Topic.values()) {
      for (var record : EventTap.records(cluster.kafka(), topic)) {
        assertThat(isPlanted(record.key())).as("a key in " + topic).isFalse();
        byte[] value = record.value();
        assertThat(value != null && isPlanted(new String(value, StandardCharsets.UTF_8)))
            .as("a value in " + topic)
            .isFalse();
        record
            .headers()
            .forEach(
                header ->
                    assertThat(isPlanted(new String(header.value(), StandardCharsets.UTF_8)))
                        .as("a header in " + topic)
                        .isFalse());
      }
    }
    try (var http = HttpClient.newHttpClient()) {
      for (String path :
          List.of("/metrics", "/v1/migrations", "/v1/migrations/secrets", "/v1/workers")) {
        var request = HttpRequest.newBuilder(cluster.coordinator().url().resolve(path)).build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEmpty().doesNotContain(PASSWORD).doesNotContain(VALUE);
      }
    }
  }

  private static boolean isPlanted(String text) {
    return text.contains(PASSWORD) || text.contains(VALUE);
  }

  /** Everything that this JVM logs, at the program's own levels and above. */
  private static final class Logs extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = context().getLogger("dev.infill");
    private final Level before = ours.getEffectiveLevel();

    Logs() {
      setContext(context());
      start();
      ours.setLevel(Level.DEBUG);
      root.addAppender(this);
    }

    private static LoggerContext context() {
      return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage());
      var thrown = event.getThrowableProxy();
      if (thrown != null) {
        lines.add(ThrowableProxyUtil.asString(thrown));
      }
    }

    @Override
    public void close() {
      root.detachAppender(this);
      ours.setLevel(before);
      stop();
    }
  }
}
