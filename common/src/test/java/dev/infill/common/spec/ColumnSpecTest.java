package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several columns in a spec, and the rules by which they are filled. */
class ColumnSpecTest {
  private static final String LEAST =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: users
      column: { name: email_lower, type: text, value: lower(email) }
      """;

  private static final String SEVERAL =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-columns
      table: users
      columns:
        - { name: email_lower, type: text, value: lower(email), constraints: { notNull: true } }
        - { name: token, type: uuid, value: uuid(id), sync: initial }
      indexes: [ { name: users_token_idx, columns: [token, id] } ]
      writers: { gate: assume }
      """;

  @Test
  void severalColumnsEachHaveTheirConstraints() throws InvalidSpecException {
    var spec = migration("m.yaml", SEVERAL);

    assertThat(spec.columns())
        .containsExactly(
            new ColumnSpec(
                "email_lower",
                "text",
                "lower(email)",
                Sync.DERIVED,
                new ConstraintsSpec(true, Optional.empty(), Optional.empty())),
            new ColumnSpec("token", "uuid", "uuid(id)", Sync.INITIAL, ConstraintsSpec.NONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "kind: Migration | kind: Migration{n}column: { name: a, type: int, value: '1' } | column | stands beside columns.",
        "kind: Migration | kind: Migration{n}constraints: { notNull: true } | constraints | stands beside columns.",
        "name: token | name: email_lower | columns[1].name | is the name of another column too, on line 6.",
        "uuid(id) | uuid(id | columns[1].value | opens '(' and does not close it.",
        "notNull: true | check: a; b | columns[0].constraints.check | holds ';', which ends a statement.",
        "[token, id] | [id] | indexes[0].columns | name none of the new columns.",
        "gate: assume | gate: default | writers.gate | is 'default', but not every column gets a default."
      })
  void mistakeInOneOfSeveralColumnsIsTold(
      String right, String wrong, String field, String sentence) {
    assertThat(SEVERAL).contains(right);

    assertThat(migrationProblems(SEVERAL.replace(right, wrong.replace("{n}", "\n"))))
        .extracting(SpecProblem::field, SpecProblem::sentence)
        .contains(tuple(field, sentence));
  }

  @Test
  void transformIsReadWithItsSources() throws InvalidSpecException {
    var spec =
        migration(
            "m.yaml",
            LEAST.replace("value: lower(email)", "transform: email-domain, sources: [email, id]"));

    assertThat(spec.columns().getFirst().transform())
        .contains(new TransformRule("email-domain", List.of("email", "id")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "transform: x | column.sources | is missing.",
        "sources: [email] | column.value | is missing.",
        "sources: [email], value: lower(email) | column.sources | is only for a transform.",
        "transform: x, sources: [], value: lower(email) | column.transform | stands beside value.",
        "transform: x, sources: [] | column.sources | is empty.",
        "transform: x, sources: ['\"a\"'] | column.sources[0] | \"a\" stands in the quotes of SQL.",
        "valeu: lower(email) | column.valeu | is no known field."
      })
  void mistakeInRuleIsTold(String rule, String field, String sentence) {
    assertThat(migrationProblems(LEAST.replace("value: lower(email)", rule)))
        .extracting(SpecProblem::field, SpecProblem::sentence)
        .contains(tuple(field, sentence));
  }

  @Test
  void noTriggerRunsTransform() {
    assertThat(
            migrationProblems(
                LEAST.replace("value: lower(email)", "transform: x, sources: [email]")
                    + "writers: { gate: trigger }\n"))
        .extracting(SpecProblem::field, SpecProblem::sentence)
        .containsExactly(
            tuple("writers.gate", "is 'trigger', but no trigger can run a transform."));
  }

  @Test
  void noColumnAtAllIsTold() {
    assertThat(migrationProblems(LEAST.replaceAll("(?m)^column.*$", "columns: []")))
        .extracting(SpecProblem::field, SpecProblem::sentence)
        .containsExactly(tuple("columns", "is empty."));
    assertThat(migrationProblems(LEAST.replaceAll("(?m)^column.*$", "")))
        .extracting(SpecProblem::field, SpecProblem::sentence, SpecProblem::advice)
        .containsExactly(tuple("column", "is missing.", "Add 'column': the new column."));
  }

  /** As it is on a shard with PostgreSQL. */
  private static MigrationSpec migration(String file, String yaml) throws InvalidSpecException {
    return SpecParser.migration(file, yaml).on(SpecByEngineTest.POSTGRESQL);
  }

  private static List<SpecProblem> migrationProblems(String yaml) {
    return catchThrowableOfType(InvalidSpecException.class, () -> migration("m.yaml", yaml))
        .problems();
  }
}
