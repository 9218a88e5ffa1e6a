package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the key by which the table is walked: the primary key, else a unique key without NULLs
 * whose index is in the order in which the database compares.
 */
final class KeyFinder {
  /** A domain's values are its base type's, and its own checks need not hold for every old row. */
  private static final String BASED =
      """
      WITH RECURSIVE based AS (
        SELECT t.*, a.atttypmod AS typmod FROM pg_type t WHERE t.oid = a.atttypid
        UNION ALL
        SELECT t.*, d.typtypmod FROM based d JOIN pg_type t ON t.oid = d.typbasetype
         WHERE d.typtype = 'd')
      """;

  private static final String CANDIDATES =
      """
      SELECT c.relname, i.indisprimary, a.attname, format_type(base.oid, base.typmod),
             CASE WHEN a.attgenerated <> '' THEN 'is generated, and not in the log'
                  WHEN base.fit THEN ''
                  ELSE 'is of type ' || format_type(base.oid, base.typmod) END
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree'
       CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[],
                                 i.indoption::int2[])
             WITH ORDINALITY AS k(attnum, opclass, coll, opt, n)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
       CROSS JOIN LATERAL (
         %s
         SELECT oid, typmod,
                typtype = 'e' OR typname = 'citext'
                OR typnamespace = 'pg_catalog'::regnamespace AND typname::text = ANY (?::text[])
                  AS fit
           FROM based WHERE typtype <> 'd') AS base
       WHERE i.indrelid = ?::regclass
         AND i.indisunique AND i.indisvalid AND i.indisready AND i.indimmediate
         AND i.indpred IS NULL AND i.indexprs IS NULL
         AND k.n <= i.indnkeyatts
         AND NOT EXISTS (
           SELECT FROM unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[],
                              i.indoption::int2[])
                  WITH ORDINALITY AS p(attnum, opclass, coll, opt, n)
             LEFT JOIN pg_attribute b ON b.attrelid = i.indrelid AND b.attnum = p.attnum
             LEFT JOIN pg_opclass o ON o.oid = p.opclass
            WHERE p.n <= i.indnkeyatts
              AND (NOT b.attnotnull OR b.attcollation <> p.coll OR NOT o.opcdefault
                   OR p.opt & 1 <> i.indoption[0] & 1))
       ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid, k.n
      """
          .formatted(BASED);

  private static final String TYPE =
      """
      SELECT (%s SELECT format_type(oid, typmod) FROM based WHERE typtype <> 'd')
        FROM pg_attribute a
       WHERE a.attrelid = ?::regclass AND a.attname = ? AND NOT a.attisdropped
      """
          .formatted(BASED);

  private static final String CARRIED =
      """
      SELECT format_type(base.oid, base.typmod)
               || coalesce((SELECT ' COLLATE ' || c.oid::regcollation
                              FROM pg_collation c JOIN pg_type t ON t.oid = a.atttypid
                             WHERE c.oid = a.attcollation AND c.oid <> t.typcollation), ''),
             a.attnotnull,
             CASE WHEN a.attgenerated <> '' THEN 'is generated, and not in the log'
                  WHEN base.fit THEN ''
                  ELSE 'is of type ' || format_type(base.oid, base.typmod) END
        FROM pg_attribute a
       CROSS JOIN LATERAL (
         %s
         SELECT oid, typmod,
                typtype = 'e' OR typname = 'citext'
                OR typnamespace = 'pg_catalog'::regnamespace AND typname::text = ANY (?::text[])
                  AS fit
           FROM based WHERE typtype <> 'd') AS base
       WHERE a.attrelid = ?::regclass AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped
      """
          .formatted(BASED);

  /**
   * The types whose values go from the log to a statement and back as they were, beside enums and
   * citext. Each was tried, to its ends. Times with a zone lose it on the way; intervals, money and
   * object names read differently in another session; arrays, composite and other types were not
   * tried.
   */
  private static final List<String> FIT =
      List.of(
          "int2",
          "int4",
          "int8",
          "oid",
          "numeric",
          "float4",
          "float8",
          "bool",
          "text",
          "varchar",
          "bpchar",
          "name",
          "uuid",
          "bytea",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "bit",
          "varbit",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "int4range",
          "int8range",
          "numrange",
          "daterange",
          "tsrange",
          "tstzrange",
          "jsonb",
          "pg_lsn",
          "xid8");

  private KeyFinder() {}

  /**
   * @param index its index
   * @param primary whether it is the primary key
   */
  record FoundKey(String index, boolean primary, List<KeyColumn> columns) {}

  /**
   * @param unfit why the column can't be part of a key; empty where it can
   */
  private record Part(String index, boolean primary, KeyColumn column, String unfit) {}

  /** A column's type as it stands in a key; empty where there is no such column. */
  static Optional<String> type(Db db, TableName table, String column) throws SQLException {
    return db.texts(TYPE, Quoting.table(table), column).stream().findFirst();
  }

  /**
   * A column whose values are carried from the log to a statement.
   *
   * @param column with its collation behind the type, where that is not the type's own
   * @param unfit why they can't be; empty where they can
   */
  record Carried(KeyColumn column, boolean notNull, String unfit) {}

  /** What is to be known of a column whose values are to be carried; empty where there is none. */
  static Optional<Carried> carried(Db db, TableName table, String column) throws SQLException {
    return db.first(
        row ->
            new Carried(
                new KeyColumn(column, row.getString(1)), row.getBoolean(2), row.getString(3)),
        CARRIED,
        FIT.toArray(String[]::new),
        Quoting.table(table),
        column);
  }

  static Optional<FoundKey> find(Db db, TableName table, Findings findings) throws SQLException {
    var parts =
        db.list(
            row ->
                new Part(
                    row.getString(1),
                    row.getBoolean(2),
                    new KeyColumn(row.getString(3), row.getString(4)),
                    row.getString(5)),
            CANDIDATES,
            FIT.toArray(String[]::new),
            Quoting.table(table));
    Map<String, List<Part>> indexes = new LinkedHashMap<>();
    for (Part part : parts) {
      indexes.computeIfAbsent(part.index(), index -> new ArrayList<>()).add(part);
    }
    var best =
        indexes.values().stream()
            .filter(index -> index.stream().allMatch(part -> part.unfit().isEmpty()))
            .findFirst();
    if (best.isEmpty()) {
      refuse(table, parts, findings);
    }
    return best.map(
        key ->
            new FoundKey(
                key.getFirst().index(),
                key.getFirst().primary(),
                key.stream().map(Part::column).toList()));
  }

  private static void refuse(TableName table, List<Part> parts, Findings findings) {
    if (parts.isEmpty()) {
      findings.error(
          "no-key",
          "%s has no key to walk it by: no primary key, and no unique index over columns that are NOT NULL."
              .formatted(table),
          "Add a primary key, or a unique index over NOT NULL columns; it must not be deferrable, partial or over an expression.");
      return;
    }
    findings.error(
        "key-type",
        "No key of %s can be carried from the log to a statement: %s."
            .formatted(
                table,
                parts.stream()
                    .filter(part -> !part.unfit().isEmpty())
                    .map(part -> part.column().name() + " of " + part.index() + " " + part.unfit())
                    .distinct()
                    .collect(Collectors.joining("; "))),
        "Add a unique index over NOT NULL columns of other types, such as a bigint or a uuid.");
  }
}
