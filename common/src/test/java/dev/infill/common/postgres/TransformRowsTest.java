package dev.infill.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.dialect.Sql;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.model.TransformRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goldens as those of {@link PostgresRowsTest}: what stands in them was tried on servers. */
class TransformRowsTest {
  private static final KeyRange BETWEEN =
      new KeyRange(Optional.of(Key.of("1", "a")), Optional.of(Key.of("9", "z")));

  /**
   * A statement under a name.
   *
   * @param compared how many arrays of texts it takes
   */
  record Named(String name, ColumnFill fill, Sql sql, int compared) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Named> statements() {
    var all = new ArrayList<Named>();
    all.addAll(statements("transform-single", single()));
    all.addAll(statements("transform-several", several()));
    var lookup = new TransformRows(lookup());
    all.add(new Named("transform-lookup.write", lookup(), lookup.write(false, true), 2));
    all.add(new Named("transform-lookup.writeUnlocked", lookup(), lookup.write(true, false), 2));
    return all;
  }

  private static List<Named> statements(String name, ColumnFill fill) {
    TransformStatements rows = new TransformRows(fill);
    int columns = fill.transformed().size();
    int written = fill.sources().size() + columns;
    return List.of(
        new Named(name + ".read", fill, rows.read(BETWEEN), 0),
        new Named(name + ".read-all", fill, rows.read(KeyRange.ALL), 0),
        new Named(name + ".readRows", fill, rows.readRows(), 0),
        new Named(name + ".compare", fill, rows.compare(), 2 * columns),
        new Named(name + ".write", fill, rows.write(false, false), written),
        new Named(name + ".write-marked", fill, rows.write(false, true), written),
        new Named(name + ".writeUnlocked", fill, rows.write(true, false), written));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void statementIsAsItWasTried(Named statement) {
    assertThat(statement.sql().text()).isEqualTo(GoldenSql.of(statement.name()));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void everyQuestionMarkIsBound(Named statement) {
    int parts = statement.fill().key().size();
    int bound =
        statement.sql().params().stream()
            .mapToInt(
                param ->
                    switch (param) {
                      case AFTER, UP_TO, KEYS -> parts;
                      case LOCK_TIMEOUT -> 1;
                      case TEXTS -> statement.compared();
                      case LIMIT, PERCENT, STEP -> throw new AssertionError("not for transforms");
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

  private static ColumnFill single() {
    return new ColumnFill(
        new TableName("public", "users"),
        List.of(new KeyColumn("id", "bigint")),
        List.of(transformed("domain", "text", Sync.DERIVED, "email")));
  }

  /** A key of two columns, two transforms with a source in common, and a column that SQL fills. */
  private static ColumnFill several() {
    return new ColumnFill(
        new TableName("public", "users"),
        List.of(new KeyColumn("Tenant", "integer"), new KeyColumn("odd\"name", "text")),
        List.of(
            transformed("domain", "character varying(20)", Sync.DERIVED, "email", "doc"),
            new FilledColumn("email_lower", "text", "lower(email)", Sync.DERIVED),
            transformed("score", "numeric(10,2)", Sync.INITIAL, "doc")));
  }

  /** Beside a column whose value looks into another table. */
  private static ColumnFill lookup() {
    return new ColumnFill(
        new TableName("public", "users"),
        List.of(new KeyColumn("id", "bigint")),
        List.of(
            transformed("domain", "text", Sync.DERIVED, "email"),
            new FilledColumn(
                "country",
                "text",
                "(SELECT c.country FROM public.cities c WHERE c.id = users.city)",
                Sync.DERIVED)),
        List.of(
            new Lookup(
                new TableName("public", "cities"),
                "cities.id = users.city",
                List.of(new KeyColumn("id", "bigint")))));
  }

  private static FilledColumn transformed(
      String column, String type, Sync sync, String... sources) {
    return new FilledColumn(
        column, type, "", sync, Optional.of(new TransformRule(column, List.of(sources))));
  }
}
