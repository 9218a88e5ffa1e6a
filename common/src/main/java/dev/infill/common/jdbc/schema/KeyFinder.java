package dev.infill.common.jdbc.schema;

import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the key by which the table is walked: the primary key, else a unique key without NULLs
 * whose index is in the order in which the database compares.
 */
final class KeyFinder {
  private static final String CANDIDATES =
      """
      SELECT c.relname, i.indisprimary, a.attname, format_type(a.atttypid, a.atttypmod)
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree'
       CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[],
                                 i.indoption::int2[])
             WITH ORDINALITY AS k(attnum, opclass, coll, opt, n)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
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
      """;

  private KeyFinder() {}

  /**
   * @param index its index
   * @param primary whether it is the primary key
   */
  record FoundKey(String index, boolean primary, List<KeyColumn> columns) {}

  private record Part(String index, boolean primary, KeyColumn column) {}

  static Optional<FoundKey> find(Db db, TableName table, Findings findings) throws SQLException {
    var parts =
        db.list(
            row ->
                new Part(
                    row.getString(1),
                    row.getBoolean(2),
                    new KeyColumn(row.getString(3), row.getString(4))),
            CANDIDATES,
            Quoting.table(table));
    Map<String, List<Part>> indexes = new LinkedHashMap<>();
    for (Part part : parts) {
      indexes.computeIfAbsent(part.index(), index -> new ArrayList<>()).add(part);
    }
    var best = indexes.values().stream().findFirst();
    if (best.isEmpty()) {
      findings.error(
          "no-key",
          "%s has no key to walk it by: no primary key, and no unique index over columns that are NOT NULL."
              .formatted(table),
          "Add a primary key, or a unique index over NOT NULL columns; it must not be deferrable, partial or over an expression.");
    }
    return best.map(
        key ->
            new FoundKey(
                key.getFirst().index(),
                key.getFirst().primary(),
                key.stream().map(Part::column).toList()));
  }
}
