package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a foreign key changes columns that values follow from, or the key, or rows that values
 * look up. Before 9.6 the engine does so by itself, and no log tells of it: the value would stay
 * what it was.
 */
final class CascadeCheck {
  private static final String CASCADES =
      """
      SELECT k.column_name, k.constraint_name,
             CONCAT(k.referenced_table_schema, '.', k.referenced_table_name)
        FROM information_schema.referential_constraints r
        JOIN information_schema.key_column_usage k
          ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
         AND k.table_name = r.table_name
       WHERE r.constraint_schema = ? AND r.table_name = ?
         AND (r.update_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
              OR r.delete_rule IN ('SET NULL', 'SET DEFAULT'))
       ORDER BY k.constraint_name, k.ordinal_position
      """;

  /** What may change or take a row of a table that values look into. */
  private static final String INTO_LOOKUP =
      """
      SELECT k.column_name, k.constraint_name,
             CONCAT(k.referenced_table_schema, '.', k.referenced_table_name),
             r.delete_rule = 'CASCADE'
        FROM information_schema.referential_constraints r
        JOIN information_schema.key_column_usage k
          ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
         AND k.table_name = r.table_name
       WHERE r.constraint_schema = ? AND r.table_name = ?
         AND (r.update_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
              OR r.delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))
       ORDER BY k.constraint_name, k.ordinal_position
      """;

  private static final int UNKNOWN_VARIABLE = 1193;

  private CascadeCheck() {}

  private record Cascade(String column, String constraint, String other) {}

  static void look(Db db, MigrationSpec spec, List<KeyColumn> key, Findings findings)
      throws SQLException {
    if (logged(db)) {
      return;
    }
    // One too many is told where a text or a function is spelled like a column.
    String read =
        Stream.concat(
                spec.columns().stream().flatMap(CascadeCheck::read),
                spec.lookups().stream().map(LookupSpec::via))
            .collect(Collectors.joining("\n"))
            .toLowerCase(Locale.ROOT);
    for (LookupSpec lookup : spec.lookups()) {
      intoLookup(db, lookup, read, findings);
    }
    var cascades =
        db.list(
            row -> new Cascade(row.getString(1), row.getString(2), row.getString(3)),
            CASCADES,
            spec.table().schema(),
            spec.table().table());
    for (Cascade cascade : cascades) {
      boolean ofKey = key.stream().anyMatch(part -> part.name().equals(cascade.column()));
      if (ofKey || read.contains(cascade.column().toLowerCase(Locale.ROOT))) {
        findings.error(
            "cascade-unlogged",
            "The foreign key %s changes %s when %s changes, and this server's log does not tell of that."
                .formatted(cascade.constraint(), cascade.column(), cascade.other()),
            "Have the application change the rows itself (ON UPDATE RESTRICT, ON DELETE RESTRICT or CASCADE), or upgrade to MySQL 9.6.");
      }
    }
  }

  /** There a row that is taken changes values too. */
  private static void intoLookup(Db db, LookupSpec lookup, String read, Findings findings)
      throws SQLException {
    record Found(Cascade cascade, boolean takesRows) {}
    var all =
        db.list(
            row ->
                new Found(
                    new Cascade(row.getString(1), row.getString(2), row.getString(3)),
                    row.getBoolean(4)),
            INTO_LOOKUP,
            lookup.table().schema(),
            lookup.table().table());
    for (Found found : all) {
      var cascade = found.cascade();
      if (found.takesRows() || read.contains(cascade.column().toLowerCase(Locale.ROOT))) {
        findings.error(
            "cascade-unlogged",
            "The foreign key %s changes rows of %s, into which a value looks, when %s changes, and this server's log does not tell of that."
                .formatted(cascade.constraint(), lookup.table(), cascade.other()),
            "Have the application change the rows itself (ON UPDATE RESTRICT, ON DELETE RESTRICT), or upgrade to MySQL 9.6.");
      }
    }
  }

  private static Stream<String> read(ColumnSpec column) {
    return column
        .transform()
        .map(rule -> rule.sources().stream())
        .orElseGet(() -> Stream.of(column.value()));
  }

  /** From 9.6 on it is the server that does it, unless it was told to leave it to the engine. */
  private static boolean logged(Db db) throws SQLException {
    if (!db.version().atLeast(9, 6, 0)) {
      return false;
    }
    try {
      return !db.holds("SELECT @@GLOBAL.innodb_native_foreign_keys");
    } catch (SQLException e) {
      if (e.getErrorCode() != UNKNOWN_VARIABLE) {
        throw e;
      }
      return true; // which later servers may have done away with
    }
  }
}
