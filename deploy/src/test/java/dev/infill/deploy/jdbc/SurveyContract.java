package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that stands against a column and its value is found before anything is changed. */
abstract class SurveyContract extends OnEverySurvey {
  private static final String MYSQL_TEXT = " CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci";

  /** A column that any table may get. */
  abstract SpecMaker people();

  /** Everything that may be asked for, and nothing of it to say anything about. */
  abstract SpecMaker everything();

  /** Value and code. */
  abstract String badValues();

  /** Type, value and code. */
  abstract String badTypes();

  /** Type, value, and the type as the server tells it. */
  abstract String goodValues();

  Stream<Arguments> cellsOfBadValues() {
    return cells(
        """
        lower(mail)                             | unknown-column
        lower(email                             | value-not-an-expression
        lower(email)) FROM people; --           | value-not-an-expression
        email -- rest                           | value-not-an-expression
        email /* rest                           | value-not-an-expression
        email, id                               | value-not-an-expression
        nosuch(email)                           | value-not-an-expression
        (SELECT max(email) FROM people)         | value-subquery
        max(email)                              | value-aggregate
        lag(email) OVER ()                      | value-aggregate
        """
            + badValues());
  }

  @ParameterizedTest
  @MethodSource("cellsOfBadValues")
  void aValueThatWontDoIsRefused(String value, String code) throws Exception {
    assertThat(errors(people().value(value))).containsExactly(code);
    assertThat(database.number("SELECT count(*) FROM people")).isEqualTo(1000);
  }

  Stream<Arguments> cellsOfBadTypes() {
    return cells(
        """
        int                    | lower(email)            | value-wrong-type
        nosuch                 | email                   | bad-type
        text, ADD COLUMN d int | email                   | bad-type
        text); --              | email                   | bad-type
        point                  | NULL                    | type-not-comparable
        """
            + badTypes());
  }

  @ParameterizedTest
  @MethodSource("cellsOfBadTypes")
  void aTypeThatWontDoIsRefused(String type, String value, String code) throws Exception {
    assertThat(errors(people().column(type, value))).contains(code);
  }

  Stream<Arguments> cellsOfGoodValues() {
    return cells(goodValues());
  }

  @ParameterizedTest
  @MethodSource("cellsOfGoodValues")
  void aValueThatFitsIsTaken(String type, String value, String formatted) throws Exception {
    var surveyed = survey(people().column(type, value));

    assertThat(surveyed.plan()).as(surveyed.findings()::toString).isPresent();
    assertThat(surveyed.plan().orElseThrow().fill().columns().getFirst().type())
        .isIn(formatted, formatted + MYSQL_TEXT);
  }

  @Test
  void aGoodSpecGivesAPlan() throws Exception {
    var surveyed = survey(everything());

    TablePlan plan = surveyed.plan().orElseThrow();
    assertThat(surveyed.findings()).isEmpty();
    assertThat(plan.fill().key()).containsExactly(new KeyColumn("id", "bigint"));
    assertThat(plan.fill().columns().getFirst().type()).isIn("text", "varchar(80)" + MYSQL_TEXT);
    assertThat(plan.rowEstimate()).isBetween(500L, 3000L);
    assertThat(plan.tableBytes()).isPositive();
    assertThat(plan.identityIndex()).isEmpty();
    assertThat(plan.ownWrites())
        .isEqualTo(plan.serverVersion().startsWith("18") ? OwnWrites.FILTERED : OwnWrites.DROPPED);
  }

  @Test
  void aFirstValueMayBeAnotherEachTime() throws Exception {
    String value = server.isMySql() ? "concat(email, now(), rand())" : "random()::text";

    assertThat(errors(people().value(value).initial())).isEmpty();
  }

  @Test
  void namesThatTheServerWouldCutAreRefused() throws Exception {
    String name = "x".repeat(server.isMySql() ? 65 : 64);
    var column = new ColumnSpec(name, "text", "email", Sync.DERIVED, ConstraintsSpec.NONE);

    assertThat(errors(people().column(column))).containsExactly("name-too-long");
  }

  @Test
  void anUnreachableOrUnwillingServerIsAFailure() throws Exception {
    var here = Shards.address(database);
    var nobody =
        new ShardAddress(
            new ShardId("x"),
            here.engine(),
            here.url().replaceFirst(":\\d+/", ":1/"),
            here.user(),
            here.password());
    var unknown = Shards.address(database, "no_such_role");
    var spec = spec(people());

    assertThat(OnSteps.failure(() -> store.survey(spec, nobody)).kind())
        .isEqualTo(FailureKind.TRANSIENT);
    assertThat(OnSteps.failure(() -> store.survey(spec, unknown)).kind())
        .isEqualTo(FailureKind.PERMANENT);
  }
}
