package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on PostgreSQL, and what only it says. */
@ParameterizedClass
@EnumSource(names = {"POSTGRES", "POSTGRES_15"})
class PostgresSurveyOfLookupsIT extends SurveyOfLookupsContract {
  @Override
  void makePeople() throws SQLException {
    database.execute(OnSurvey.PEOPLE);
    database.execute(
        "CREATE COLLATION no_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        """
        CREATE TABLE codes (
          code text PRIMARY KEY, name text, folded text COLLATE no_case UNIQUE, at interval, n int,
          twice int GENERATED ALWAYS AS (2) STORED)
        """,
        "CREATE TABLE \"Odd One\" (\"the Code\" text PRIMARY KEY, name text)",
        "CREATE TABLE folded (code text COLLATE no_case PRIMARY KEY, name text)",
        "CREATE TABLE full_told (n bigint PRIMARY KEY, owner text, amount int)",
        "ALTER TABLE full_told REPLICA IDENTITY FULL",
        "CREATE VIEW seen AS SELECT * FROM codes",
        "CREATE TABLE parts (code text PRIMARY KEY, name text) PARTITION BY HASH (code)",
        "CREATE UNLOGGED TABLE fleeting (code text PRIMARY KEY, name text)",
        "CREATE FUNCTION code_of(text) RETURNS text STABLE LANGUAGE plpgsql"
            + " AS 'BEGIN RETURN (SELECT name FROM codes WHERE code = $1); END'");
  }

  @Override
  SpecMaker looking(String value) {
    return SpecMaker.people().value(value);
  }

  @Override
  String codeType() {
    return "text";
  }

  @Override
  String good() {
    return """
        (SELECT name FROM "Odd One" o WHERE o."the Code" = email)               | Odd One   | "Odd One"."the Code" = email
        (SELECT sum(amount)::text FROM full_told WHERE owner = email)           | full_told | full_told.owner = people.email
        (SELECT count(*)::text FROM full_told f WHERE f.owner = email AND f.n > id) | full_told | full_told.owner = email
        code_of(email)                                                          | codes     | codes.code = email
        """;
  }

  @Override
  String bad() {
    return """
        value-subquery  | (SELECT name FROM codes WHERE code = email)             | folded   | folded.code = email
        value-whole-row | (SELECT max(name) FROM codes WHERE code = people::text) | codes    | codes.code = email
        value-volatile  | (SELECT max(concat(name, random())) FROM codes WHERE code = email) | codes | codes.code = email
        lookup-table    | (SELECT name FROM fleeting WHERE code = email)          | fleeting | fleeting.code = email
        lookup-via      | (SELECT name FROM codes WHERE code = email)             | codes    | codes.code
        lookup-via      | (SELECT name FROM codes WHERE code = email)             | codes    | codes.* IS NOT NULL
        lookup-via      | (SELECT name FROM codes WHERE code = email)             | codes    | codes.code = email AND random() < 1
        lookup-via      | (SELECT name FROM codes WHERE code = email)             | codes    | codes.at = now() - at
        lookup-via      | (SELECT name FROM codes WHERE code = email)             | codes    | codes.twice = id
        lookup-via      | (SELECT max(owner) FROM full_told WHERE owner = email)  | full_told | full_told.owner IS NOT DISTINCT FROM email
        lookup-identity | (SELECT max(name) FROM codes WHERE n = id)              | codes    | codes.n = id
        """;
  }

  @Test
  void theCollationOfTheColumnGoesAlong() throws Exception {
    var spec =
        looking("(SELECT name FROM folded f WHERE f.code = email)")
            .lookup("folded", "folded.code = email");

    var lookup = survey(spec).plan().orElseThrow().fill().lookups().getFirst();

    assertThat(lookup.columns()).containsExactly(new KeyColumn("code", "text COLLATE no_case"));
  }

  @Test
  void anIndexIsAskedForInBothDirections() throws Exception {
    database.execute(
        "CREATE TABLE many (id bigint PRIMARY KEY, email text)",
        "INSERT INTO many SELECT i, 'User' || i FROM generate_series(1, 40000) i",
        "CREATE TABLE many_codes (n bigint PRIMARY KEY, code text, name text)",
        "ALTER TABLE many_codes REPLICA IDENTITY FULL",
        "INSERT INTO many_codes SELECT i, 'User' || i FROM generate_series(1, 40000) i",
        "ANALYZE many",
        "ANALYZE many_codes");
    var spec =
        looking("(SELECT max(m.name) FROM many_codes m WHERE m.code = email)")
            .table("many")
            .lookup("many_codes", "many_codes.code = many.email");

    assertThat(survey(spec).findings())
        .filteredOn(finding -> finding.code().equals("lookup-no-index"))
        .extracting(finding -> finding.advice().contains("many_codes"))
        .containsExactlyInAnyOrder(true, true);
    database.execute("CREATE INDEX ON many_codes (code)");
    assertThat(survey(spec).findings())
        .filteredOn(finding -> finding.code().equals("lookup-no-index"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.advice()).contains("\"many\""));
    database.execute("CREATE INDEX ON many (email)");
    assertThat(codes(spec)).doesNotContain("lookup-no-index");
  }

  private List<String> codes(SpecMaker maker) throws ShardFailure {
    return survey(maker).findings().stream().map(Finding::code).toList();
  }
}
