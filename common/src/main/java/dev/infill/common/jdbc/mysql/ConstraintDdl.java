package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import dev.infill.common.model.UniqueName;
import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements that put constraints on a table. Each names the algorithm, so that a server that
 * would do more than was meant refuses it.
 */
final class ConstraintDdl {
  /** The server reads a literal as the default of one of these only as an expression. */
  private static final Set<String> WITHOUT_LITERAL =
      Set.of(
          "tinytext",
          "text",
          "mediumtext",
          "longtext",
          "tinyblob",
          "blob",
          "mediumblob",
          "longblob",
          "json");

  private static final int LONGEST_NAME = 64;

  private ConstraintDdl() {}

  /** Changes nothing but the catalog. */
  static String setDefault(String quotedTable, String column, String type, String value) {
    return "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s"
        .formatted(quotedTable, Quoting.identifier(column), defaultValue(type, value));
  }

  static String defaultValue(String type, String value) {
    String name = type.replaceFirst("\\W.*", "").toLowerCase(Locale.ROOT);
    boolean literal = new Expression(value).isLiteral() && !WITHOUT_LITERAL.contains(name);
    return literal ? value : "(" + value + ")";
  }

  /** The server copies the table and lets nobody write meanwhile. */
  static String addCheck(String quotedTable, String name, String check) {
    return "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s)"
        .formatted(quotedTable, Quoting.identifier(name), check);
  }

  static String dropCheck(TableName table, String name) {
    return "ALTER TABLE %s DROP CHECK %s, ALGORITHM=INPLACE, LOCK=NONE"
        .formatted(Quoting.table(table), Quoting.identifier(name));
  }

  /**
   * Rebuilds the table beside its writers.
   *
   * @param definition of the column, without a word on NULL
   */
  static String notNull(TableName table, String column, String definition) {
    return "ALTER TABLE %s MODIFY COLUMN %s %s NOT NULL, ALGORITHM=INPLACE, LOCK=NONE"
        .formatted(Quoting.table(table), Quoting.identifier(column), definition);
  }

  /** Reads no row, in a session that does not check foreign keys. */
  static String addForeignKey(
      TableName table, String name, ReferencesSpec references, Collection<String> to) {
    return "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s)%s%s, ALGORITHM=INPLACE, LOCK=NONE"
        .formatted(
            Quoting.table(table),
            Quoting.identifier(name),
            list(references.from()),
            Quoting.table(references.table()),
            list(to),
            action("DELETE", references.onDelete()),
            action("UPDATE", references.onUpdate()));
  }

  private static String action(String of, Action action) {
    return action == Action.NO_ACTION ? "" : " ON " + of + " " + action.sql();
  }

  static String dropForeignKey(TableName table, String name) {
    return "ALTER TABLE %s DROP FOREIGN KEY %s, ALGORITHM=INPLACE, LOCK=NONE"
        .formatted(Quoting.table(table), Quoting.identifier(name));
  }

  static String list(Collection<String> names) {
    return names.stream().map(Quoting::identifier).collect(Collectors.joining(", "));
  }

  /** Of the table and the columns, with a hash at its end where that is too long for the server. */
  static String name(MigrationSpec spec, Collection<String> columns, String suffix) {
    String whole = spec.table().table() + "_" + String.join("_", columns) + suffix;
    if (whole.codePointCount(0, whole.length()) <= LONGEST_NAME) {
      return whole;
    }
    String hash = "_" + UniqueName.hash(whole);
    int kept = LONGEST_NAME - suffix.length() - hash.length();
    return whole.substring(0, whole.offsetByCodePoints(0, kept)) + hash + suffix;
  }
}
