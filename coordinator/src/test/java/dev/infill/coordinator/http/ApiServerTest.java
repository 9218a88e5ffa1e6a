package dev.infill.coordinator.http;

import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.planned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.shard.ShardFailure;
import dev.infill.coordinator.status.MigrationStatus;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private TestApi api;

  @BeforeEach
  void start() throws Exception {
    api = new TestApi(Optional.empty());
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void healthIsToldWhileTheProcessLives() throws Exception {
    assertThat(api.get("/health").statusCode()).isEqualTo(200);
  }

  /** Upgraded connections lost a part of a longer answer, which its client then waited for. */
  @Test
  void grantsNoUpgradeThoughAClientAsksForIt() throws Exception {
    var answer = api.get("/v1/openapi.yaml");

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.body().length()).isGreaterThan(30_000);
  }

  @Test
  void readinessNeedsKafka() throws Exception {
    assertThat(api.get("/ready").statusCode()).isEqualTo(200);

    api.views.fallSilent();

    assertThat(api.problem(api.get("/ready"), 503).detail())
        .isEqualTo("Kafka does not answer within 3 s");
  }

  @Test
  void metricsAreText() throws Exception {
    assertThat(api.get("/metrics").body()).isEqualTo("a_metric 1\n");
  }

  @Test
  void unknownPathIsAProblem() throws Exception {
    assertThat(api.problem(api.get("/v2"), 404).detail()).isEqualTo("there is nothing at /v2");
  }

  @Test
  void migrationIsSubmittedAndItsPlaceTold() throws Exception {
    var response = submit(SPEC, FLEET);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("location")).contains("/v1/migrations/users-email");
    assertThat(api.commands).singleElement().isInstanceOf(Command.Submit.class);
  }

  @Test
  void sameMigrationAgainIsTheSame() throws Exception {
    submit(SPEC, FLEET);

    assertThat(submit(SPEC, FLEET).statusCode()).isEqualTo(200);
    assertThat(api.commands).hasSize(1);
  }

  @Test
  void anotherMigrationUnderTheNameIsRefused() throws Exception {
    submit(SPEC, FLEET);

    var other = SPEC.replace("lower(email)", "upper(email)");

    var problem = api.problem(submit(other, FLEET), 409);
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

    assertThat(api.problem(submit(SPEC, other), 409).problems())
        .singleElement()
        .satisfies(item -> assertThat(item.sentence()).isEqualTo("url is another in this fleet"));
  }

  @Test
  void migrationsAreListedPageByPage() throws Exception {
    submit(SPEC, FLEET);
    submit(SPEC.replace("users-email", "a-first-one"), FLEET);

    var first = api.get("/v1/migrations?limit=1").body();
    assertThat(first).contains("\"a-first-one\"", "\"next\":\"a-first-one\"");
    assertThat(first).doesNotContain("users-email");
    var second = api.get("/v1/migrations?limit=1&after=a-first-one").body();
    assertThat(second).contains("users-email").doesNotContain("\"next\"");
    api.problem(api.get("/v1/migrations?limit=0"), 400);
  }

  @Test
  void nameIsFreeAfterARollback() throws Exception {
    api.views.put(after(planned(), new RollbackAsked()));

    assertThat(submit(SPEC, FLEET).statusCode()).isEqualTo(202);
  }

  @Test
  void everythingWrongWithBothFilesIsToldAtOnce() throws Exception {
    var problem =
        api.problem(
            submit(SPEC.replace("table: public.users\n", ""), FLEET.replace("users", "Not OK!")),
            422);

    assertThat(problem.problems()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(problem.problems().stream().map(i -> i.file().orElseThrow()).distinct())
        .containsExactly("my-spec.yaml", "my-fleet.yaml");
    assertThat(api.commands).isEmpty();
  }

  @Test
  void findingThatIsAnErrorRefusesTheMigration() throws Exception {
    var error = Finding.error("no-key", "The table has no key.", "Add a primary key.");
    api.store.surveys(new Surveyed(List.of(error), Optional.empty()));

    var problem = api.problem(submit(SPEC, FLEET), 422);

    assertThat(problem.problems())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.shard()).contains("shard-0");
              assertThat(item.code()).contains("no-key");
              assertThat(item.advice()).isEqualTo("Add a primary key.");
            });
    assertThat(api.commands).isEmpty();
  }

  @Test
  void unreachableShardIsABadGateway() throws Exception {
    api.store.next(
        () -> {
          throw new ShardFailure(FailureKind.TRANSIENT, "08001", "The server does not answer.");
        });

    var problem = api.problem(submit(SPEC, FLEET), 502);

    assertThat(problem.problems().get(0).sentence()).isEqualTo("The server does not answer.");
    assertThat(api.commands).isEmpty();
  }

  @Test
  void bodyThatIsNoJsonIsRefused() throws Exception {
    var response = api.post("/v1/migrations", "nonsense");

    assertThat(api.problem(response, 400).detail()).isEqualTo("the body is no JSON object");
  }

  @Test
  void otherContentTypeIsRefused() throws Exception {
    api.problem(api.post("/v1/migrations", "{}", "text/plain"), 415);
  }

  @Test
  void statusIsTold() throws Exception {
    api.views.put(backfilling());

    var response = api.get("/v1/migrations/users-email");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(api.read(response, MigrationStatus.class).phase()).isEqualTo("Backfilling");
    assertThat(api.get("/v1/migrations").body()).contains("users-email");
    assertThat(response.body()).doesNotContain("jdbc:").doesNotContain("env:PW");
  }

  @Test
  void unknownMigrationIsNotFound() throws Exception {
    api.problem(api.get("/v1/migrations/other"), 404);
    api.problem(api.get("/v1/migrations/Not%20a%20name"), 404);
    api.problem(api.post("/v1/migrations/other/pause", ""), 404);
  }

  @Test
  void workersAreTold() throws Exception {
    assertThat(api.get("/v1/workers").body())
        .isEqualTo("{\"workers\":[],\"demand\":{\"ranges\":0,\"workers\":0}}");
  }

  @Test
  void tokenIsAskedForWhereOneIsSet() throws Exception {
    api.close();
    api = new TestApi(Optional.of("s3cret"));

    api.problem(api.get("/v1/workers"), 401);
    api.problem(api.send(api.request("/v1/workers").header("Authorization", "Bearer other")), 401);
    assertThat(
            api.send(api.request("/v1/workers").header("Authorization", "Bearer s3cret"))
                .statusCode())
        .isEqualTo(200);
    assertThat(api.get("/health").statusCode()).isEqualTo(200);
    api.problem(api.get("/metrics"), 401);
  }

  @Test
  void fleetWithAnEngineThatTheSpecLacksIsRefused() throws Exception {
    var spec = SPEC.replace("type: text", "type: { postgresql: text }");

    var problem = api.problem(submit(spec, MIXED), 422);

    assertThat(problem.problems())
        .extracting(Problem.Item::toString)
        .singleElement()
        .asString()
        .contains("column.type", "has no text for MySQL");
    assertThat(api.commands).isEmpty();
  }

  @Test
  void eachEngineIsAskedForItsOwnText() throws Exception {
    var spec =
        SPEC.replace("public.users", "users")
            .replace("type: text", "type: { postgresql: text, mysql: varchar(200) }");

    submit(spec, MIXED);

    assertThat(api.commands)
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
    api.problem(api.send(api.request("/v1/workers").header("Origin", "http://evil.example")), 403);
  }

  private HttpResponse<String> submit(String spec, String fleet) throws Exception {
    var body =
        Map.of(
            "spec", spec, "fleet", fleet, "specFile", "my-spec.yaml", "fleetFile", "my-fleet.yaml");
    return api.post("/v1/migrations", new String(codec.write(body), UTF_8));
  }
}
