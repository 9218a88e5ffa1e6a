package dev.infill.common.postgres;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The statements over the rows of one table.
 *
 * <p>A range is a row comparison on the key, so that the key's index gives its rows in the order
 * that the database has for them. Keys go in and out as texts. Names of our own begin with {@code
 * infill_}, so that the value never means one of them.
 */
final class PostgresRows implements RowStatements {
  /** Of the session, since a statement without a transaction has no other place for it. */
  static final String LOCK_TIMEOUT = "SELECT set_config('lock_timeout', ?, false);\n";

  /**
   * Of this transaction alone. The index then gives a bitmap of the rows, and these are read in the
   * order of their pages: it takes half the time of going to each row from the index, and less
   * where rows have old versions beside them.
   */
  private static final String PAGE_BY_PAGE =
      "SELECT set_config('enable_indexscan', 'off', true);\n";

  /**
   * Of this transaction alone. Its commit lasts once that of the fill behind it does, which waits
   * for the whole log before it.
   */
  private static final String NO_WAIT = "SELECT set_config('synchronous_commit', 'off', true);\n";

  /**
   * What the session counted and did not tell the server yet; within a transaction it only adds.
   */
  private static final String IN_PLACE =
      """
      (SELECT sum(pg_stat_get_xact_tuples_hot_updated(infill_oid))::bigint
         FROM (SELECT %1$s::oid UNION SELECT relid FROM pg_partition_tree(%1$s))
              AS infill_parts (infill_oid))""";

  private static final String COUNT_FROM_HERE =
      "SELECT set_config('infill.in_place', " + IN_PLACE + "::text, true);\n";

  private static final String COUNTED =
      "SELECT " + IN_PLACE + " - current_setting('infill.in_place')::bigint\n";

  /**
   * Of this transaction alone. A range that was cut by a sample may be any size: whoever checks it
   * then does so in pieces, and none holds a snapshot for longer.
   */
  private static final String NOT_FOR_LONG =
      "SELECT set_config('statement_timeout', '10000', true);\n";

  private final KeySql key;
  private final String table;
  private final String tableAlone;
  private final String assignments;
  private final String differs;
  private final String hashed;
  private final Beginning beginning;
  private final LookupSql lookups;

  PostgresRows(ColumnFill fill) {
    this.key = new KeySql(fill.key());
    this.table = Quoting.table(fill.table());
    this.tableAlone = Quoting.identifier(fill.table().table());
    var columns = new ColumnSql(fill.columns());
    this.assignments = columns.assignments();
    this.differs = columns.differs();
    this.hashed = columns.hash();
    this.beginning = Beginning.of(fill);
    this.lookups = new LookupSql(fill);
  }

  /**
   * The inner order is the index's; the outer picks the last of the few rows that it gave. Only
   * that one's key becomes a text, since that costs as much as the walk along the index.
   */
  @Override
  public Sql chunkEnd(KeyRange range) {
    return new Sql(
        """
        SELECT %1$s, infill_n
          FROM (SELECT *
                  FROM (SELECT *, row_number() OVER () AS infill_n
                          FROM (SELECT %2$s FROM %3$s WHERE %4$s ORDER BY %5$s LIMIT ?) AS infill_rows
                       ) AS infill_numbered
                 ORDER BY infill_n DESC LIMIT 1
               ) AS infill_last
        """
            .formatted(
                key.each(i -> "infill_k" + i + "::text"),
                key.each(i -> key.name(i) + " AS infill_k" + i),
                table,
                key.within(range),
                key.names()),
        params(List.of(), range, List.of(Param.LIMIT)),
        0);
  }

  /** Skips along the index; no row is looked at. */
  @Override
  public Sql rangeEnd(KeyRange range) {
    return new Sql(
        """
        SELECT %1$s
          FROM (SELECT %2$s FROM %3$s WHERE %4$s ORDER BY %5$s OFFSET ? - 1 LIMIT 1) AS infill_rows
        """
            .formatted(
                key.each(i -> "infill_k" + i + "::text"),
                key.each(i -> key.name(i) + " AS infill_k" + i),
                table,
                key.within(range),
                key.names()),
        params(List.of(), range, List.of(Param.LIMIT)),
        0);
  }

  /** Repeatable, so that the next sample of a walk finds its blocks in memory. */
  @Override
  public Optional<Sql> sampledEnds(KeyRange range) {
    return Optional.of(
        new Sql(
            """
        SELECT %1$s
          FROM (SELECT *, row_number() OVER (ORDER BY %2$s) AS infill_n
                  FROM (SELECT %3$s FROM %4$s TABLESAMPLE SYSTEM (?) REPEATABLE (1)
                         WHERE %5$s) AS infill_rows
               ) AS infill_numbered
         WHERE infill_n %% ? = 0 ORDER BY infill_n LIMIT ?
        """
                .formatted(
                    key.each(i -> "infill_k" + i + "::text"),
                    key.each(i -> "infill_k" + i),
                    key.each(i -> key.name(i) + " AS infill_k" + i),
                    table,
                    key.within(range)),
            params(List.of(Param.PERCENT), range, List.of(Param.STEP, Param.LIMIT)),
            0));
  }

  /** The comparison makes a second run, an echo or a race write nothing. */
  @Override
  public Sql fill(KeyRange range, boolean marked) {
    return new Sql(
        LOCK_TIMEOUT
            + PAGE_BY_PAGE
            + beginning.text(marked)
            + """
            UPDATE %s SET %s
             WHERE %s
               AND %s
            """
                .formatted(table, assignments, key.within(range), differs),
        params(List.of(Param.LOCK_TIMEOUT), range, List.of()),
        2 + beginning.leading(marked));
  }

  /**
   * The last byte of a row's address tells its place on the page; it is the cheapest way to ask for
   * it. {@code CASE} has it looked at first, so that the value is computed for this share alone.
   */
  @Override
  public Optional<Sql> fillShare(KeyRange range, int share, int shares, boolean marked) {
    return Optional.of(
        new Sql(
            LOCK_TIMEOUT
                + PAGE_BY_PAGE
                + NO_WAIT
                + COUNT_FROM_HERE.formatted(oid())
                + beginning.text(marked)
                + """
            UPDATE %s SET %s
             WHERE %s
               AND CASE WHEN get_byte(tidsend(ctid), 5) %% %d = %d THEN %s ELSE false END;
            """
                    .formatted(table, assignments, key.within(range), shares, share, differs)
                + COUNTED.formatted(oid()),
            params(List.of(Param.LOCK_TIMEOUT), range, List.of()),
            4 + beginning.leading(marked)));
  }

  /**
   * Locks what differs and is free, and writes that. Only by the key are a row and its newer
   * version the same, so the rows are joined by it; the range keeps the planner from joining them
   * with the whole table. The lock costs WAL: this is the second try.
   */
  @Override
  public Sql fillUnlocked(KeyRange range, boolean marked) {
    return new Sql(
        beginning.text(marked)
            + """
            WITH infill_free AS MATERIALIZED (
              SELECT %1$s FROM %2$s
               WHERE %3$s
                 AND %4$s
               ORDER BY %5$s
                 FOR NO KEY UPDATE SKIP LOCKED),
            infill_filled AS (
              UPDATE %2$s SET %6$s FROM infill_free
               WHERE %7$s
                 AND %3$s
                 AND %4$s
              RETURNING 1)
            SELECT (SELECT count(*) FROM infill_filled),
                   (SELECT count(*) FROM %2$s
                     WHERE %3$s
                       AND %4$s) - (SELECT count(*) FROM infill_free)
            """
                .formatted(
                    key.each(i -> key.name(i) + " AS infill_k" + i),
                    table,
                    key.within(range),
                    differs,
                    key.names(),
                    assignments,
                    joined("infill_free")),
        thrice(range),
        beginning.leading(marked));
  }

  /**
   * One pass over the range, page by page. {@code OFFSET 0} keeps the value from being computed
   * more than once a row. The digest is a sum over the rows, so that the ranges' digests add up in
   * any order.
   */
  @Override
  public Sql check(KeyRange range) {
    return new Sql(
        NOT_FOR_LONG
            + PAGE_BY_PAGE
            + """
        SELECT count(*), count(*) FILTER (WHERE infill_equal), coalesce(sum(infill_hash), 0),
               %1$s
          FROM (SELECT %2$s,
                       NOT (%3$s) AS infill_equal,
                       %4$s AS infill_hash
                  FROM %5$s
                 WHERE %6$s
                OFFSET 0) AS infill_rows
        """
                .formatted(
                    key.each(
                        i ->
                            "(array_agg(infill_k%d::text) FILTER (WHERE NOT infill_equal))[1:?::int]"
                                .formatted(i)),
                    key.each(i -> key.name(i) + " AS infill_k" + i),
                    differs,
                    key.digest(hashed),
                    table,
                    key.within(range)),
        params(Collections.nCopies(key.size(), Param.LIMIT), range, List.of()),
        2);
  }

  /** The statement that writes looks first. */
  @Override
  public Optional<Sql> look() {
    return Optional.empty();
  }

  @Override
  public Sql write(boolean marked) {
    return new Sql(
        LOCK_TIMEOUT + beginning.text(marked) + writing(""),
        List.of(Param.LOCK_TIMEOUT, Param.KEYS),
        1 + beginning.leading(marked));
  }

  @Override
  public Sql writeUnlocked(boolean marked) {
    return new Sql(
        beginning.text(marked) + writing(" SKIP LOCKED"),
        List.of(Param.KEYS),
        beginning.leading(marked));
  }

  /**
   * Looks at the rows, locks those that differ in the order of their keys (so that two of us never
   * wait for each other in a ring), and writes them. {@code LIMIT 1} keeps the planner to one
   * look-up by the index for each row, whatever the statistics say. What was written is looked at
   * as it became: a trigger of the table's own may have had another mind.
   */
  private String writing(String skip) {
    return """
    WITH infill_seen AS MATERIALIZED (
      SELECT infill_n, %1$s, infill_differs
        FROM unnest(%2$s) WITH ORDINALITY AS infill_asked (%3$s, infill_n)
       CROSS JOIN LATERAL (
         SELECT %4$s, %5$s AS infill_differs
           FROM %6$s WHERE %7$s LIMIT 1) AS infill_row),
    infill_locked AS MATERIALIZED (
      SELECT infill_n, %8$s
        FROM (SELECT * FROM infill_seen WHERE infill_differs ORDER BY %1$s) AS infill_wanted
       CROSS JOIN LATERAL (
         SELECT %9$s
           FROM %6$s WHERE %10$s LIMIT 1 FOR NO KEY UPDATE%11$s) AS infill_row),
    infill_written AS (
      UPDATE %6$s SET %12$s FROM infill_locked
       WHERE %13$s
         AND %5$s
      RETURNING infill_n, (%5$s) AS infill_wrong)
    SELECT infill_n, 'SEEN', infill_differs FROM infill_seen
    UNION ALL SELECT infill_n, 'LOCKED', true FROM infill_locked
    UNION ALL SELECT infill_n, 'WRITTEN', infill_wrong FROM infill_written
    """
        .formatted(
            key.each(i -> "infill_k" + i),
            key.each(i -> "?::text[]"),
            key.each(i -> "infill_a" + i),
            key.each(i -> key.name(i) + " AS infill_k" + i),
            differs,
            table,
            key.all(i -> key.name(i) + " = infill_asked.infill_a" + i + "::" + key.type(i)),
            key.each(i -> "infill_l" + i),
            key.each(i -> key.name(i) + " AS infill_l" + i),
            key.all(i -> key.name(i) + " = infill_wanted.infill_k" + i),
            skip,
            assignments,
            key.all(i -> tableAlone + "." + key.name(i) + " = infill_locked.infill_l" + i));
  }

  @Override
  public Optional<Sql> dependents(Lookup lookup, boolean further) {
    return Optional.of(lookups.dependents(lookup, further));
  }

  @Override
  public Optional<Sql> writing() {
    return Optional.of(lookups.writing());
  }

  private String oid() {
    return Quoting.literal(table) + "::regclass";
  }

  private static List<Param> params(List<Param> before, KeyRange range, List<Param> behind) {
    var params = new ArrayList<>(before);
    range.after().ifPresent(after -> params.add(Param.AFTER));
    range.upTo().ifPresent(upTo -> params.add(Param.UP_TO));
    params.addAll(behind);
    return params;
  }

  private static List<Param> thrice(KeyRange range) {
    return params(params(params(List.of(), range, List.of()), range, List.of()), range, List.of());
  }

  private String joined(String other) {
    return key.all(i -> tableAlone + "." + key.name(i) + " = " + other + ".infill_k" + i);
  }
}
