package dev.infill.common.mysql;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.RowStatements.LockedFirst;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statements for values that look into other tables.
 *
 * <p>Under READ COMMITTED a query reads what it looks up as it was committed, without a lock, and
 * so does an {@code UPDATE} of one table. One that joins tables locks what its values look up, and
 * waits for it. So there is none here.
 */
final class LookupSql implements LockedFirst {
  /** Only that it has a beginning counts. */
  private static final KeyRange BEHIND = new KeyRange(Optional.of(Key.of("")), Optional.empty());

  private final KeySql key;
  private final String table;
  private final SingleRows single;
  private final String assignments;
  private final String differs;

  LookupSql(ColumnFill fill) {
    this.key = new KeySql(fill.key());
    this.table = Quoting.table(fill.table());
    this.single = new SingleRows(key, fill, List.of());
    var columns = new ColumnSql(fill);
    this.assignments = columns.assignments(table);
    this.differs = columns.differs();
  }

  @Override
  public Sql lockRange(KeyRange range) {
    return new Sql(
        """
        SELECT %s FROM %s
         WHERE %s
           AND %s
           FOR UPDATE SKIP LOCKED
        """
            .formatted(key.texts(key::name), table, key.within(range), differs),
        KeySql.params(range),
        0);
  }

  @Override
  public Sql lockRows(boolean aroundLocked) {
    return single.locking(aroundLocked ? "SKIP LOCKED" : "NOWAIT", differs);
  }

  /** Each by a statement of its own, which finds it by its whole key and reads no other row. */
  @Override
  public Sql write(int rows) {
    String one =
        """
        UPDATE %s SET %s
         WHERE %s
           AND %s;
        """
            .formatted(
                table,
                assignments,
                key.all(i -> key.name(i) + " = " + key.type(i).fromText("?")),
                differs);
    return new Sql(
        one.repeat(rows) + single.told("WRITTEN", differs).text(),
        List.of(Param.KEYS_ONE_BY_ONE, Param.KEYS_IN_JSON),
        0,
        true);
  }

  @Override
  public Sql differing(KeyRange range) {
    return new Sql(
        """
        SELECT COUNT(*) FROM %s
         WHERE %s
           AND %s
        """
            .formatted(table, key.within(range), differs),
        KeySql.params(range),
        0);
  }

  /**
   * The condition is asked of the table and of nothing but the columns that it names of the other,
   * under that one's name. Whether a row differs is looked at apart from it, by its key, where no
   * other table's names can be meant.
   */
  Sql dependents(Lookup lookup, boolean further) {
    var params = new ArrayList<Param>();
    params.add(Param.KEYS_IN_JSON);
    if (further) {
      params.add(Param.AFTER_PART_BY_PART);
    }
    params.add(Param.LIMIT);
    return new Sql(
        """
        SELECT %1$s
          FROM (SELECT DISTINCT %2$s
                  FROM %3$s
                 WHERE (%4$s)) AS infill_found
          STRAIGHT_JOIN %5$s ON %6$s
         WHERE %7$s%8$s
         ORDER BY %9$s LIMIT ?
        """
            .formatted(
                key.texts(i -> table + "." + key.name(i)),
                key.each(i -> table + "." + key.name(i) + " AS infill_k" + i),
                changedWithRows(lookup),
                lookup.via(),
                table,
                key.all(i -> table + "." + key.name(i) + " = infill_k" + i),
                differs,
                further ? "\n   AND " + key.within(BEHIND) : "",
                key.each(i -> table + "." + key.name(i))),
        params,
        0);
  }

  /** What changed, as a table of the other one's name, before the rows that it leads to. */
  private String changedWithRows(Lookup lookup) {
    var asked = new KeySql(lookup.columns());
    return """
    (SELECT %s
                           FROM %s
                          %s) AS %s
                  STRAIGHT_JOIN %s\
    """
        .formatted(
            asked.each(i -> asked.type(i).fromText("infill_a" + i) + " AS " + asked.name(i)),
            single.told(asked.size()),
            SingleRows.ALL_AT_ONCE,
            Quoting.identifier(lookup.table().table()),
            table);
  }
}
