package dev.infill.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What stands in {@code golden/sql/} was tried on servers; a change here is to be tried again, by
 * the tests that need one.
 */
class PostgresRowsTest {
  private static final KeyRange BETWEEN =
      new KeyRange(Optional.of(Key.of("1", "a")), Optional.of(Key.of("9", "z")));

  /** A statement under a name. */
  record Named(String name, Sql sql) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Named> statements() {
    var all = new ArrayList<Named>();
    all.addAll(statements("single", single(Sync.DERIVED)));
    all.addAll(statements("composite", composite()));
    all.addAll(statements("several", several()));
    all.addAll(lookups());
    return all;
  }

  private static List<Named> statements(String key, RowStatements rows) {
    return List.of(
        new Named(key + ".chunkEnd", rows.chunkEnd(BETWEEN)),
        new Named(key + ".rangeEnd", rows.rangeEnd(BETWEEN)),
        new Named(key + ".sampledEnds", rows.sampledEnds(BETWEEN).orElseThrow()),
        new Named(key + ".fill", rows.fill(BETWEEN, false)),
        new Named(key + ".fill-marked", rows.fill(BETWEEN, true)),
        new Named(key + ".fillShare", rows.fillShare(BETWEEN, 3, 8, true).orElseThrow()),
        new Named(key + ".fillUnlocked", rows.fillUnlocked(BETWEEN, false)),
        new Named(key + ".check", rows.check(BETWEEN)),
        new Named(key + ".write", rows.write(true)),
        new Named(key + ".writeUnlocked", rows.writeUnlocked(false)));
  }

  /** Of a value that looks into another table, those that differ from others. */
  private static List<Named> lookups() {
    var one =
        new Lookup(
            new TableName("public", "tenants"),
            "tenants.id = users.tenant",
            List.of(new KeyColumn("id", "integer")));
    var two =
        new Lookup(
            new TableName("Odd", "Rates"),
            "\"Rates\".day = day AND \"Rates\".\"from\" = currency",
            List.of(new KeyColumn("day", "date"), new KeyColumn("from", "text")));
    var fill =
        new ColumnFill(
            new TableName("public", "users"),
            List.of(new KeyColumn("id", "bigint")),
            List.of(
                new FilledColumn(
                    "tenant_name",
                    "text",
                    "(SELECT name FROM tenants WHERE tenants.id = tenant)",
                    Sync.DERIVED)),
            List.of(one, two));
    var rows = new PostgresRows(fill);
    return List.of(
        new Named("lookup.fill-marked", rows.fill(BETWEEN, true)),
        new Named("lookup.fillShare", rows.fillShare(BETWEEN, 3, 8, true).orElseThrow()),
        new Named("lookup.fillUnlocked", rows.fillUnlocked(BETWEEN, true)),
        new Named("lookup.write", rows.write(true)),
        new Named("lookup.dependents", rows.dependents(one, false).orElseThrow()),
        new Named(
            "composite.lookup.dependents", composite(fill).dependents(two, true).orElseThrow()),
        new Named("lookup.writing", rows.writing().orElseThrow()));
  }

  private static RowStatements composite(ColumnFill fill) {
    return new PostgresRows(
        new ColumnFill(
            fill.table(),
            List.of(new KeyColumn("Tenant", "integer"), new KeyColumn("odd\"name", "text")),
            fill.columns(),
            fill.lookups()));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void statementIsAsItWasTried(Named statement) {
    assertThat(statement.sql().text()).isEqualTo(GoldenSql.of(statement.name()));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void everyQuestionMarkIsBound(Named statement) {
    int parts = statement.name().startsWith("composite") ? 2 : 1;
    int bound =
        statement.sql().params().stream()
            .mapToInt(
                param ->
                    switch (param) {
                      case AFTER, UP_TO, KEYS -> parts;
                      case LIMIT, LOCK_TIMEOUT, PERCENT, STEP -> 1;
                      case TEXTS -> throw new AssertionError("only for transforms");
                      case AFTER_PART_BY_PART,
                          UP_TO_PART_BY_PART,
                          LIMIT_LESS_ONE,
                          KEYS_IN_JSON,
                          KEYS_ONE_BY_ONE,
                          ROWS_IN_JSON ->
                          throw new AssertionError("only for MySQL");
                    })
            .sum();

    assertThat(statement.sql().text().chars().filter(c -> c == '?').count()).isEqualTo(bound);
  }

  @Test
  void openEndsAreLeftOut() {
    var rows = single(Sync.DERIVED);

    var all = rows.fill(KeyRange.ALL, false);
    var from = rows.fill(new KeyRange(Optional.of(Key.of("1")), Optional.empty()), false);

    assertThat(all.text()).contains(" WHERE true\n");
    assertThat(all.params()).containsExactly(Param.LOCK_TIMEOUT);
    assertThat(from.text()).contains(" WHERE \"id\" > ?::bigint\n");
    assertThat(from.params()).containsExactly(Param.LOCK_TIMEOUT, Param.AFTER);
  }

  @Test
  void theFirstValueIsWrittenOnlyWhereThereIsNone() {
    assertThat(single(Sync.INITIAL).fill(KeyRange.ALL, false).text())
        .endsWith(
            """
             WHERE true
               AND ("email_lower" IS NULL AND (lower(email)) IS NOT NULL)
            """);
  }

  @Test
  void aQuestionMarkOfTheValueIsNoParameter() {
    var rows =
        new PostgresRows(fill(List.of(new KeyColumn("id", "bigint")), "a ? 'b?'", Sync.DERIVED));

    assertThat(rows.fill(KeyRange.ALL, false).text()).contains("(a ?? 'b?')");
  }

  private static RowStatements single(Sync sync) {
    return new PostgresRows(fill(List.of(new KeyColumn("id", "bigint")), "lower(email)", sync));
  }

  private static RowStatements composite() {
    return new PostgresRows(
        fill(
            List.of(new KeyColumn("Tenant", "integer"), new KeyColumn("odd\"name", "text")),
            "lower(email)",
            Sync.INITIAL));
  }

  private static RowStatements several() {
    return new PostgresRows(
        new ColumnFill(
            new TableName("public", "users"),
            List.of(new KeyColumn("id", "bigint")),
            List.of(
                new FilledColumn(
                    "email_lower", "character varying(20)", "lower(email)", Sync.DERIVED),
                new FilledColumn("token", "uuid", "gen_random_uuid()", Sync.INITIAL))));
  }

  private static ColumnFill fill(List<KeyColumn> key, String value, Sync sync) {
    return ColumnFill.of(new TableName("public", "users"), key, "email_lower", "text", value, sync);
  }
}
