package dev.infill.coordinator.http;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.awaitingTurn;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.planned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardId;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.shard.ShardFailure;
import dev.infill.coordinator.lifecycle.Decider;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.status.EventLog;
import dev.infill.coordinator.status.Histories;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.testing.FakeSchemaStore;
import dev.infill.coordinator.testing.FakeViews;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ApiServerTest {
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email
      table: public.users
      column: { name: email_lower, type: text, value: "lower(email)", sync: derived }
      """;
  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: users
      shards:
        - { id: shard-0, url: "jdbc:postgresql://db/app", user: infill, password: "${env:PW}" }
      """;
  private static final String MIXED =
      FLEET + "  - { id: shard-1, url: \"jdbc:mysql://db/app\", user: infill, password: \"\" }\n";

  private final Codec codec = Codec.ofMessages();
  private final FakeViews views = new FakeViews();
  private final FakeSchemaStore store = new FakeSchemaStore();
  private final LinkedBlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private ApiServer server;

  @BeforeEach
  void start() throws Exception {
    server = serve(Optional.empty());
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  @Test
  void healthIsToldWhileTheProcessLives() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void readinessNeedsKafka() throws Exception {
    assertThat(get("/ready").statusCode()).isEqualTo(200);

    views.fallSilent();

    assertThat(problem(get("/ready"), 503).detail()).isEqualTo("Kafka does not answer within 3 s");
  }

  @Test
  void metricsAreText() throws Exception {
    assertThat(get("/metrics").body()).isEqualTo("a_metric 1\n");
  }

  @Test
  void unknownPathIsAProblem() throws Exception {
    assertThat(problem(get("/v2"), 404).detail()).isEqualTo("there is nothing at /v2");
  }

  @Test
  void migrationIsSubmittedAndItsPlaceTold() throws Exception {
    var response = submit(SPEC, FLEET);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("location")).contains("/v1/migrations/users-email");
    assertThat(commands).singleElement().isInstanceOf(Command.Submit.class);
  }

  @Test
  void sameMigrationAgainIsTheSame() throws Exception {
    submit(SPEC, FLEET);

    assertThat(submit(SPEC, FLEET).statusCode()).isEqualTo(200);
    assertThat(commands).hasSize(1);
  }

  @Test
  void anotherMigrationUnderTheNameIsRefused() throws Exception {
    submit(SPEC, FLEET);

    var other = SPEC.replace("lower(email)", "upper(email)");

    var problem = problem(submit(other, FLEET), 409);
    assertThat(problem.detail()).contains("users-email");
    assertThat(problem.problems())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.shard()).contains("shard-0");
              assertThat(item.field().orElseThrow()).startsWith("columns[0].");
              assertThat(item.sentence()).contains("lower(email)").contains("upper(email)");
            });
  }

  @Test
  void anotherFleetUnderTheNameIsRefusedWithoutItsAddresses() throws Exception {
    submit(SPEC, FLEET);

    var other = FLEET.replace("db/app", "other/app");

    assertThat(problem(submit(SPEC, other), 409).problems())
        .singleElement()
        .satisfies(item -> assertThat(item.sentence()).isEqualTo("url is another in this fleet"));
  }

  @Test
  void migrationsAreListedPageByPage() throws Exception {
    submit(SPEC, FLEET);
    submit(SPEC.replace("users-email", "a-first-one"), FLEET);

    var first = get("/v1/migrations?limit=1").body();
    assertThat(first).contains("\"a-first-one\"", "\"next\":\"a-first-one\"");
    assertThat(first).doesNotContain("users-email");
    var second = get("/v1/migrations?limit=1&after=a-first-one").body();
    assertThat(second).contains("users-email").doesNotContain("\"next\"");
    problem(get("/v1/migrations?limit=0"), 400);
  }

  @Test
  void nameIsFreeAfterARollback() throws Exception {
    views.put(after(planned(), new RollbackAsked()));

    assertThat(submit(SPEC, FLEET).statusCode()).isEqualTo(202);
  }

  @Test
  void everythingWrongWithBothFilesIsToldAtOnce() throws Exception {
    var problem =
        problem(
            submit(SPEC.replace("table: public.users\n", ""), FLEET.replace("users", "Not OK!")),
            422);

    assertThat(problem.problems()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(problem.problems().stream().map(i -> i.file().orElseThrow()).distinct())
        .containsExactly("my-spec.yaml", "my-fleet.yaml");
    assertThat(commands).isEmpty();
  }

  @Test
  void findingThatIsAnErrorRefusesTheMigration() throws Exception {
    var error = Finding.error("no-key", "The table has no key.", "Add a primary key.");
    store.surveys(new Surveyed(List.of(error), Optional.empty()));

    var problem = problem(submit(SPEC, FLEET), 422);

    assertThat(problem.problems())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.shard()).contains("shard-0");
              assertThat(item.code()).contains("no-key");
              assertThat(item.advice()).isEqualTo("Add a primary key.");
            });
    assertThat(commands).isEmpty();
  }

  @Test
  void unreachableShardIsABadGateway() throws Exception {
    store.next(
        () -> {
          throw new ShardFailure(FailureKind.TRANSIENT, "08001", "The server does not answer.");
        });

    var problem = problem(submit(SPEC, FLEET), 502);

    assertThat(problem.problems().get(0).sentence()).isEqualTo("The server does not answer.");
    assertThat(commands).isEmpty();
  }

  @Test
  void bodyThatIsNoJsonIsRefused() throws Exception {
    var response = post("/v1/migrations", "nonsense", "application/json");

    assertThat(problem(response, 400).detail()).isEqualTo("the body is no JSON object");
  }

  @Test
  void otherContentTypeIsRefused() throws Exception {
    problem(post("/v1/migrations", "{}", "text/plain"), 415);
  }

  @Test
  void statusIsTold() throws Exception {
    views.put(backfilling());

    var response = get("/v1/migrations/users-email");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(read(response, MigrationStatus.class).phase()).isEqualTo("Backfilling");
    assertThat(get("/v1/migrations").body()).contains("users-email");
    assertThat(response.body()).doesNotContain("jdbc:").doesNotContain("env:PW");
  }

  @Test
  void unknownMigrationIsNotFound() throws Exception {
    problem(get("/v1/migrations/other"), 404);
    problem(get("/v1/migrations/Not%20a%20name"), 404);
    problem(post("/v1/migrations/other/pause", "", "application/json"), 404);
  }

  @Test
  void pauseIsAskedFor() throws Exception {
    views.put(backfilling());

    assertThat(post("/v1/migrations/users-email/pause", "", "application/json").statusCode())
        .isEqualTo(202);
    assertThat(commands).containsExactly(new Command.Pause());
  }

  @Test
  void limitsAreSetForOneShardOrForAllAndReleased() throws Exception {
    views.put(backfilling());
    var tuning = new Tuning(Optional.of(8), Optional.of(Duration.ofMillis(100)));

    assertThat(
            tune("{\"shard\":\"shard-0\",\"rangesInFlight\":8,\"chunkTarget\":\"100ms\"}")
                .statusCode())
        .isEqualTo(202);
    assertThat(tune("").statusCode()).isEqualTo(202);

    assertThat(commands)
        .containsExactly(
            new Command.Tune(Optional.of(new ShardId("shard-0")), tuning),
            new Command.Tune(Optional.empty(), Tuning.RELEASED));
  }

  @Test
  void limitsThatNobodyCouldWorkByAreRefused() throws Exception {
    views.put(backfilling());

    problem(tune("{\"rangesInFlight\":0}"), 422);
    problem(tune("{\"rangesInFlight\":\"many\"}"), 422);
    problem(tune("{\"chunkTarget\":\"soon\"}"), 422);
    problem(tune("{\"rangesInFlite\":4}"), 400);
    assertThat(problem(tune("{\"shard\":\"shard-9\"}"), 422).detail())
        .isEqualTo("users-email has no shard named shard-9");
    assertThat(commands).isEmpty();
  }

  @Test
  void haltedRolloutIsResumed() throws Exception {
    views.put(after(awaitingTurn(), new RolloutHalted("1 of 8 shards failed")));

    assertThat(get("/v1/migrations/users-email").body())
        .contains("the rollout is halted: 1 of 8 shards failed");
    post("/v1/migrations/users-email/resume", "", "application/json");

    assertThat(commands).containsExactly(new Command.Resume());
  }

  @Test
  void resumeOfWhatRunsIsAConflict() throws Exception {
    views.put(backfilling());

    var response = post("/v1/migrations/users-email/resume", "", "application/json");

    assertThat(problem(response, 409).detail())
        .isEqualTo("migration users-email can't be resumed: it is Backfilling");
    assertThat(commands).isEmpty();
  }

  @Test
  void rollbackOfWhatIsRolledBackIsAConflict() throws Exception {
    views.put(after(planned(), new RollbackAsked()));

    problem(post("/v1/migrations/users-email/rollback", "", "application/json"), 409);
  }

  @Test
  void workersAreTold() throws Exception {
    assertThat(get("/v1/workers").body())
        .isEqualTo("{\"workers\":[],\"demand\":{\"ranges\":0,\"workers\":0}}");
  }

  @Test
  void tokenIsAskedForWhereOneIsSet() throws Exception {
    server.close();
    server = serve(Optional.of("s3cret"));

    problem(get("/v1/workers"), 401);
    problem(send(request("/v1/workers").header("Authorization", "Bearer other")), 401);
    assertThat(send(request("/v1/workers").header("Authorization", "Bearer s3cret")).statusCode())
        .isEqualTo(200);
    assertThat(get("/health").statusCode()).isEqualTo(200);
    problem(get("/metrics"), 401);
  }

  @Test
  void fleetWithAnEngineThatTheSpecLacksIsRefused() throws Exception {
    var spec = SPEC.replace("type: text", "type: { postgresql: text }");

    var problem = problem(submit(spec, MIXED), 422);

    assertThat(problem.problems())
        .extracting(Problem.Item::toString)
        .singleElement()
        .asString()
        .contains("column.type", "has no text for MySQL");
    assertThat(commands).isEmpty();
  }

  @Test
  void eachEngineIsAskedForItsOwnText() throws Exception {
    var spec =
        SPEC.replace("public.users", "users")
            .replace("type: text", "type: { postgresql: text, mysql: varchar(200) }");

    submit(spec, MIXED);

    assertThat(commands)
        .singleElement()
        .isInstanceOfSatisfying(
            Command.Submit.class,
            submit ->
                assertThat(submit.fleet().shards())
                    .extracting(submit::specOn)
                    .extracting(on -> on.table() + " " + on.columns().getFirst().type())
                    .containsExactly("public.users text", "app.users varchar(200)"));
  }

  @Test
  void webPageIsNotAnswered() throws Exception {
    problem(send(request("/v1/workers").header("Origin", "http://evil.example")), 403);
  }

  private ApiServer serve(Optional<String> token) throws Exception {
    return ApiServer.start(
        new ApiServer.Listen("127.0.0.1", 0, token),
        views,
        new Histories(),
        (migration, query) -> new EventLog.Page(List.of(), Optional.empty()),
        (migration, command) -> {
          commands.add(command);
          // As the owner of the migration would.
          if (command instanceof Command.Submit submit) {
            var shard = submit.fleet().shards().get(0);
            views.put(submitted(new MigrationShard(migration, shard.id()), submit));
          } else if (command instanceof Command.Pause) {
            views.put(after(backfilling(), new PauseAsked()));
          } else if (command instanceof Command.Tune tune) {
            views.put(after(backfilling(), new TuneAsked(tune.tuning())));
          } else if (command instanceof Command.Resume) {
            views.put(awaitingTurn());
          }
        },
        store,
        () -> "a_metric 1\n",
        InstantSource.system());
  }

  private static ShardMigration submitted(MigrationShard id, Command.Submit submit) {
    var event = new Submitted(submit.spec(), submit.fleet().shards().get(0));
    return Decider.decide(Optional.empty(), new Recorded("e", id, BEGUN, "test", event))
        .orElseThrow()
        .after();
  }

  private HttpResponse<String> tune(String body) throws Exception {
    return post("/v1/migrations/users-email/tune", body, "application/json");
  }

  private HttpResponse<String> submit(String spec, String fleet) throws Exception {
    var body =
        Map.of(
            "spec", spec, "fleet", fleet, "specFile", "my-spec.yaml", "fleetFile", "my-fleet.yaml");
    return post("/v1/migrations", new String(codec.write(body), UTF_8), "application/json");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> post(String path, String body, String contentType) throws Exception {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private Problem problem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    return read(response, Problem.class);
  }

  private <T> T read(HttpResponse<String> response, Class<T> type) {
    return codec.read(response.body().getBytes(UTF_8), type);
  }
}
