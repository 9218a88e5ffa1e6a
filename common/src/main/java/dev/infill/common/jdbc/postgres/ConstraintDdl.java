package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import java.util.List;

/**
 * The statements that put constraints on a table. Those that bind the writers read no row, and
 * those that read rows lock nobody out.
 */
final class ConstraintDdl {
  private ConstraintDdl() {}

  /** Binds new rows only, and rewrites nothing, whatever the expression. */
  static String setDefault(TableName table, String column, String value) {
    return "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s"
        .formatted(Quoting.table(table), Quoting.identifier(column), value);
  }

  /** Binds new rows of the table and of its partitions. */
  static String addCheck(TableName table, String name, String check) {
    return "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID"
        .formatted(Quoting.table(table), Quoting.identifier(name), check);
  }

  /** From PostgreSQL 18; the server chooses the name. */
  static String addNotNull(TableName table, String column) {
    return "ALTER TABLE %s ADD NOT NULL %s NOT VALID"
        .formatted(Quoting.table(table), Quoting.identifier(column));
  }

  /** Reads every row that was not validated yet, beside writers. */
  static String validate(TableName table, String name) {
    return "ALTER TABLE %s VALIDATE CONSTRAINT %s"
        .formatted(Quoting.table(table), Quoting.identifier(name));
  }

  /** Reads no row where a valid check says the same. */
  static String setNotNull(TableName table, String column) {
    return "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL"
        .formatted(Quoting.table(table), Quoting.identifier(column));
  }

  static String drop(TableName table, String name) {
    return "ALTER TABLE %s DROP CONSTRAINT %s"
        .formatted(Quoting.table(table), Quoting.identifier(name));
  }

  /** Binds new rows; locks both tables against writers for an instant. */
  static String addForeignKey(
      TableName table, String name, ReferencesSpec references, boolean valid) {
    return "ALTER TABLE %s ADD CONSTRAINT %s %s%s"
        .formatted(
            Quoting.table(table),
            Quoting.identifier(name),
            foreignKey(references, Quoting.table(references.table())),
            valid ? "" : " NOT VALID");
  }

  static String foreignKey(ReferencesSpec references, String quotedTable) {
    return "FOREIGN KEY (%s) REFERENCES %s%s%s%s"
        .formatted(
            Quoting.list(references.from()),
            quotedTable,
            pointedAt(references.columns()),
            action("DELETE", references.onDelete()),
            action("UPDATE", references.onUpdate()));
  }

  private static String pointedAt(List<String> columns) {
    return columns.isEmpty() ? "" : " (" + Quoting.list(columns) + ")";
  }

  private static String action(String of, Action action) {
    return action == Action.NO_ACTION ? "" : " ON " + of + " " + action.sql();
  }
}
