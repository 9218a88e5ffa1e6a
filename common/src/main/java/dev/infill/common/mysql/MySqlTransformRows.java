package dev.infill.common.mysql;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.Sql;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements for values that are computed outside the server. Sources go out and come back as
 * texts, and are compared byte by byte as such: no collation has a say in whether a row is still
 * the one that was computed from.
 */
final class MySqlTransformRows implements TransformStatements {
  private final KeySql key;
  private final String table;
  private final ColumnSql columns;
  private final List<String> sources;
  private final List<FilledColumn> transformed;
  private final SingleRows asked;
  private final SingleRows computed;
  private final SingleRows compared;
  private final String assignments;

  MySqlTransformRows(ColumnFill fill) {
    this.key = new KeySql(fill.key());
    this.table = Quoting.table(fill.table());
    this.columns = new ColumnSql(fill);
    this.sources = fill.sources().stream().map(Quoting::identifier).toList();
    this.transformed = fill.transformed();
    var values = transformed.stream().map(columns::computed).toList();
    this.asked = new SingleRows(key, fill, List.of());
    this.computed = new SingleRows(key, fill, joined(names("infill_s", sources.size()), values));
    this.compared =
        new SingleRows(key, fill, joined(names("infill_c", transformed.size()), values));
    this.assignments = columns.assignments(table);
  }

  @Override
  public Sql read(KeyRange range) {
    var parts =
        List.of(
            key.texts(key::name),
            each(sources.size(), i -> text(sources.get(i))),
            each(transformed.size(), i -> columns.text(transformed.get(i))),
            columns.differsInSql(),
            columns.hash(key));
    return new Sql(
        """
        SELECT %s
          FROM %s
         WHERE %s
        """
            .formatted(String.join(", ", parts), table, key.within(range)),
        KeySql.params(range),
        0);
  }

  @Override
  public Sql readRows() {
    return new Sql(
        """
        SELECT infill_n, %s
          FROM %s
        """
            .formatted(each(sources.size(), i -> text(sources.get(i))), asked.asked()),
        List.of(Param.KEYS_IN_JSON),
        0);
  }

  /** What is held comes as a text, and becomes a value again as what was computed does. */
  @Override
  public Sql compare() {
    return new Sql(
        """
        SELECT infill_n
          FROM %s
         WHERE %s
        """
            .formatted(
                compared.told(0),
                IntStream.range(0, transformed.size())
                    .mapToObj(this::comparison)
                    .collect(Collectors.joining(" OR "))),
        List.of(Param.ROWS_IN_JSON),
        0);
  }

  private String comparison(int i) {
    var column = transformed.get(i);
    String value = columns.computed(column);
    var type = ColumnType.of(column.type());
    return column.sync() == Sync.DERIVED
        ? "NOT (%s <=> %s)"
            .formatted(type.comparedAsStored("infill_c" + i), type.comparedAsStored(value))
        : "(infill_c%d IS NULL AND %s IS NOT NULL)".formatted(i, value);
  }

  /**
   * As for other single rows, and besides what was computed travels with the keys. Each statement
   * looks at the rows as they are then.
   */
  @Override
  public Sql write(boolean skipLocked, boolean marked) {
    String lacks = "(" + same() + " AND " + columns.differs() + ")";
    // A trigger of the table may have changed the row on its way.
    String wrong = "(NOT (" + same() + ") OR " + columns.differs() + ")";
    var seen = computed.told("SEEN", lacks);
    var writing =
        computed.writing(skipLocked ? "SKIP LOCKED" : "NOWAIT", lacks, assignments, wrong);
    return new Sql(
        seen.text().strip() + ";\n" + writing.text(),
        joined(seen.params(), writing.params()),
        0,
        true);
  }

  /** Whether the row still holds what was computed from; never NULL. */
  private String same() {
    return IntStream.range(0, sources.size())
        .mapToObj(
            i ->
                "CAST(%s AS BINARY) <=> CAST(infill_s%d AS BINARY)"
                    .formatted(text(sources.get(i)), i))
        .collect(Collectors.joining(" AND "));
  }

  /** The plan has refused columns of bytes. */
  private static String text(String source) {
    return "CAST(" + source + " AS CHAR)";
  }

  private static List<String> names(String beginning, int count) {
    return IntStream.range(0, count).mapToObj(i -> beginning + i).toList();
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static String each(int count, IntFunction<String> part) {
    return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(", "));
  }
}
