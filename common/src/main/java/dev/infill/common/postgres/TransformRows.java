package dev.infill.common.postgres;

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
 * texts and are compared as such, since not every type has an equality.
 */
final class TransformRows implements TransformStatements {
  private final KeySql key;
  private final String table;
  private final String tableAlone;
  private final ColumnSql columns;
  private final List<String> sources;
  private final List<FilledColumn> transformed;
  private final Beginning beginning;

  TransformRows(ColumnFill fill) {
    this.key = new KeySql(fill.key());
    this.table = Quoting.table(fill.table());
    this.tableAlone = Quoting.identifier(fill.table().table());
    this.columns = new ColumnSql(fill.columns());
    this.sources = fill.sources();
    this.transformed = fill.transformed();
    this.beginning = Beginning.of(fill);
  }

  @Override
  public Sql read(KeyRange range) {
    var parts = new ArrayList<String>();
    parts.add(key.each(i -> key.name(i) + "::text"));
    parts.add(sourceTexts());
    parts.add(each(transformed.size(), i -> columns.name(transformed.get(i)) + "::text"));
    parts.add(columns.differsInSql());
    parts.add(key.digest(columns.hash()));
    var params = new ArrayList<Param>();
    range.after().ifPresent(after -> params.add(Param.AFTER));
    range.upTo().ifPresent(upTo -> params.add(Param.UP_TO));
    return new Sql(
        """
        SELECT %s
          FROM %s
         WHERE %s
        """
            .formatted(String.join(", ", parts), table, key.within(range)),
        params,
        0);
  }

  @Override
  public Sql readRows() {
    return new Sql(
        """
        SELECT infill_n, infill_row.*
          FROM unnest(%1$s) WITH ORDINALITY AS infill_asked (%2$s, infill_n)
         CROSS JOIN LATERAL (
           SELECT %3$s FROM %4$s WHERE %5$s LIMIT 1) AS infill_row
        """
            .formatted(
                key.each(i -> "?::text[]"),
                key.each(i -> "infill_a" + i),
                each(sources.size(), i -> source(i) + "::text AS infill_s" + i),
                table,
                asked()),
        List.of(Param.KEYS),
        0);
  }

  @Override
  public Sql compare() {
    return new Sql(
        """
        SELECT infill_n
          FROM unnest(%1$s) WITH ORDINALITY AS infill_rows (%2$s, %3$s, infill_n)
         WHERE %4$s
        """
            .formatted(
                each(2 * transformed.size(), i -> "?::text[]"),
                each(transformed.size(), i -> "infill_c" + i),
                each(transformed.size(), i -> columns.computed(transformed.get(i))),
                IntStream.range(0, transformed.size())
                    .mapToObj(this::comparison)
                    .collect(Collectors.joining(" OR "))),
        List.of(Param.TEXTS),
        0);
  }

  private String comparison(int i) {
    FilledColumn column = transformed.get(i);
    return column.sync() == Sync.DERIVED
        ? "CAST(infill_c%d AS %s) IS DISTINCT FROM %s"
            .formatted(i, column.type(), columns.typed(column))
        : "(infill_c%d IS NULL AND %s IS NOT NULL)".formatted(i, columns.computed(column));
  }

  /**
   * As for other single rows, and besides what was computed travels with the keys. Where the lock
   * had to be waited for, the server looks at the row's newest version with the same conditions.
   */
  @Override
  public Sql write(boolean skipLocked, boolean marked) {
    String lacks = "(" + same() + " AND " + columns.differs() + ")";
    String carried =
        each(sources.size(), i -> "infill_s" + i)
            + ", "
            + each(transformed.size(), i -> columns.computed(transformed.get(i)));
    String sql =
        """
        WITH infill_asked AS MATERIALIZED (
          SELECT * FROM unnest(%1$s) WITH ORDINALITY AS infill_asked (%2$s, %3$s, infill_n)),
        infill_seen AS MATERIALIZED (
          SELECT infill_asked.*, infill_row.*
            FROM infill_asked
           CROSS JOIN LATERAL (
             SELECT %4$s, %5$s AS infill_differs
               FROM %6$s WHERE %7$s LIMIT 1) AS infill_row),
        infill_locked AS MATERIALIZED (
          SELECT infill_wanted.*, infill_row.*
            FROM (SELECT * FROM infill_seen WHERE infill_differs ORDER BY %8$s) AS infill_wanted
           CROSS JOIN LATERAL (
             SELECT %9$s
               FROM %6$s WHERE %10$s LIMIT 1 FOR NO KEY UPDATE%11$s) AS infill_row),
        infill_written AS (
          UPDATE %6$s SET %12$s FROM infill_locked
           WHERE %13$s
             AND %5$s
          RETURNING infill_n, %14$s AS infill_wrong)
        SELECT infill_n, 'SEEN', infill_differs FROM infill_seen
        UNION ALL SELECT infill_n, 'LOCKED', true FROM infill_locked
        UNION ALL SELECT infill_n, 'WRITTEN', infill_wrong FROM infill_written
        """
            .formatted(
                each(key.size() + sources.size() + transformed.size(), i -> "?::text[]"),
                key.each(i -> "infill_a" + i),
                carried,
                key.each(i -> key.name(i) + " AS infill_k" + i),
                lacks,
                table,
                asked(),
                key.each(i -> "infill_k" + i),
                key.each(i -> key.name(i) + " AS infill_l" + i),
                key.all(i -> key.name(i) + " = infill_wanted.infill_k" + i),
                skipLocked ? " SKIP LOCKED" : "",
                columns.assignments(),
                key.all(i -> tableAlone + "." + key.name(i) + " = infill_locked.infill_l" + i),
                // A trigger of the table may have changed the row on its way.
                "(NOT (" + same() + ") OR " + columns.differs() + ")");
    var params = new ArrayList<Param>();
    if (!skipLocked) {
      params.add(Param.LOCK_TIMEOUT);
    }
    params.addAll(List.of(Param.KEYS, Param.TEXTS));
    return new Sql(
        (skipLocked ? "" : PostgresRows.LOCK_TIMEOUT) + beginning.text(marked) + sql,
        params,
        (skipLocked ? 0 : 1) + beginning.leading(marked));
  }

  /** Whether the row still holds what was computed from. */
  private String same() {
    return IntStream.range(0, sources.size())
        .mapToObj(
            i -> "%s::text COLLATE \"C\" IS NOT DISTINCT FROM infill_s%d".formatted(source(i), i))
        .collect(Collectors.joining(" AND "));
  }

  private String asked() {
    return key.all(i -> key.name(i) + " = infill_asked.infill_a" + i + "::" + key.type(i));
  }

  private String sourceTexts() {
    return each(sources.size(), i -> source(i) + "::text");
  }

  private String source(int i) {
    return Quoting.identifier(sources.get(i));
  }

  private static String each(int count, IntFunction<String> part) {
    return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(", "));
  }
}
