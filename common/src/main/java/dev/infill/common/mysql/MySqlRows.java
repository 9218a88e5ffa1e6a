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
  private final KeySql key;
  private final String table;
  private final SingleRows single;
  private final String assignments;
  private final String differs;
  private final String hash;
  private final Optional<LookupSql> lookups;

  /**
   * @throws IllegalArgumentException when the table is not walked by such a key, or values of such
   *     a column are not compared
   */
  MySqlRows(ColumnFill fill) {
    this.lookups = fill.lookups().isEmpty() ? Optional.empty() : Optional.of(new LookupSql(fill));
    this.key = new KeySql(fill.key());
    this.table = Quoting.table(fill.table());
    this.single = new SingleRows(key, fill, List.of());
    var columns = new ColumnSql(fill);
    this.assignments = columns.assignments(table);
    this.differs = columns.differs();
    this.hash = columns.hash(key);
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
                SingleRows.ALL_AT_ONCE,
                single.joined(),
                assignments),
        twice(range),
        1,
        true);
  }

  /**
   * One pass over the range. The digest is a sum over the rows, so that the ranges' digests add up
   * in any order. A list that grows too long is cut, and then ends without a line's end. A range
   * that was cut too large is then checked in pieces.
   */
  @Override
  public Sql check(KeyRange range) {
    return new Sql(
        """
        SELECT /*+ MAX_EXECUTION_TIME(10000) */
               COUNT(*), COUNT(CASE WHEN %1$s THEN NULL ELSE 1 END),
               COALESCE(SUM(%3$s), 0),
               GROUP_CONCAT(CASE WHEN %1$s THEN CONCAT(JSON_ARRAY(%2$s), '\\n') END SEPARATOR '')
          FROM %4$s
         WHERE %5$s
        """
            .formatted(differs, key.texts(key::name), hash, table, key.within(range)),
        KeySql.params(range),
        0);
  }

  @Override
  public Optional<Sql> look() {
    return Optional.of(single.told("SEEN", differs));
  }

  @Override
  public Sql write(boolean marked) {
    return single.writing("NOWAIT", differs, assignments, differs);
  }

  @Override
  public Sql writeUnlocked(boolean marked) {
    return single.writing("SKIP LOCKED", differs, assignments, differs);
  }

  @Override
  public Optional<LockedFirst> lockedFirst() {
    return lookups.map(first -> first);
  }

  @Override
  public Optional<Sql> dependents(Lookup lookup, boolean further) {
    return lookups.map(sql -> sql.dependents(lookup, further));
  }

  /** What our own transactions wrote comes back through the log, and is looked at again. */
  @Override
  public Optional<Sql> writing() {
    return Optional.empty();
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
