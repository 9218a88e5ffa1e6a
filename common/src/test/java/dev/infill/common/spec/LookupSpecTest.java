package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.model.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a spec may say of the tables that values look into. */
class LookupSpecTest {
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: orders-country
      table: app.orders
      column: { name: country, type: text, value: "(SELECT c.country FROM customers c WHERE c.id = customer)" }
      """;

  @Test
  void noneUnlessGiven() throws InvalidSpecException {
    assertThat(SpecParser.migration("m.yaml", SPEC).any().lookups()).isEmpty();
  }

  @Test
  void eachIsReadWithItsCondition() throws InvalidSpecException {
    var spec =
        SpecParser.migration(
                "m.yaml",
                SPEC
                    + """
                lookups:
                  - { table: customers, via: customers.id = orders.customer }
                  - { table: app.codes, via: codes.code = orders.code }
                """)
            .on(SpecByEngineTest.POSTGRESQL);

    assertThat(spec.lookups())
        .containsExactly(
            new LookupSpec(new TableName("public", "customers"), "customers.id = orders.customer"),
            new LookupSpec(new TableName("app", "codes"), "codes.code = orders.code"));
  }

  @Test
  void oneWithoutItsConditionIsRefused() {
    assertThat(problems("lookups: [ { table: customers } ]"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("lookups[0].via", "is missing"));
  }

  @Test
  void aConditionThatIsNoExpressionIsRefused() {
    assertThat(problems("lookups: [ { table: customers, via: 'a; b' } ]"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("lookups[0].via", "ends a statement"));
  }

  @Test
  void aTableIsNamedOnce() {
    assertThat(
            problems(
                "lookups: [ { table: customers, via: a = b }, { table: customers, via: c = d } ]"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("lookups[1].table", "another lookup"));
  }

  @Test
  void theMigratedTableItselfCantBeLookedInto() {
    assertThat(problems("lookups: [ { table: app.orders, via: orders.id = orders.other } ]"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem).contains("lookups[0].table", "the table that gets the column"));
  }

  @Test
  void noTriggerCanBeTheGate() {
    assertThat(
            problems(
                "lookups: [ { table: customers, via: customers.id = customer } ]\n"
                    + "writers: { gate: trigger }"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("writers.gate", "trigger"));
  }

  private static List<String> problems(String more) {
    var thrown =
        catchThrowableOfType(
            InvalidSpecException.class, () -> SpecParser.migration("m.yaml", SPEC + more + "\n"));
    return thrown.problems().stream().map(SpecProblem::toString).toList();
  }
}
