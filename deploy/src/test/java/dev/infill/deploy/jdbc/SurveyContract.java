package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.schema.JdbcSchemaStore;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.Engine;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.WritersSpec;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that stands against a migration is found before anything is changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SurveyContract {
  private TestDatabase database;
  private SchemaStore store;

  abstract TestPostgres server();

  @BeforeAll
  void open() throws SQLException {
    database = server().database();
    store = new JdbcSchemaStore(Shards.connections(database, "test"));
    database.execute(
        """
        CREATE TABLE people (
          id bigint PRIMARY KEY, email text, amount numeric(12,2), at timestamptz,
          twice int GENERATED ALWAYS AS (2) STORED)
        """,
        "INSERT INTO people (id, email) SELECT i, 'User' || i FROM generate_series(1, 1000) i",
        "CREATE FUNCTION volatile_name(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE DOMAIN positive AS int CHECK (value > 0)",
        "CREATE DOMAIN plain AS varchar(20)");
  }

  @AfterAll
  void close() throws SQLException {
    database.close();
  }

  @Test
  void aGoodSpecGivesAPlan() throws Exception {
    var surveyed =
        survey(
            SpecMaker.people()
                .index("people_c", false, "c", "id")
                .constraints(true, "'x'", "length(c) < 100 AND people.id > 0"));

    TablePlan plan = surveyed.plan().orElseThrow();
    assertThat(surveyed.findings()).isEmpty();
    assertThat(plan.fill().key()).containsExactly(new KeyColumn("id", "bigint"));
    assertThat(plan.fill().type()).isEqualTo("text");
    assertThat(plan.rowEstimate()).isBetween(500L, 3000L);
    assertThat(plan.tableBytes()).isPositive();
    assertThat(plan.identityIndex()).isEmpty();
    assertThat(plan.originFilter()).isEqualTo(plan.serverVersion().startsWith("18"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int                      | integer
          varchar(20)              | character varying(20)
          decimal(10, 2)           | numeric(10,2)
          timestamptz              | timestamp with time zone
          "char"                   | "char"
          int[]                    | integer[]
          plain                    | plain
          bit varying(3)           | bit varying(3)
          """)
  void theTypeIsTheServersOwn(String asked, String formatted) throws Exception {
    var plan = survey(SpecMaker.people().column(asked, "NULL")).plan().orElseThrow();

    assertThat(plan.fill().type()).isEqualTo(formatted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          lower(mail)                             | unknown-column
          lower(email                             | value-not-an-expression
          lower(email)) FROM people; --           | value-not-an-expression
          email; DROP TABLE people                | value-not-an-expression
          email -- rest                           | value-not-an-expression
          email /* rest                           | value-not-an-expression
          email), (id                             | value-not-an-expression
          $1                                      | value-not-an-expression
          'open                                   | value-not-an-expression
          nosuch(email)                           | value-not-an-expression
          email, id                               | value-not-an-expression
          (SELECT max(email) FROM people)         | value-subquery
          max(email)                              | value-aggregate
          lag(email) OVER ()                      | value-aggregate
          regexp_split_to_table(email, 'x')       | value-aggregate
          random()::text                          | value-volatile
          now()::text                             | value-volatile
          current_user::text                      | value-volatile
          volatile_name(email)                    | value-volatile
          people::text                            | value-whole-row
          to_jsonb(people.*)::text                | value-whole-row
          ctid::text                              | value-volatile
          """)
  void aValueThatWontDoIsRefused(String value, String code) throws Exception {
    assertThat(errors(SpecMaker.people().value(value))).contains(code);
    assertThat(database.number("SELECT count(*) FROM people")).isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          int       | lower(email)            | value-wrong-type
          int       | 'abc'                   | value-wrong-type
          date      | id                      | value-wrong-type
          int[]     | ARRAY['a']              | value-wrong-type
          nosuch    | email                   | bad-type
          text NOT NULL | email               | bad-type
          text, ADD COLUMN d int | email      | bad-type
          text); -- | email                   | bad-type
          serial    | id                      | bad-type
          positive  | id                      | bad-type
          json      | to_json(email)          | type-not-comparable
          point     | NULL                    | type-not-comparable
          xml       | NULL                    | type-not-comparable
          box       | NULL                    | type-not-comparable
          """)
  void aTypeThatWontDoIsRefused(String type, String value, String code) throws Exception {
    assertThat(errors(SpecMaker.people().column(type, value))).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          text          | id
          text          | regexp_replace(email, 'x.*@', '(')
          text          | people.email
          int           | id
          date          | '2020-01-01'
          varchar(3)    | lower(email)
          bigint[]      | ARRAY[1, 2]
          plain         | email
          jsonb         | jsonb_build_object('a', email)
          numeric(10,1) | amount * 2
          text          | E'it\\'s' || $x$;--$x$ || "email"
          boolean       | '{"a":1}'::jsonb ? 'a' AND id > 0
          """)
  void aValueThatFitsIsTaken(String type, String value) throws Exception {
    assertThat(errors(SpecMaker.people().column(type, value))).isEmpty();
  }

  @Test
  void aFirstValueMayBeAnotherEachTime() throws Exception {
    var spec = SpecMaker.people().column("text", "random()::text").initial();

    assertThat(errors(spec)).isEmpty();
  }

  @Test
  void aValueThatReadsSettingsIsWarnedOf() throws Exception {
    assertThat(codes(SpecMaker.people().value("to_char(at, 'YYYY')")))
        .containsExactly("value-stable");
    assertThat(codes(SpecMaker.people().value("'x'"))).containsExactly("constant-default");
  }

  @Test
  void tablesWithoutRowsOfTheirOwnAreRefused() throws Exception {
    database.execute(
        "CREATE VIEW a_view AS SELECT 1 AS id",
        "CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE part PARTITION OF parted DEFAULT",
        "CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY)",
        "CREATE TABLE ruled (id int PRIMARY KEY)",
        "CREATE RULE r AS ON UPDATE TO ruled DO INSTEAD NOTHING");

    assertThat(errors(SpecMaker.people().table("nosuch"))).contains("table-missing");
    assertThat(errors(SpecMaker.people().table("a_view"))).contains("not-a-table");
    assertThat(errors(SpecMaker.people().table("parted"))).contains("partitioned");
    assertThat(errors(SpecMaker.people().table("part"))).contains("partitioned");
    assertThat(errors(SpecMaker.people().table("fleeting").value("id::text")))
        .containsExactly("unlogged");
    assertThat(errors(SpecMaker.people().table("ruled").value("id::text")))
        .containsExactly("rewrite-rule");
    assertThat(advice(SpecMaker.people().table("PEOPLE"), "table-missing"))
        .contains("public.people");
  }

  @Test
  void aKeyMustBeUniqueWholeAndNotNull() throws Exception {
    database.execute(
        "CREATE TABLE keyless (id int, email text)",
        "CREATE UNIQUE INDEX ON keyless (id)",
        "CREATE TABLE deferred (id int NOT NULL, email text, UNIQUE (id) DEFERRABLE)",
        "CREATE TABLE partial (id int NOT NULL, email text)",
        "CREATE UNIQUE INDEX ON partial (id) WHERE id > 3",
        "CREATE TABLE mixed (a int NOT NULL, b int NOT NULL, email text)",
        "CREATE UNIQUE INDEX ON mixed (a, b DESC)",
        "CREATE TABLE patterned (id text NOT NULL, email text)",
        "CREATE UNIQUE INDEX ON patterned (id text_pattern_ops)",
        "CREATE TABLE unique_only (a int NOT NULL, b varchar(9) NOT NULL, extra int, email text)",
        "CREATE UNIQUE INDEX unique_only_ab ON unique_only (a, b) INCLUDE (extra)");

    for (String table : List.of("keyless", "deferred", "partial", "mixed", "patterned")) {
      assertThat(errors(SpecMaker.people().table(table))).as(table).containsExactly("no-key");
    }
    var plan = survey(SpecMaker.people().table("unique_only")).plan().orElseThrow();
    assertThat(plan.fill().key())
        .containsExactly(new KeyColumn("a", "integer"), new KeyColumn("b", "character varying(9)"));
    assertThat(plan.identityIndex()).isEqualTo("unique_only_ab");
    assertThat(codes(SpecMaker.people().table("unique_only"))).containsExactly("replica-identity");
  }

  @Test
  void whatIsThereAlreadyIsRefused() throws Exception {
    database.execute(
        "CREATE TABLE had (id int PRIMARY KEY, c text, email text, CONSTRAINT had_c_check CHECK (true))",
        "CREATE INDEX had_i ON had (email)");

    assertThat(
            errors(
                SpecMaker.people()
                    .table("had")
                    .index("had_i", false, "c", "nosuch")
                    .constraints(false, "", "true")))
        .containsExactlyInAnyOrder(
            "column-exists", "index-exists", "index-column-missing", "constraint-exists");
  }

  @Test
  void constraintsAreTriedBeforehand() throws Exception {
    assertThat(errors(SpecMaker.people().constraints(true, "email", "")))
        .containsExactly("bad-default");
    assertThat(errors(SpecMaker.people().constraints(true, "1; --", "")))
        .containsExactly("bad-default");
    assertThat(errors(SpecMaker.people().column("int", "id").constraints(true, "'a'", "")))
        .containsExactly("bad-default");
    assertThat(errors(SpecMaker.people().constraints(true, "", "nosuch > 1")))
        .containsExactly("bad-check");
    assertThat(errors(SpecMaker.people().constraints(true, "", "c"))).containsExactly("bad-check");
    assertThat(errors(SpecMaker.people().constraints(true, "", "(SELECT true)")))
        .containsExactly("bad-check");
    assertThat(errors(SpecMaker.people().column("xid", "NULL").index("i", false, "c")))
        .containsExactly("index-type");
  }

  @Test
  void namesThatTheServerWouldCutAreRefused() throws Exception {
    var column = new ColumnSpec("x".repeat(64), "text", "email", Sync.DERIVED);

    assertThat(errors(SpecMaker.people().column(column))).containsExactly("name-too-long");
  }

  @Test
  void aBridgeDoesNotSeeGeneratedColumns() throws Exception {
    var spec = SpecMaker.people().value("twice::text").gate(WritersSpec.Gate.TRIGGER);

    assertThat(errors(spec)).containsExactly("bridge-generated-column");
  }

  @Test
  void aRoleIsToldAllThatItLacks() throws Exception {
    String role = database.name() + "_poor";
    database.execute(
        "CREATE ROLE " + role + " LOGIN PASSWORD '" + database.password() + "'",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "CREATE TABLE guarded (id int PRIMARY KEY, email text)",
        "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON people TO " + role,
        "GRANT SELECT, UPDATE ON guarded TO " + role);
    try {
      var shard = Shards.address(database, role);

      assertThat(codes(store.survey(SpecMaker.people().index("i", false, "c").spec(), shard)))
          .containsExactlyInAnyOrder(
              "no-replication-privilege",
              "no-create-privilege",
              "no-table-privilege",
              "not-owner",
              "no-schema-create-privilege",
              "no-monitor-privilege");
      assertThat(codes(store.survey(SpecMaker.people().table("guarded").spec(), shard)))
          .contains("row-level-security");
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }

  @Test
  void othersThatFeelTheFillAreWarnedOf() throws Exception {
    database.execute(
        "CREATE TABLE watched (id int PRIMARY KEY, email text)",
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER always BEFORE UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION nothing()",
        "CREATE TRIGGER named BEFORE UPDATE OF email ON watched FOR EACH ROW EXECUTE FUNCTION nothing()",
        "CREATE PUBLICATION others FOR TABLE watched");

    var findings = survey(SpecMaker.people().table("watched")).findings();

    assertThat(findings)
        .extracting(Finding::code)
        .containsExactlyInAnyOrder("update-triggers", "published");
    assertThat(findings.toString()).contains("always").doesNotContain("named");
  }

  @Test
  void anUnreachableOrUnwillingServerIsAFailure() {
    var nobody =
        new ShardAddress(
            new ShardId("x"), Engine.POSTGRESQL, "jdbc:postgresql://127.0.0.1:1/x", "u", "");
    var unknown = Shards.address(database, "no_such_role");

    assertThat(
            catchThrowableOfType(
                    ShardFailure.class, () -> store.survey(SpecMaker.people().spec(), nobody))
                .kind())
        .isEqualTo(FailureKind.TRANSIENT);
    assertThat(
            catchThrowableOfType(
                    ShardFailure.class, () -> store.survey(SpecMaker.people().spec(), unknown))
                .kind())
        .isEqualTo(FailureKind.PERMANENT);
  }

  @Test
  void anotherEngineIsToldApart() throws Exception {
    var mysql =
        new ShardAddress(new ShardId("x"), Engine.MYSQL, "jdbc:mysql://127.0.0.1:1/x", "u", "");

    assertThat(codes(store.survey(SpecMaker.people().spec(), mysql)))
        .containsExactly("engine-not-supported");
  }

  private SchemaStore.Surveyed survey(SpecMaker spec) throws ShardFailure {
    var surveyed = store.survey(spec.spec(), Shards.address(database));
    assertThat(surveyed.plan().isEmpty())
        .isEqualTo(
            surveyed.findings().stream()
                .anyMatch(finding -> finding.severity() == Finding.Severity.ERROR));
    return surveyed;
  }

  private List<String> codes(SpecMaker spec) throws ShardFailure {
    return codes(survey(spec));
  }

  private static List<String> codes(SchemaStore.Surveyed surveyed) {
    return surveyed.findings().stream().map(Finding::code).toList();
  }

  private List<String> errors(SpecMaker spec) throws ShardFailure {
    return survey(spec).findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .map(Finding::code)
        .toList();
  }

  private String advice(SpecMaker spec, String code) throws ShardFailure {
    return survey(spec).findings().stream()
        .filter(finding -> finding.code().equals(code))
        .findFirst()
        .orElseThrow()
        .advice();
  }
}
