package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import dev.infill.common.model.TransformRule;
import dev.infill.common.spec.ColumnSpec;
import java.sql.SQLException;

/** Whether the columns are there that a transform reads. What it does with them, nobody can see. */
final class TransformCheck {
  private TransformCheck() {}

  static void look(Db db, TableName table, ColumnSpec column, Findings findings)
      throws SQLException {
    TransformRule rule = column.transform().orElseThrow();
    for (String source : rule.sources()) {
      if (Columns.find(db, table, source).isEmpty()) {
        findings.error(
            "unknown-column",
            "The transform of %s reads a column %s that %s does not have."
                .formatted(column.name(), source, table),
            "Name columns of the table.");
      }
    }
    findings.note(
        "needs-transform",
        "The value of %s is computed by the transform %s, which every worker must have."
            .formatted(column.name(), rule.name()),
        "Give its jar to every worker, with --transforms, before the migration begins.");
  }
}
