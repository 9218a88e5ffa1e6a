package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import java.sql.SQLException;

/**
 * A server may want a primary key of each table ({@code sql_require_primary_key}). Then a table
 * that has none, as there are from before, is not altered, unless our sessions may set that aside.
 */
final class KeyRequired {
  private static final String NO_PRIMARY_KEY =
      """
      SELECT COUNT(*) = 0 FROM information_schema.table_constraints
       WHERE table_schema = ? AND table_name = ? AND constraint_type = 'PRIMARY KEY'
      """;

  private KeyRequired() {}

  /** Whether the table, or a copy of its columns and keys, can be had and altered. */
  static boolean look(Db db, TableName table, Findings findings) throws SQLException {
    // Asked by a list, since not all servers know it.
    boolean required =
        !db.texts(
                "SHOW SESSION VARIABLES WHERE variable_name = 'sql_require_primary_key' AND value = 'ON'")
            .isEmpty();
    if (!required || !db.holds(NO_PRIMARY_KEY, table.schema(), table.table())) {
      return true;
    }
    findings.error(
        "primary-key-required",
        "%s has no primary key, without which the server alters no table (sql_require_primary_key), and the user may not set that aside."
            .formatted(table),
        "Add a primary key; or GRANT SESSION_VARIABLES_ADMIN ON *.* TO the user.");
    return false;
  }
}
