package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WritersSpec;
import java.sql.SQLException;

/** Whether a bridge would see the row as it will be stored. */
final class BridgeCheck {
  /** Triggers fire in the order of their names, byte by byte. */
  private static final String LATER =
      TableTree.WITH_TREE
          + """
          SELECT DISTINCT t.tgname
            FROM tree JOIN pg_trigger t ON t.tgrelid = tree.oid
           WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
             AND t.tgtype & 3 = 3 AND t.tgtype & 20 <> 0
             AND t.tgname::text COLLATE "C" > ? AND NOT starts_with(t.tgname::text, ?)
           ORDER BY 1
          """;

  private BridgeCheck() {}

  static void look(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    if (spec.writers().gate() != WritersSpec.Gate.TRIGGER) {
      return;
    }
    var later =
        db.texts(LATER, Quoting.table(spec.table()), ObjectNames.TRIGGERS, ObjectNames.TRIGGERS);
    if (!later.isEmpty()) {
      findings.error(
          "bridge-trigger-order",
          "Triggers of %s fire after the bridge, which would not see what they change: %s."
              .formatted(spec.table(), String.join(", ", later)),
          "Give them names before %s: ALTER TRIGGER ... ON %s RENAME TO ..."
              .formatted(ObjectNames.TRIGGERS, Quoting.table(spec.table())));
    }
  }
}
