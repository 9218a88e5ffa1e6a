package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.schema.KeyFinder.FoundKey;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether a published table could still be updated and deleted from: it needs a replica identity.
 */
final class IdentityCheck {
  private IdentityCheck() {}

  /** The index that must become the identity while the table is captured; empty for none. */
  static String index(Db db, TableName table, Optional<FoundKey> key, Findings findings)
      throws SQLException {
    if (key.isEmpty() || hasIdentity(db, table)) {
      return "";
    }
    findings.note(
        "replica-identity",
        "%s has no replica identity; the index %s is one while the table is captured."
            .formatted(table, key.get().index()),
        "Nothing to do: it is put back at the end.");
    return key.get().index();
  }

  private static boolean hasIdentity(Db db, TableName table) throws SQLException {
    return db.holds(
        """
        SELECT CASE c.relreplident
                 WHEN 'f' THEN true
                 WHEN 'd' THEN EXISTS (
                   SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary
                      AND i.indimmediate AND i.indisvalid)
                 WHEN 'i' THEN EXISTS (
                   SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident
                      AND i.indisvalid)
                 ELSE false END
          FROM pg_class c WHERE c.oid = ?::regclass
        """,
        Quoting.table(table));
  }
}
