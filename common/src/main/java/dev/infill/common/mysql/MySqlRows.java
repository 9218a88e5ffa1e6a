package dev.infill.common.mysql;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statements over the rows of one table.
 *
 * <p>None of them waits for a row's lock. The server would wait a second at least, with all the
 * rows before it locked; and of two that wait for each other it ends the one that wrote less, which
 * is the application. So a range is locked with {@code NOWAIT} before it is written, which fails at
 * once, or around what is locked with {@code SKIP LOCKED}. Under READ COMMITTED neither locks a
 * gap, nor keeps the lock of a row that is right.
 *
 * <p>Its log shows a row as it was and as it became, so our own writes are known by that, and no
 * statement marks them. Names of our own begin with {@code infill_}, so that the value never means
 * one of them.
 */
final class MySqlRows implements RowStatements {
  /** Keeps the server from merging a query into the one around it: it is to run first, and once. */
  private static final String ALL_AT_ONCE = "LIMIT 18446744073709551615";

  /** Longer than any key, each byte of which may be two digits. */
  private static final int LONGEST_TEXT = 6144;

  private final KeySql key;
  private final String table;
  private final String tableAlone;
  private final String assignments;
  private final String differs;
  private final String values;

  /**
   * @throws IllegalArgumentException when the table is not walked by such a key, values of such a
   *     column are not compared, or they look into other tables
   */
  MySqlRows(ColumnFill fill) {
    if (!fill.lookups().isEmpty()) {
      throw new IllegalArgumentException("values can't look into other tables of MySQL");
    }
    this.key = new KeySql(fill.key());
    this.table = Quoting.table(fill.table());
    this.tableAlone = Quoting.identifier(fill.table().table());
    var columns = new ColumnSql(fill);
    this.assignments = columns.assignments(table);
    this.differs = columns.differs();
    this.values = columns.texts();
  }

  /** The index gives the rows; that one of them becomes a text is left to the few around it. */
  @Override
  public Sql chunkEnd(KeyRange range) {
    return new Sql(
        """
        SELECT %1$s, COUNT(*) OVER ()
          FROM (SELECT %2$s FROM %3$s WHERE %4$s ORDER BY %5$s LIMIT ?) AS infill_rows
         ORDER BY %6$s LIMIT 1
        """
            .formatted(
                key.texts(i -> "infill_k" + i),
                key.each(i -> key.name(i) + " AS infill_k" + i),
                table,
                key.within(range),
                key.names(),
                key.each(i -> "infill_k" + i + " DESC")),
        params(range, Param.LIMIT),
        0);
  }

  /** Walks along the index; the server takes no expression for how many to leave out. */
  @Override
  public Sql rangeEnd(KeyRange range) {
    return new Sql(
        """
        SELECT %1$s
          FROM (SELECT %2$s FROM %3$s WHERE %4$s ORDER BY %5$s LIMIT 1 OFFSET ?) AS infill_rows
        """
            .formatted(
                key.texts(i -> "infill_k" + i),
                key.each(i -> key.name(i) + " AS infill_k" + i),
                table,
                key.within(range),
                key.names()),
        params(range, Param.LIMIT_LESS_ONE),
        0);
  }

  /** The server reads a whole table to give a part of it. */
  @Override
  public Optional<Sql> sampledEnds(KeyRange range) {
    return Optional.empty();
  }

  /** The comparison makes a second run, an echo or a race write nothing. */
  @Override
  public Sql fill(KeyRange range, boolean marked) {
    return new Sql(
        """
        SELECT COUNT(*) FROM %1$s
         WHERE %2$s
           AND %3$s
           FOR UPDATE NOWAIT;
        UPDATE %1$s SET %4$s
         WHERE %2$s
           AND %3$s
        """
            .formatted(table, key.within(range), differs, assignments),
        twice(range),
        1,
        true);
  }

  /** A row keeps its place in the primary key, and is written there whatever the order. */
  @Override
  public Optional<Sql> fillShare(KeyRange range, int share, int shares, boolean marked) {
    return Optional.empty();
  }

  /**
   * Locks what differs and is free, and writes that; then counts what differs still. Both may see
   * what others commit in between, which the next look finds.
   */
  @Override
  public Sql fillUnlocked(KeyRange range, boolean marked) {
    return new Sql(
        """
        UPDATE %1$s
          JOIN (SELECT %2$s FROM %1$s
                 WHERE %3$s
                   AND %4$s
                 %5$s FOR UPDATE SKIP LOCKED) AS infill_free
            ON %6$s
           SET %7$s;
        SELECT ROW_COUNT(),
               (SELECT COUNT(*) FROM %1$s
                 WHERE %3$s
                   AND %4$s)
        """
            .formatted(
                table,
                key.each(i -> key.name(i) + " AS infill_k" + i),
                key.within(range),
                differs,
                ALL_AT_ONCE,
                joined(),
                assignments),
        twice(range),
        1,
        true);
  }

  /**
   * One pass over the range. The digest is a sum over the rows, so that the ranges' digests add up
   * in any order; a JSON array tells texts apart, and NULL from them. A list that grows too long is
   * cut, and then ends without a line's end. A range that was cut too large is then checked in
   * pieces.
   */
  @Override
  public Sql check(KeyRange range) {
    return new Sql(
        """
        SELECT /*+ MAX_EXECUTION_TIME(10000) */
               COUNT(*), COUNT(CASE WHEN %1$s THEN NULL ELSE 1 END),
               COALESCE(SUM(CAST(CONV(LEFT(SHA2(JSON_ARRAY(%2$s, %3$s), 256), 16), 16, 10) AS UNSIGNED)), 0),
               GROUP_CONCAT(CASE WHEN %1$s THEN CONCAT(JSON_ARRAY(%2$s), '\\n') END SEPARATOR '')
          FROM %4$s
         WHERE %5$s
        """
            .formatted(differs, key.texts(key::name), values, table, key.within(range)),
        KeySql.params(range),
        0);
  }

  @Override
  public Optional<Sql> look() {
    return Optional.of(told("SEEN", differs, "", ""));
  }

  @Override
  public Sql write(boolean marked) {
    return writing("NOWAIT");
  }

  @Override
  public Sql writeUnlocked(boolean marked) {
    return writing("SKIP LOCKED");
  }

  /** No change of another table is followed. */
  @Override
  public Optional<Sql> dependents(Lookup lookup, boolean further) {
    return Optional.empty();
  }

  @Override
  public Optional<Sql> writing() {
    return Optional.empty();
  }

  /**
   * Locks those of the rows that differ and tells which; writes what is then locked, around what is
   * not; and looks at the rows as they became: a trigger of the table's own may have had another
   * mind.
   */
  private Sql writing(String locked) {
    var lock = told("LOCKED", "true", differs, " FOR UPDATE OF " + tableAlone + " " + locked);
    String write =
        """
        UPDATE %1$s
          JOIN (SELECT %2$s
                  FROM %3$s
                 WHERE %4$s
                 %5$s FOR UPDATE OF %6$s %7$s) AS infill_free
            ON %8$s
           SET %9$s
        """
            .formatted(
                table,
                key.each(i -> table + "." + key.name(i) + " AS infill_k" + i),
                asked(),
                differs,
                ALL_AT_ONCE,
                tableAlone,
                locked,
                joined(),
                assignments);
    var became = told("WRITTEN", differs, "", "");
    return new Sql(
        lock.text().strip() + ";\n" + write.strip() + ";\n" + became.text(),
        List.of(Param.KEYS_IN_JSON, Param.KEYS_IN_JSON, Param.KEYS_IN_JSON),
        0,
        true);
  }

  private Sql told(String fact, String differing, String which, String locked) {
    return new Sql(
        """
        SELECT infill_n, '%s', %s
          FROM %s%s%s
        """
            .formatted(
                fact, differing, asked(), which.isEmpty() ? "" : "\n WHERE " + which, locked),
        List.of(Param.KEYS_IN_JSON),
        0);
  }

  /** The asked keys with their rows, which the key's index is searched for one by one. */
  private String asked() {
    String columns =
        key.each(
            i ->
                "infill_a%d VARCHAR(%d) CHARACTER SET utf8mb4 PATH '$[%d]' ERROR ON ERROR"
                    .formatted(i, LONGEST_TEXT, i - 1));
    return """
    JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, %s)) AS infill_asked
      STRAIGHT_JOIN %s ON %s\
    """
        .formatted(
            columns,
            table,
            key.all(i -> table + "." + key.name(i) + " = " + key.type(i).fromText("infill_a" + i)));
  }

  private String joined() {
    return key.all(i -> table + "." + key.name(i) + " = infill_free.infill_k" + i);
  }

  private static List<Param> params(KeyRange range, Param... behind) {
    var params = new ArrayList<>(KeySql.params(range));
    params.addAll(List.of(behind));
    return params;
  }

  private static List<Param> twice(KeyRange range) {
    var params = new ArrayList<>(KeySql.params(range));
    params.addAll(KeySql.params(range));
    return params;
  }
}
