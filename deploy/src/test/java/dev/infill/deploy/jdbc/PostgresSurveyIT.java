package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on PostgreSQL, and what only it says. */
@ParameterizedClass
@EnumSource(names = {"POSTGRES", "POSTGRES_15"})
class PostgresSurveyIT extends SurveyContract {
  @Override
  void makePeople() throws SQLException {
    database.execute(OnSurvey.PEOPLE);
  }

  @Override
  SpecMaker people() {
    return SpecMaker.people();
  }

  @Override
  SpecMaker everything() {
    return people()
        .index("people_c", false, "c", "id")
        .constraints(true, "'x'", "length(c) < 100 AND people.id > 0");
  }

  @Override
  String badValues() {
    return """
        email; DROP TABLE people                | value-not-an-expression
        email), (id                             | value-not-an-expression
        $1                                      | value-not-an-expression
        'open                                   | value-not-an-expression
        regexp_split_to_table(email, 'x')       | value-aggregate
        random()::text                          | value-volatile
        now()::text                             | value-volatile
        current_user::text                      | value-volatile
        volatile_name(email)                    | value-volatile
        people::text                            | value-whole-row
        to_jsonb(people.*)::text                | value-whole-row
        ctid::text                              | value-volatile
        """;
  }

  @Override
  String badTypes() {
    return """
        int           | 'abc'                   | value-wrong-type
        date          | id                      | value-wrong-type
        int[]         | ARRAY['a']              | value-wrong-type
        text NOT NULL | email                   | bad-type
        serial        | id                      | bad-type
        positive      | id                      | bad-type
        json          | to_json(email)          | type-not-comparable
        xml           | NULL                    | type-not-comparable
        box           | NULL                    | type-not-comparable
        """;
  }

  @Override
  String goodValues() {
    return """
        text           | id                                     | text
        text           | regexp_replace(email, 'x.*@', '(')     | text
        text           | people.email                           | text
        int            | id                                     | integer
        date           | '2020-01-01'                           | date
        varchar(3)     | lower(email)                           | character varying(3)
        bigint[]       | ARRAY[1, 2]                            | bigint[]
        plain          | email                                  | plain
        jsonb          | jsonb_build_object('a', email)         | jsonb
        numeric(10,1)  | amount * 2                             | numeric(10,1)
        text           | E'it\\'s' || $x$;--$x$ || "email"      | text
        boolean        | '{"a":1}'::jsonb ? 'a' AND id > 0      | boolean
        int            | NULL                                   | integer
        varchar(20)    | NULL                                   | character varying(20)
        decimal(10, 2) | NULL                                   | numeric(10,2)
        timestamptz    | NULL                                   | timestamp with time zone
        "char"         | NULL                                   | "char"
        int[]          | NULL                                   | integer[]
        plain          | NULL                                   | plain
        bit varying(3) | NULL                                   | bit varying(3)
        """;
  }

  @Test
  void aValueThatReadsSettingsIsWarnedOf() throws Exception {
    assertThat(codes(people().value("to_char(at, 'YYYY')"))).containsExactly("value-stable");
    assertThat(codes(people().value("'x'"))).containsExactly("constant-default");
  }

  @Test
  void constraintsAreTriedBeforehand() throws Exception {
    assertThat(errors(people().constraints(true, "email", ""))).containsExactly("bad-default");
    assertThat(errors(people().constraints(true, "1; --", ""))).containsExactly("bad-default");
    assertThat(errors(people().column("int", "id").constraints(true, "'a'", "")))
        .containsExactly("bad-default");
    assertThat(errors(people().constraints(true, "", "nosuch > 1"))).containsExactly("bad-check");
    assertThat(errors(people().constraints(true, "", "c"))).containsExactly("bad-check");
    assertThat(errors(people().constraints(true, "", "(SELECT true)")))
        .containsExactly("bad-check");
    assertThat(errors(people().column("xid", "NULL").index("i", false, "c")))
        .containsExactly("index-type");
  }

  private List<String> codes(SpecMaker maker) throws ShardFailure {
    return survey(maker).findings().stream().map(Finding::code).toList();
  }
}
