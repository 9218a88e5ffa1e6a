package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.infill.common.kafka.Codec;
import dev.infill.common.plan.FleetPlan;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.plan.Touching;
import dev.infill.coordinator.http.ApiServer;
import dev.infill.deploy.demo.UsersTable;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The plan as its user meets it: without a broker, and without a trace in the databases. */
class PlanIT {
  private static final String DEMO =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: public.users
      column: { name: email_lower, type: text, value: "lower(email)" }
      constraints: { notNull: true }
      indexes: [ { name: users_email_lower_idx, columns: [email_lower] } ]
      """;

  private static final String UGLY =
      """
      apiVersion: infill/v1
      kind: Migration
      name: ugly
      table: '"Odd Schema"."Or""ders"'
      column: { name: "New Col", type: "numeric(12,2)", value: "\\"Amount\\" * 1.2" }
      constraints: { notNull: true, check: "\\"New Col\\" >= 0", default: "0" }
      indexes: [ { name: odd_new_idx, columns: [tenant, "New Col"], unique: false } ]
      writers: { gate: trigger }
      """;

  private static final String BOTH =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-both
      table: users
      column: { name: email_lower, type: { postgresql: text, mysql: varchar(200) }, value: lower(email) }
      """;

  @TempDir private static Path folder;
  private static TestDatabase newest;
  private static TestDatabase older;

  @BeforeAll
  static void tables() throws Exception {
    newest = TestPostgres.shared().database();
    older = TestPostgres.version15().database();
    for (TestDatabase database : List.of(newest, older)) {
      try (var connection = database.connect()) {
        UsersTable.at(database.url()).create(connection, 30_000);
      }
      database.execute(
          "CREATE SCHEMA \"Odd Schema\"",
          """
          CREATE TABLE "Odd Schema"."Or""ders" (
            tenant int NOT NULL, "Order Id" text NOT NULL, "Amount" numeric(12,2),
            parent_tenant int, parent_id text, note text, made timestamptz DEFAULT now(),
            PRIMARY KEY (tenant, "Order Id"),
            FOREIGN KEY (parent_tenant, parent_id) REFERENCES "Odd Schema"."Or""ders")
          """,
          """
          INSERT INTO "Odd Schema"."Or""ders"
          SELECT n % 7, 'Order ' || n, n, NULL, NULL, repeat('x', n % 300), now()
            FROM generate_series(1, 20000) n
          """,
          "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
          """
          CREATE TRIGGER "Stamp It" BEFORE UPDATE ON "Odd Schema"."Or""ders"
            FOR EACH ROW EXECUTE FUNCTION touched()
          """,
          "CREATE VIEW big_orders AS SELECT * FROM \"Odd Schema\".\"Or\"\"ders\" WHERE \"Amount\" > 9",
          "CREATE MATERIALIZED VIEW bigger AS SELECT count(*) FROM big_orders",
          """
          CREATE FUNCTION total() RETURNS numeric LANGUAGE sql
            AS 'SELECT sum("Amount") FROM "Odd Schema"."Or""ders"'
          """,
          "CREATE PUBLICATION everything FOR TABLE \"Odd Schema\".\"Or\"\"ders\"",
          "ANALYZE");
    }
  }

  @AfterAll
  static void noTables() throws Exception {
    newest.close();
    older.close();
  }

  /** What a run of the command said. */
  private record Answer(int code, String out, String err) {}

  private static Answer plan(String spec, String... more) throws Exception {
    return plan(spec, List.of(newest, older), more);
  }

  private static Answer plan(String spec, List<TestDatabase> databases, String... more)
      throws Exception {
    var fleet = new StringBuilder("apiVersion: infill/v1\nkind: Fleet\nname: test\nshards:\n");
    var passwords = new HashMap<String, String>();
    for (int i = 0; i < databases.size(); i++) {
      fleet.append(
          "  - { id: shard-%d, url: \"%s\", user: %s, password: \"${env:PASSWORD_%d}\" }%n"
              .formatted(i, databases.get(i).url(), databases.get(i).user(), i));
      passwords.put("PASSWORD_" + i, databases.get(i).password());
    }
    var arguments = new ArrayList<String>();
    arguments.add("plan");
    arguments.add(Files.writeString(folder.resolve("spec.yaml"), spec).toString());
    arguments.add("--fleet");
    arguments.add(Files.writeString(folder.resolve("fleet.yaml"), fleet).toString());
    arguments.addAll(List.of(more));
    var cli = new TestCli(passwords);
    int code = cli.execute(arguments.toArray(String[]::new));
    return new Answer(code, cli.output(), cli.errors());
  }

  private static FleetPlan json(Answer answer) throws Exception {
    assertThat(mismatches(answer.out())).as("what the API's description has otherwise").isEmpty();
    return Codec.ofMessages().read(answer.out().getBytes(StandardCharsets.UTF_8), FleetPlan.class);
  }

  /** The coordinator's API answers with the same object, and describes it. */
  private static Set<ValidationMessage> mismatches(String json) throws Exception {
    var mapper = new ObjectMapper();
    try (var described = ApiServer.class.getResourceAsStream("/openapi/openapi.yaml")) {
      var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Map<String, Object> document = yaml.load(described);
      var root =
          Map.of(
              "$schema",
              "https://json-schema.org/draft/2020-12/schema",
              "$ref",
              "#/components/schemas/Plan",
              "components",
              document.get("components"));
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(mapper.<JsonNode>valueToTree(root))
          .validate(mapper.readTree(json));
    }
  }

  @Test
  void thePlanOfTheDemoCanBeReadOnAPage() throws Exception {
    var answer = plan(DEMO);

    assertThat(answer.code()).as(answer.err()).isEqualTo(ExitCode.DONE);
    assertThat(answer.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
    assertThat(answer.out())
        .contains("ADD COLUMN \"email_lower\" text")
        .contains("ACCESS EXCLUSIVE; waits at most")
        .contains("CREATE INDEX CONCURRENTLY")
        .contains("users_pkey")
        .contains("Forecast");
  }

  @Test
  void anUglyTableIsToldWithAllThatUsesIt() throws Exception {
    var plan = json(plan(UGLY, "--json"));

    assertThat(plan.shards()).hasSize(2);
    for (var shard : plan.shards()) {
      var told = shard.plan().orElseThrow();
      assertThat(told.touching())
          .extracting(Touching::kind)
          .contains(
              "index",
              "trigger",
              "view",
              "materialized view",
              "function",
              "publication",
              "foreign key");
      assertThat(told.statements())
          .extracting(PlannedStatement::phase)
          .containsSubsequence(
              "Expanding",
              "Capturing",
              "Backfilling",
              "Reconciling",
              "AwaitingWriters",
              "Constraining",
              "Releasing");
    }
    assertThat(plan(UGLY).out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void whatIsRefusedIsToldAtOnceWithACodeForScripts() throws Exception {
    var answer =
        plan(DEMO.replace("lower(email)", "lower(mail)").replace("type: text", "type: xml"));

    assertThat(answer.code()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(answer.out()).contains("unknown-column").contains("type-not-comparable");
  }

  @Test
  void shardsOfBothEnginesArePlannedEachWithItsOwnText() throws Exception {
    try (var mySql = usersOnMySql()) {
      var answer = plan(BOTH, List.of(newest, mySql));
      var plan = json(plan(BOTH, List.of(newest, mySql), "--json"));

      assertThat(answer.code()).as(answer.err()).isEqualTo(ExitCode.DONE);
      assertThat(answer.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
      assertThat(answer.out())
          .contains("Plan of users-both on users:", "PostgreSQL ", "MySQL ", "FOR UPDATE NOWAIT");
      assertThat(plan.shards()).allMatch(shard -> shard.plan().orElseThrow().accepted());
      var onMySql = plan.shards().get(1).plan().orElseThrow();
      String users = "`%s`.`users`".formatted(mySql.name());
      assertThat(onMySql.statements())
          .extracting(PlannedStatement::sql)
          .anyMatch(sql -> sql.startsWith("SELECT COUNT(*) FROM " + users))
          .anyMatch(sql -> sql.matches("ALTER TABLE " + users + " ADD .*, ALGORITHM=INSTANT"));
      assertThat(onMySql.statements())
          .extracting(PlannedStatement::phase)
          .containsSubsequence("Expanding", "Capturing", "Backfilling", "Reconciling", "Releasing");
      assertThat(onMySql.touching()).extracting(Touching::kind).contains("index");
      assertThat(onMySql.forecast()).isPresent();
    }
  }

  @Test
  void anEngineThatTheSpecLacksIsRefusedBeforeADatabaseIsAsked() throws Exception {
    var nowhere = new TestDatabase("x", "jdbc:mysql://127.0.0.1:1/x", "u", "", "");

    var answer = plan(BOTH.replace(", mysql: varchar(200)", ""), List.of(newest, nowhere));

    assertThat(answer.code()).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(answer.err()).contains("spec.yaml:5: column.type: has no text for MySQL.");
  }

  private static TestDatabase usersOnMySql() throws Exception {
    var database = TestMySql.newest().database();
    try (var connection = database.connect()) {
      UsersTable.at(database.url()).create(connection, 30_000);
    }
    return database;
  }

  @Test
  void aShardThatCannotBeAskedDoesNotHideTheOthers() throws Exception {
    var nowhere = new TestDatabase("x", "jdbc:postgresql://127.0.0.1:1/x", "u", "", "");

    var answer = plan(DEMO, List.of(newest, nowhere));

    assertThat(answer.code()).isEqualTo(ExitCode.FAILED);
    assertThat(answer.out()).contains("ADD COLUMN").contains("could not be asked");
  }
}
