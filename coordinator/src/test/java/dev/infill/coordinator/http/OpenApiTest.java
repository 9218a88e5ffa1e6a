package dev.infill.coordinator.http;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Finding;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.model.Key;
import dev.infill.common.plan.Effect;
import dev.infill.common.plan.FleetPlanner;
import dev.infill.common.plan.Forecast;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.plan.ShardPlan;
import dev.infill.common.plan.TableFacts;
import dev.infill.common.plan.Touching;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.coordinator.status.EventLog;
import dev.infill.coordinator.testing.Migrations;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The API's description and its answers say the same. */
@Timeout(60)
class OpenApiTest {
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: other
      table: public.users
      column: { name: email_lower, type: text, value: "lower(email)" }
      """;
  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: users
      shards:
        - { id: shard-0, url: "jdbc:postgresql://db/app", user: infill, password: "${env:PW}" }
      """;

  private final ObjectMapper mapper = new ObjectMapper();
  private TestApi api;
  private JsonNode document;

  @BeforeEach
  void start() throws Exception {
    api = new TestApi(Optional.empty());
    document = described(api.get("/v1/openapi.yaml").body());
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void everyPathIsDescribedAndNoOther() {
    var vertx = Vertx.vertx();
    var described = new TreeSet<String>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> described.add(method + " " + path.getKey())));

    var routes = new TreeSet<String>();
    var reads =
        new Reads(
            api.views,
            api.histories,
            (migration, query) -> new EventLog.Page(List.of(), Optional.empty()),
            Instant::now);
    var operations =
        new Operations(api.views, (migration, command) -> {}, new Surveys(api.store), Instant::now);
    var feed = new Feed(vertx, Codec.ofMessages(), api.views, Instant::now);
    var planner = new FleetPlanner((spec, shard) -> api.planned, Instant::now);
    new Routes(vertx, reads, operations, new Plans(planner), feed, () -> {}, () -> "")
        .router(new Guard(Optional.empty())).getRoutes().stream()
            .filter(route -> route.methods() != null && route.getPath() != null)
            .filter(route -> !route.getPath().matches("/|/ui/.*"))
            .forEach(
                route ->
                    route.methods().stream()
                        .map(method -> method.name().toLowerCase(Locale.ROOT))
                        .map(method -> method + " " + braces(route.getPath()))
                        .forEach(routes::add));
    vertx.close();

    assertThat(routes).isEqualTo(described).hasSizeGreaterThan(15);
  }

  @Test
  void answersOfReadsAreAsDescribed() throws Exception {
    busy();

    for (String path :
        List.of(
            "/health",
            "/ready",
            "/v1/migrations",
            "/v1/migrations/{migration}",
            "/v1/migrations/{migration}/map",
            "/v1/migrations/{migration}/history",
            "/v1/migrations/{migration}/events",
            "/v1/migrations/{migration}/report",
            "/v1/fleet",
            "/v1/workers")) {
      var answer = api.get(path.replace("{migration}", "users-email"));
      assertThat(problems(path, "get", answer)).as(answer.body()).isEmpty();
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).doesNotContain("jdbc:").doesNotContain("env:PW");
    }
  }

  @Test
  void messagesOfTheStreamAreAsDescribed() throws Exception {
    busy();

    for (var told :
        Map.of("Overview", "/v1/stream", "Detail", "/v1/stream?migration=users-email").entrySet()) {
      String message = api.firstMessage(told.getValue());
      String data = message.substring(message.indexOf("data: ") + 6);
      assertThat(mismatches(told.getKey(), mapper.readTree(data))).as(data).isEmpty();
    }
  }

  @Test
  void answersOfOperationsAreAsDescribed() throws Exception {
    api.views.put(backfilling());
    var warning = Finding.warning("some-code", "It is so.", "Do that.");
    api.store.surveys(new Surveyed(List.of(warning), Optional.of(Migrations.PLAN)));
    String body =
        mapper.writeValueAsString(Map.of("spec", SPEC, "fleet", FLEET, "specFile", "a.yaml"));

    for (int status : List.of(202, 200)) {
      var answer = api.post("/v1/migrations", body);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(problems("/v1/migrations", "post", answer)).isEmpty();
    }
    var refused = api.post("/v1/migrations/users-email/resume", "");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(problems("/v1/migrations/{migration}/resume", "post", refused)).isEmpty();
    api.views.put(Migrations.awaitingApproval());
    assertThat(problems("/v1/migrations/{migration}", "get", api.get("/v1/migrations/users-email")))
        .isEmpty();
    var approved = api.post("/v1/migrations/users-email/approve", "");
    assertThat(approved.statusCode()).isEqualTo(202);
    assertThat(problems("/v1/migrations/{migration}/approve", "post", approved)).isEmpty();
    api.views.put(backfilling());
    var paused = api.post("/v1/migrations/users-email/pause", "");
    assertThat(paused.statusCode()).isEqualTo(202);
    assertThat(problems("/v1/migrations/{migration}/pause", "post", paused)).isEmpty();
  }

  @Test
  void plansAreAsDescribed() throws Exception {
    var finding = Finding.warning("some-code", "It is so.", "Do that.");
    var effect = new Effect("SHARED", Optional.of("INPLACE"), true, true, "beside writers");
    var rebuild = new Forecast.Rebuild(1, Duration.ofMinutes(4), 1_000);
    api.planned =
        new ShardPlan(
            List.of(finding),
            Optional.of(new TableFacts("MySQL", "9.7", 7, 1_000, List.of("id"), "plain")),
            List.of(new PlannedStatement("Expanding", "", "ALTER ..", effect, 2_000, 0, 1)),
            List.of(new Touching("index", "users_pkey", "")),
            Optional.of(
                new Forecast(
                    7, Duration.ofSeconds(1), Optional.of(90), 1, 2, 3, 4, Optional.of(rebuild))));
    String windows = "windows: [{ from: '22:00', to: '06:00' }]\n";
    String body = mapper.writeValueAsString(Map.of("spec", SPEC + windows, "fleet", FLEET));

    var answer = api.post("/v1/plans", body);
    api.planned = ShardPlan.refused(List.of(finding));
    var refused = api.post("/v1/plans", body);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(problems("/v1/plans", "post", answer)).as(answer.body()).isEmpty();
    assertThat(answer.body()).contains("\"fill\":\"PT1S\"", "\"fillEnds\"");
    assertThat(problems("/v1/plans", "post", refused)).as(refused.body()).isEmpty();
    assertThat(api.commands).isEmpty();
    assertThat(problems("/v1/plans", "post", api.post("/v1/plans", "{\"spec\":{}}"))).isEmpty();
  }

  @Test
  void refusalsAreAsDescribed() throws Exception {
    api.views.put(backfilling());
    String other =
        mapper.writeValueAsString(
            Map.of("spec", SPEC.replace("name: other", "name: users-email"), "fleet", FLEET));

    assertThat(problems("/v1/migrations", "post", api.post("/v1/migrations", "nonsense")))
        .isEmpty();
    assertThat(problems("/v1/migrations", "post", api.post("/v1/migrations", other))).isEmpty();
    assertThat(problems("/v1/migrations", "get", api.get("/v1/migrations?limit=none"))).isEmpty();
    assertThat(problems("/v1/migrations/{migration}", "get", api.get("/v1/migrations/unknown")))
        .isEmpty();
  }

  /** With something in as many properties as one state can have. */
  private void busy() {
    var bounds = List.of(new Key(List.of("1000")));
    var m = after(backfilling(), new RangesCut(1, Optional.empty(), bounds, false));
    m = after(m, new RowQuarantined(new Key(List.of("7")), "22012", "division by zero"));
    m = after(m, new StepBlocked("cut", 2, "somebody holds the lock"));
    m = after(m, new ChangesApplied(0, 9, 1, 3, 1, Optional.of(BEGUN), BEGUN, 12));
    api.views.put(m);
    var signals = List.of(new Pace.Signal("replica lag 3 ms (limit 10000)", "GOOD"));
    var now = Instant.now();
    api.views.put(
        new Pace(ID, 2, Duration.ofMillis(200), 0, "all is well", now, Optional.of(signals)));
    api.views.put(new Heartbeat("worker-1", 2, 1, 5_000, List.of(ID), false, now));
    api.views.rate(5_000);
    api.histories.tick(api.views, now);
    api.histories.tick(api.views, now.plusSeconds(1));
  }

  private JsonNode described(String yaml) {
    return strict(
        mapper.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml)));
  }

  /** Readers ignore what they don't know; here, nothing may be left undescribed. */
  private static JsonNode strict(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.has("properties")
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApiTest::strict);
    return node;
  }

  /** What in an answer is not as its path, method and status have it. */
  private List<String> problems(String path, String method, HttpResponse<String> answer)
      throws IOException {
    var answers = document.path("paths").path(path).path(method).path("responses");
    var described = answers.path(Integer.toString(answer.statusCode()));
    var response = described.isMissingNode() ? answers.path("default") : described;
    if (response.has("$ref")) {
      response = document.at(response.path("$ref").asText().substring(1));
    }
    String type = answer.headers().firstValue("content-type").orElseThrow();
    var schema = response.path("content").path(type).path("schema");
    if (schema.isMissingNode()) {
      return List.of(answer.statusCode() + " " + type + " is not described for " + path);
    }
    String name = schema.path("$ref").asText().replaceFirst(".*/", "");
    return mismatches(name, mapper.readTree(answer.body().getBytes(UTF_8)));
  }

  private List<String> mismatches(String schema, JsonNode data) {
    var root = mapper.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$ref", "#/components/schemas/" + schema);
    root.set("components", document.path("components"));
    var found = new ArrayList<String>();
    JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(root)
        .validate(data)
        .forEach(message -> found.add(message.toString()));
    return found;
  }

  private static String braces(String path) {
    return path.replaceAll(":([a-z]+)", "{$1}");
  }
}
