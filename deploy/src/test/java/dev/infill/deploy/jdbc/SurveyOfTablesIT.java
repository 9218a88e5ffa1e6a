package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.model.Engine;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.WritersSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything about tables, roles and servers that stands against a migration is found. */
@ParameterizedClass
@EnumSource(Server.class)
class SurveyOfTablesIT extends OnSurvey {
  @Test
  void aNameThatDiffersByCaseAloneIsRefused() throws Exception {
    var maker = SpecMaker.people();
    var like = maker.columns().getFirst();

    assertThat(
            errors(
                maker.column(
                    new ColumnSpec(
                        "Email", like.type(), like.value(), like.sync(), like.constraints()))))
        .containsExactly("columns-alike");
  }

  @Test
  void aKeyIsAlwaysToldWhereTheIdentityIsTheWholeRow() throws Exception {
    database.execute(
        "CREATE TABLE whole_row (id text PRIMARY KEY, email text, n int NOT NULL UNIQUE)",
        "ALTER TABLE whole_row REPLICA IDENTITY USING INDEX whole_row_n_key");

    assertThat(errors(SpecMaker.people().table("whole_row"))).containsExactly("key-stored-apart");
    database.execute("ALTER TABLE whole_row REPLICA IDENTITY FULL");
    assertThat(errors(SpecMaker.people().table("whole_row"))).isEmpty();
    database.execute("ALTER TABLE whole_row REPLICA IDENTITY DEFAULT");
    assertThat(errors(SpecMaker.people().table("whole_row"))).isEmpty();
  }

  @Test
  void tablesWithoutRowsOfTheirOwnAreRefused() throws Exception {
    database.execute(
        "CREATE VIEW a_view AS SELECT 1 AS id",
        "CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY)",
        "CREATE TABLE ruled (id int PRIMARY KEY)",
        "CREATE RULE r AS ON UPDATE TO ruled DO INSTEAD NOTHING");

    assertThat(errors(SpecMaker.people().table("nosuch"))).contains("table-missing");
    assertThat(errors(SpecMaker.people().table("a_view"))).contains("not-a-table");
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
  void aKeyMustComeBackFromTheLogAsItWas() throws Exception {
    database.execute(
        "CREATE DOMAIN span AS interval",
        "CREATE TYPE pair AS (a int, b int)",
        "CREATE TABLE generated_key (n int, id int GENERATED ALWAYS AS (n + 1) STORED PRIMARY KEY, email text)",
        "CREATE TABLE better_key (id span PRIMARY KEY, email text, u uuid NOT NULL UNIQUE)");
    for (String type :
        List.of("interval", "span", "money", "timetz", "regclass", "int[]", "pair", "tsvector")) {
      String table = "key_" + type.replace("[]", "_array");
      database.execute("CREATE TABLE %s (id %s PRIMARY KEY, email text)".formatted(table, type));
      assertThat(errors(SpecMaker.people().table(table))).as(type).containsExactly("key-type");
    }

    assertThat(errors(SpecMaker.people().table("generated_key"))).containsExactly("key-type");
    var plan = survey(SpecMaker.people().table("better_key")).plan().orElseThrow();
    assertThat(plan.fill().key()).containsExactly(new KeyColumn("u", "uuid"));
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
  void aBridgeMayComputeFromGeneratedColumns() throws Exception {
    var spec = SpecMaker.people().value("twice::text").gate(WritersSpec.Gate.TRIGGER);

    assertThat(errors(spec)).isEmpty();
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
  void anotherEngineIsToldApart() throws Exception {
    var mysql =
        new ShardAddress(new ShardId("x"), Engine.MYSQL, "jdbc:mysql://127.0.0.1:1/x", "u", "");

    assertThat(codes(store.survey(SpecMaker.people().spec(), mysql)))
        .containsExactly("engine-not-supported");
  }
}
