package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.ReferencesSpec.Action;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecParserTest {
  private static final String FULL =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: app.users
      column: { name: email_lower, type: text, value: "lower(email)", sync: initial }
      constraints: { notNull: true, default: "'x'", check: "email_lower <> ''" }
      indexes: [ { name: users_email_lower_idx, columns: [email_lower, id], unique: true } ]
      writers: { gate: trigger, quiet: 10s, minChanges: 50, bridge: keep }
      limits: { rangesInFlight: 2, rangeRows: 1000, chunkTarget: 1h, lockTimeout: 5m }
      """;

  private static final String LEAST =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: users
      column: { name: email_lower, type: text, value: lower(email) }
      """;

  @Test
  void everyFieldIsRead() throws InvalidSpecException {
    var spec = migration("m.yaml", FULL);

    assertThat(spec)
        .isEqualTo(
            new MigrationSpec(
                new MigrationId("users-email-lower"),
                new TableName("app", "users"),
                List.of(
                    new ColumnSpec(
                        "email_lower",
                        "text",
                        "lower(email)",
                        Sync.INITIAL,
                        new ConstraintsSpec(
                            true, Optional.of("'x'"), Optional.of("email_lower <> ''")))),
                List.of(new IndexSpec("users_email_lower_idx", List.of("email_lower", "id"), true)),
                new WritersSpec(
                    WritersSpec.Gate.TRIGGER, Duration.ofSeconds(10), 50, WritersSpec.Bridge.KEEP),
                new LimitsSpec(2, 1000, Duration.ofHours(1), Duration.ofMinutes(5))));
  }

  @Test
  void anIndexIsReadWithAllThatItMayBe() throws InvalidSpecException {
    var spec =
        migration(
            "m.yaml",
            LEAST
                + """
                indexes:
                  - name: plain_idx
                    columns: [email_lower]
                    method: hash
                  - name: rich_key
                    parts:
                      - { column: email_lower, order: desc, nulls: last, operatorClass: app.text_ops }
                      - { expression: "lower(name)" }
                    include: [id]
                    where: "email_lower <> ''"
                    unique: true
                    nullsNotDistinct: true
                """);

    assertThat(spec.indexes())
        .containsExactly(
            new IndexSpec(
                "plain_idx",
                List.of(IndexPart.column("email_lower")),
                List.of(),
                "hash",
                Optional.empty(),
                false,
                false,
                false),
            new IndexSpec(
                "rich_key",
                List.of(
                    new IndexPart(
                        Optional.of("email_lower"),
                        Optional.empty(),
                        true,
                        Optional.of(IndexPart.Nulls.LAST),
                        Optional.of("app.text_ops")),
                    new IndexPart(
                        Optional.empty(),
                        Optional.of("lower(name)"),
                        false,
                        Optional.empty(),
                        Optional.empty())),
                List.of("id"),
                "btree",
                Optional.of("email_lower <> ''"),
                true,
                true,
                false));
  }

  @Test
  void aForeignKeyIsReadWithItsDefaults() throws InvalidSpecException {
    var brief =
        migration("m.yaml", LEAST + "constraints: { references: { table: app.customers } }\n");
    var full =
        migration(
            "m.yaml",
            LEAST
                + """
                constraints:
                  references:
                    table: customers
                    columns: [tenant, id]
                    from: [tenant, email_lower]
                    onDelete: set null
                    onUpdate: cascade
                """);

    assertThat(brief.columns().getFirst().constraints().references())
        .contains(
            new ReferencesSpec(
                new TableName("app", "customers"),
                List.of(),
                List.of("email_lower"),
                Action.NO_ACTION,
                Action.NO_ACTION));
    assertThat(full.columns().getFirst().constraints().references())
        .contains(
            new ReferencesSpec(
                new TableName("public", "customers"),
                List.of("tenant", "id"),
                List.of("tenant", "email_lower"),
                Action.SET_NULL,
                Action.CASCADE));
  }

  @Test
  void whatIsNotGivenHasItsDefault() throws InvalidSpecException {
    var spec = migration("m.yaml", LEAST);

    assertThat(spec)
        .isEqualTo(
            new MigrationSpec(
                new MigrationId("users-email-lower"),
                new TableName("public", "users"),
                List.of(
                    new ColumnSpec(
                        "email_lower", "text", "lower(email)", Sync.DERIVED, ConstraintsSpec.NONE)),
                List.of(),
                new WritersSpec(
                    WritersSpec.Gate.APPLICATION,
                    Duration.ofMinutes(10),
                    100,
                    WritersSpec.Bridge.UNTIL_PROVEN),
                new LimitsSpec(4, 100_000, Duration.ofMillis(200), Duration.ofSeconds(2))));
  }

  @Test
  void jsonIsReadAsYamlIs() throws Exception {
    var json =
        new ObjectMapper()
            .readTree(
                """
                {"apiVersion": "infill/v1", "kind": "Migration", "name": "users-email-lower",
                 "table": "users",
                 "column": {"name": "email_lower", "type": "text", "value": "lower(email)"}}
                """);

    var wanted = SpecParser.migration("m.yaml", LEAST);

    assertThat(SpecParser.migration("the request", json)).isEqualTo(wanted);
    assertThat(SpecParser.migration("m.json", json.toPrettyString())).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "users | public | users",
        "app.users | app | users",
        "App.Users | App | Users",
        "'\"My.Table\".\"x\"' | My.Table | x",
        "'\"a \"\"b\"\"\"' | public | a \"b\"",
        "'`a.b`.`c`' | a.b | c"
      })
  void tableMayBeWrittenAsInSql(String written, String schema, String table)
      throws InvalidSpecException {
    var spec = migration("m.yaml", LEAST.replace("table: users", "table: " + written));

    assertThat(spec.table()).isEqualTo(new TableName(schema, table));
  }

  /** A field's new text, and the field, sentence and advice that it gives. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "apiVersion: infill/v1 | apiVersion: v1 | 1 | apiVersion | 'v1' is no choice here. | Write infill/v1.",
        "kind: Migration | kind: Job | 2 | kind | 'Job' is no choice here. | Write Migration.",
        "kind: Migration | kind: Fleet | 2 | kind | is Fleet, but a Migration is wanted here. | Give the file of the Migration.",
        "name: users-email-lower | title: x | 3 | title | is no known field. | Known here are apiVersion, kind, name, table, column, columns, constraints, lookups, indexes, writers, limits, windows, freeze, zone, rollout, after and priority.",
        "name: users-email-lower | name: Users | 3 | name | 'Users' is not a migration's name. | Write 1 to 63 lower-case letters, digits, '.', '_' or '-', beginning and ending with a letter or digit, such as users-email-lower.",
        "name: users-email-lower | name: 2026 | 3 | name | is a number, not a migration's name. | Put quotes around it.",
        "name: users-email-lower | name: | 3 | name | has no value. | Write a migration's name, such as users-email-lower.",
        "table: app.users | table: a.b.c | 4 | table | 'a.b.c' is not a table's name. | Write schema.table or table; put double quotes around a name with a dot or a blank.",
        "column: { | colum: { | 5 | colum | is no known field. | Did you mean 'column'?",
        "type: text, | kind: text, | 5 | column.type | is missing. | Add 'type': a column's type, such as text or numeric(10,2).",
        "type: text, | type: text not null, | 5 | column.type | holds 'not', which is no part of a type. | Write the type alone; constraints and a default stand under constraints.",
        "type: text, | type: 'text; x', | 5 | column.type | holds ';', which ends a statement. | Write one expression, not a statement.",
        "name: email_lower, | name: '\"email\"', | 5 | column.name | \"email\" stands in the quotes of SQL. | Leave them out; Infill quotes.",
        "lower(email) | lower(email | 5 | column.value | opens '(' and does not close it. | Close it.",
        "lower(email) | lower(email) -- x | 5 | column.value | opens a comment. | Take it out; write - (-x) for a double minus.",
        "lower(email) | 'open | 5 | column.value | opens a quote ' and does not close it. | Close it.",
        "sync: initial | sync: derivd | 5 | column.sync | 'derivd' is no choice here. | Did you mean 'derived'?",
        "notNull: true | notNull: sure | 6 | constraints.notNull | is a text, not true or false. | Write true or false.",
        "email_lower <> '' | a; b | 6 | constraints.check | holds ';', which ends a statement. | Write one expression, not a statement.",
        "default: \"'x'\" | default: 0 | 6 | constraints.default | is a number, not a SQL expression. | Put quotes around it.",
        "notNull: true | references: { table: a.b.c } | 6 | constraints.references.table | 'a.b.c' is not a table's name. | Write schema.table or table; put double quotes around a name with a dot or a blank.",
        "notNull: true | references: { table: c, columns: [a, b] } | 6 | constraints.references.columns | are not as many as the columns that point there. | Pair them: from names the columns of the migrated table.",
        "notNull: true | references: { table: c, from: [id] } | 6 | constraints.references.from | do not name the new column. | Add 'email_lower', or leave the foreign key out.",
        "notNull: true | references: { table: c, onDelete: nothing } | 6 | constraints.references.onDelete | 'nothing' is no choice here. | Write no action, restrict, cascade, set null or set default.",
        "[email_lower, id] | [id] | 7 | indexes[0].columns | do not name the new column. | Add 'email_lower', or take the index out: others are not built here.",
        "unique: true | constraint: true | 7 | indexes[0].constraint | is only for an index that is unique. | Add unique: true.",
        "[email_lower, id], | [email_lower], parts: [ { column: id } ], | 7 | indexes[0].parts | stands beside columns. | Keep one of them.",
        "columns: [email_lower, id] | parts: [ { column: email_lower, expression: id } ] | 7 | indexes[0].parts[0] | names a column and an expression. | Name one of them.",
        "columns: [email_lower, id] | parts: [ { expression: left(email_lower; 2) } ] | 7 | indexes[0].parts[0].expression | holds ';', which ends a statement. | Write one expression, not a statement.",
        "columns: [email_lower, id], | columns: [email_lower], where: email_lower > 'x', constraint: true, | 7 | indexes[0].constraint | is only for an index of plain columns, without where. | Leave it out: a unique index refuses the same rows.",
        "columns: [email_lower, id], | | 7 | indexes[0].columns | is missing. | Add 'columns': the index's columns, such as [\"email_lower\"].",
        "[email_lower, id] | [] | 7 | indexes[0].columns | is empty. | Write the index's columns, such as [\"email_lower\"].",
        "[email_lower, id] | [email_lower, email_lower] | 7 | indexes[0].columns[1] | stands in the index twice. | Name each column once.",
        "quiet: 10s | quiet: 10 sec | 8 | writers.quiet | '10 sec' is not a duration. | Write a whole number and its unit, ms, s, m or h, such as 10s, 200ms, 5m or 2h.",
        "minChanges: 50 | minChanges: -1 | 8 | writers.minChanges | is too small. | Write 0 or more.",
        "gate: trigger | gate: assume | 8 | writers.bridge | says how long a trigger stays, but the gate is 'assume'. | Take it out, or write gate: trigger.",
        "rangesInFlight: 2 | rangesInFlight: 257 | 9 | limits.rangesInFlight | is too large. | Write 256 or less.",
        "rangesInFlight: 2 | rangesInFlight: two | 9 | limits.rangesInFlight | is a text, not a number of ranges. | Write a number of ranges.",
        "lockTimeout: 5m | lockTimeout: 0s | 9 | limits.lockTimeout | is zero. | Write a duration above zero, such as 200ms or 2s.",
      })
  void mistakeIsToldWithItsLineAndWhatWouldDo(
      String right, String wrong, int line, String field, String sentence, String advice) {
    assertThat(FULL).contains(right);

    var problems = migrationProblems(FULL.replace(right, wrong == null ? "" : wrong));

    assertThat(problems).contains(new SpecProblem("m.yaml", line, field, sentence, advice));
  }

  @Test
  void allMistakesAreToldAtOnceInTheOrderOfTheirLines() {
    var problems =
        migrationProblems(
            FULL.replace("app.users", "a.b.c")
                .replace("lower(email)", "lower(email")
                .replace("10s", "soon"));

    assertThat(problems)
        .extracting(SpecProblem::field)
        .containsExactly("table", "column.value", "writers.quiet");
  }

  @Test
  void misspeltFieldIsNotAlsoMissing() {
    assertThat(migrationProblems(LEAST.replace("table:", "tabel:")))
        .extracting(SpecProblem::field)
        .containsExactly("tabel");
  }

  @Test
  void constraintsStandInOnePlace() {
    assertThat(
            migrationProblems(
                LEAST.replace("lower(email) }", "lower(email), constraints: {} }")
                    + "constraints: {}\n"))
        .extracting(SpecProblem::field, SpecProblem::sentence)
        .containsExactly(tuple("constraints", "stands under column too."));
  }

  @Test
  void gateDefaultNeedsDefault() {
    assertThat(migrationProblems(LEAST + "writers: { gate: default }\n"))
        .containsExactly(
            new SpecProblem(
                "m.yaml",
                6,
                "writers.gate",
                "is 'default', but the column gets no default.",
                "Add constraints.default, or choose another gate."));
  }

  @Test
  void fieldThatStandsTwiceIsTold() {
    assertThat(migrationProblems(LEAST + "table: orders\n"))
        .containsExactly(
            new SpecProblem(
                "m.yaml", 6, "table", "stands here again, first on line 4.", "Keep one of them."));
  }

  @Test
  void secondDocumentIsTold() {
    assertThat(migrationProblems(LEAST + "---\nkind: Fleet\n"))
        .containsExactly(
            new SpecProblem(
                "m.yaml",
                7,
                "",
                "a second document begins here.",
                "Give each Migration and each Fleet a file of its own."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "a: [", "- a", "hello"})
  void whatIsNoSpecAtAllIsToldInOneSentence(String text) {
    assertThat(migrationProblems(text)).hasSize(1);
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
