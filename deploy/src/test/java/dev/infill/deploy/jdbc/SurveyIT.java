package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that stands against a spec is found before anything is changed. */
@ParameterizedClass
@EnumSource(Server.class)
class SurveyIT extends OnSurvey {
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
    assertThat(plan.fill().columns().getFirst().type()).isEqualTo("text");
    assertThat(plan.rowEstimate()).isBetween(500L, 3000L);
    assertThat(plan.tableBytes()).isPositive();
    assertThat(plan.identityIndex()).isEmpty();
    assertThat(plan.ownWrites())
        .isEqualTo(plan.serverVersion().startsWith("18") ? OwnWrites.FILTERED : OwnWrites.DROPPED);
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

    assertThat(plan.fill().columns().getFirst().type()).isEqualTo(formatted);
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
    var column =
        new ColumnSpec("x".repeat(64), "text", "email", Sync.DERIVED, ConstraintsSpec.NONE);

    assertThat(errors(SpecMaker.people().column(column))).containsExactly("name-too-long");
  }
}
