package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Tuning;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.MigrationStatus.Rollout;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.local.TcpProxy;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * When and in which order shards are worked, on real processes, the coordinator killed meanwhile.
 */
@TestMethodOrder(OrderAnnotation.class)
class RolloutIT {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static ProcessCluster cluster;

  /**
   * Commits are slow on the first of these. That has to last for half a minute while no coordinator
   * is killed, as it does during the first test; so it begins before that one.
   */
  private static final List<TestDatabase> FAR = new ArrayList<>();

  private static TcpProxy network;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = ProcessCluster.start(Files.createTempDirectory(folder, "cluster"));
    beginFarAway();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
    network.close();
    for (TestDatabase database : FAR) {
      database.close();
    }
  }

  private static void beginFarAway() throws Exception {
    var far = items(200_000);
    var near = items(500);
    FAR.addAll(List.of(far, near));
    slowFunction(far);
    slowFunction(near);
    int port = URI.create(far.url().substring("jdbc:".length())).getPort();
    network = new TcpProxy(port);
    network.delay(Duration.ofMillis(30));
    String url = far.url().replace(":" + port + "/", ":" + network.port() + "/");
    assertThat(url).isNotEqualTo(far.url());
    submit(
        "far",
        """
        column: { name: share, type: int, value: slow(n) }
        limits: { rangesInFlight: 1, rangeRows: 5000, pace: { slowdown: off } }
        rollout: { canary: [shard-0], soak: 0s, haltOn: { appLatency: 50ms } }
        """,
        new TestDatabase(far.name(), url, far.user(), far.password(), far.adminUrl()),
        near);
  }

  @Test
  @Order(2)
  void rolloutIsHaltedWhereCommitsWereSlowForHalfAMinute() throws Exception {
    var halted = awaitRollout("far", "it is halted", r -> r.halted().isPresent());

    assertThat(halted.halted().orElseThrow())
        .startsWith("small commits on shard-0 took ")
        .contains("in the median of half a minute");
    assertThat(phase("far", "shard-1")).isEqualTo("AwaitingTurn");
    network.delay(Duration.ZERO);
    cluster.api().rollBack("far");
    cluster.await("far", LONG, "RolledBack");
  }

  @Test
  void wavesBeginOneAfterTheOtherAndAHaltOutlivesTheCoordinator() throws Exception {
    try (var canary = items(500);
        var second = items(500);
        var last = items(500)) {
      second.execute("UPDATE items SET n = 0 WHERE id = 7");
      submit(
          "waves",
          """
          column: { name: share, type: int, value: 100 / n }
          writers: { gate: assume }
          rollout: { canary: [shard-0], waves: [60%, 100%], soak: 1s, haltOn: { quarantined: 1 } }
          """,
          canary,
          second,
          last);

      var halted = awaitRollout("waves", "it is halted", r -> r.halted().isPresent());
      assertThat(halted.halted().orElseThrow()).contains("1 row can't be computed");
      assertThat(phase("waves", "shard-0")).isEqualTo("Completed");
      assertThat(phase("waves", "shard-2")).isEqualTo("AwaitingTurn");
      cluster.kill(ProcessCluster.COORDINATOR);
      cluster.startAgain(ProcessCluster.COORDINATOR);
      assertThat(rollout("waves").halted()).isEqualTo(halted.halted());

      // A row that is mended before the shard has failed is dual-written, and none is left to
      // resume.
      Await.until("an operator can resume", LONG, () -> phase("waves", "shard-1").equals("Failed"));
      second.execute("UPDATE items SET n = 1 WHERE id = 7");
      cluster.api().resume("waves");
      cluster.await("waves", LONG, "Completed");

      var turns =
          EventTap.events(kafka(), "waves").stream()
              .filter(recorded -> recorded.event() instanceof TurnGiven)
              .map(recorded -> recorded.subject().shard().name())
              .toList();
      assertThat(turns).containsExactly("shard-0", "shard-1", "shard-2");
    }
  }

  @Test
  @Order(1)
  void fillStandsStillWithinFiveSecondsOfItsWindowsEndWhileWritesAreFollowed() throws Exception {
    try (var database = items(200_000)) {
      slowFunction(database);
      Instant end = Instant.now().plusSeconds(30);
      submit(
          "windows",
          """
          column: { name: share, type: int, value: slow(n) }
          limits: { rangesInFlight: 4, rangeRows: 5000, chunkTarget: 100ms, pace: { slowdown: off } }
          windows: [{ from: "00:00", to: "06:00" }]
          zone: "%s"
          """
              .formatted(zoneInWhichItIsSixAt(end)),
          database);
      Await.until("rows are filled", LONG, () -> filled(database), rows -> rows > 1_000);
      assertThat(Instant.now()).as("the machine is too slow for this test").isBefore(end);

      Await.until("the window ends", LONG, () -> Instant.now().isAfter(end.plusSeconds(5)));
      long rows = filled(database);
      assertThat(rows).isLessThan(200_000);
      assertThat(shard("windows").pace().reason())
          .startsWith("outside its windows; the next begins at");
      database.execute("UPDATE items SET n = 5 WHERE id = 200000");
      Await.until(
          "it is dual-written",
          LONG,
          () -> database.number("SELECT count(*) FROM items WHERE share = 20 AND n = 5"),
          written -> written == 1);
      assertThat(filled(database)).isEqualTo(rows + 1);

      var tuning = new Tuning(Optional.of(2), Optional.of(Duration.ofMillis(50)));
      cluster.api().tune("windows", Optional.of("shard-0"), tuning);
      cluster.kill(ProcessCluster.COORDINATOR);
      cluster.startAgain(ProcessCluster.COORDINATOR);
      assertThat(shard("windows").tuned()).contains(tuning);
      assertThat(EventTap.events(kafka(), "windows"))
          .anyMatch(recorded -> recorded.event().equals(new TuneAsked(tuning)));
      cluster.api().tune("windows", Optional.empty(), Tuning.RELEASED);
      assertThat(shard("windows").tuned()).isEmpty();
      assertThat(filled(database)).isEqualTo(rows + 1);

      cluster.api().rollBack("windows");
      cluster.await("windows", LONG, "RolledBack");
    }
  }

  @Test
  void schemasOfADatabaseAreShardsAndASecondMigrationOfTheirTableWaits() throws Exception {
    try (var database = TestPostgres.shared().database()) {
      for (String schema : List.of("one", "two")) {
        database.execute(
            "CREATE SCHEMA " + schema,
            "CREATE TABLE %s.items (id bigint PRIMARY KEY, n int NOT NULL)".formatted(schema),
            "INSERT INTO %s.items SELECT i, 10 FROM generate_series(1, 500) i".formatted(schema));
      }
      Path password = Files.writeString(folder.resolve("password"), database.password() + "\n");
      var fleet =
          """
          apiVersion: infill/v1
          kind: Fleet
          name: tenants
          defaults: { user: %s, password: "${file:%s}", sharedRangesInFlight: 2 }
          servers: [{ id: pg, url: "%s", schemas: [one, two] }]
          """
              .formatted(database.user(), password, database.url());
      var tenants = new NamedText("fleet.yaml", fleet);
      cluster.api().submit(spec("first", "column: { name: a, type: int, value: n + 1 }"), tenants);
      cluster.await("first", LONG, "AwaitingWriters");

      String assume = "column: { name: b, type: int, value: n + 2 }\nwriters: { gate: assume }";
      cluster.api().submit(spec("second", assume), tenants);
      cluster.await("second", LONG, "AwaitingTurn");
      assertThat(shard("second").waits().orElseThrow())
          .isEqualTo("waits for first, which is AwaitingWriters on pg.one on the same table");
      assertThat(database.number("SELECT count(*) FROM two.items WHERE a = 11")).isEqualTo(500);
      cluster.api().rollBack("first");
      cluster.await("second", LONG, "Completed");

      for (String schema : List.of("one", "two")) {
        assertThat(database.number("SELECT count(*) FROM %s.items WHERE b = 12".formatted(schema)))
            .isEqualTo(500);
      }
    }
  }

  private static void slowFunction(TestDatabase database) throws SQLException {
    database.execute(
        """
        CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_sleep(0.001); RETURN 100 / n; END $$
        """);
  }

  private static String zoneInWhichItIsSixAt(Instant end) {
    int seconds =
        LocalTime.of(6, 0).toSecondOfDay()
            - end.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
    return ZoneOffset.ofTotalSeconds(seconds).getId();
  }

  private static TestDatabase items(int rows) throws SQLException {
    var database = TestPostgres.shared().database();
    database.execute(
        "CREATE TABLE items (id bigint PRIMARY KEY, n int NOT NULL)",
        "INSERT INTO items SELECT i, 10 FROM generate_series(1, %d) i".formatted(rows),
        "ANALYZE items");
    return database;
  }

  private static long filled(TestDatabase database) throws SQLException {
    boolean there =
        database.number(
                "SELECT count(*) FROM information_schema.columns"
                    + " WHERE table_name = 'items' AND column_name = 'share'")
            == 1;
    return there ? database.number("SELECT count(share) FROM items") : 0;
  }

  private static void submit(String name, String fields, TestDatabase... databases)
      throws Exception {
    cluster.api().submit(spec(name, fields), Fleets.of(folder, databases));
  }

  private static NamedText spec(String name, String fields) {
    return new NamedText(
        "spec.yaml",
        "apiVersion: infill/v1\nkind: Migration\nname: " + name + "\ntable: items\n" + fields);
  }

  private static Rollout awaitRollout(String migration, String what, Predicate<Rollout> good) {
    return Await.until(what, LONG, () -> rollout(migration), good);
  }

  private static Rollout rollout(String migration) throws Exception {
    return status(migration).rollout().orElseThrow();
  }

  private static MigrationStatus status(String migration) throws Exception {
    return cluster.status(migration).orElseThrow();
  }

  private static ShardStatus shard(String migration) throws Exception {
    return status(migration).shards().getFirst();
  }

  private static String phase(String migration, String shard) throws Exception {
    return status(migration).shards().stream()
        .filter(s -> s.shard().equals(shard))
        .findFirst()
        .orElseThrow()
        .phase();
  }

  private static KafkaSettings kafka() {
    return new KafkaSettings(cluster.bootstrapServers(), "infill", Map.of());
  }
}
