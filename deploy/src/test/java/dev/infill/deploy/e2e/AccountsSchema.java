package dev.infill.deploy.e2e;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;

/** What holds in the end for the column {@code email_lower} of an {@link AccountsTable}. */
record AccountsSchema(TestDatabase database) {
  boolean hasColumn() throws SQLException {
    return database.number(
            """
            SELECT count(*) FROM information_schema.columns
             WHERE table_schema = %s AND table_name = 'accounts' AND column_name = 'email_lower'
            """
                .formatted(schema()))
        == 1;
  }

  boolean isNotNull() throws SQLException {
    return column("is_nullable").equals("NO");
  }

  /** The column's default, as the server writes a plain text. */
  String defaultValue() throws SQLException {
    return column("column_default").replaceFirst("::\\w+( \\w+)*$", "").replaceAll("^'|'$", "");
  }

  /** How many triggers the table has. */
  long triggers() throws SQLException {
    return database.number(
        """
        SELECT count(DISTINCT trigger_name) FROM information_schema.triggers
         WHERE event_object_schema = %s AND event_object_table = 'accounts'
        """
            .formatted(schema()));
  }

  /** How many CHECKs the table has that hold for every row. */
  long checks() throws SQLException {
    return database.number(
        database.isMySql()
            ? """
            SELECT count(*) FROM information_schema.table_constraints
             WHERE table_schema = DATABASE() AND table_name = 'accounts'
               AND constraint_type = 'CHECK' AND enforced = 'YES'
            """
            : """
            SELECT count(*) FROM pg_constraint
             WHERE conrelid = 'accounts'::regclass AND contype = 'c' AND convalidated
            """);
  }

  /** Whether there is such an index that queries may use. */
  boolean hasIndex(String name, boolean unique) throws SQLException {
    return database.number(
            database.isMySql()
                ? """
                SELECT count(DISTINCT index_name) FROM information_schema.statistics
                 WHERE table_schema = DATABASE() AND table_name = 'accounts'
                   AND index_name = '%s' AND non_unique = %d AND is_visible = 'YES'
                """
                    .formatted(name, unique ? 0 : 1)
                : "SELECT count(*) FROM pg_index WHERE indexrelid = '%s'::regclass AND indisvalid AND indisunique = %s"
                    .formatted(name, unique))
        == 1;
  }

  private String column(String what) throws SQLException {
    return database.value(
        """
        SELECT %s FROM information_schema.columns
         WHERE table_schema = %s AND table_name = 'accounts' AND column_name = 'email_lower'
        """
            .formatted(what, schema()));
  }

  private String schema() {
    return database.isMySql() ? "DATABASE()" : "'public'";
  }
}
