package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.TransformRule;
import dev.infill.common.spec.ColumnSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether the columns are there that a transform reads, and whether they, and what it fills, are
 * texts or written as such. What it does with them, nobody can see.
 */
final class TransformCheck {
  private static final Pattern NO_TEXT =
      Pattern.compile(
          "(?i)(bit|(var)?binary|\\w*blob|vector|geom\\w*|(multi)?(point|linestring|polygon))\\b.*");

  private TransformCheck() {}

  /**
   * @param type of the column that it fills, if that is of any use
   */
  static void look(
      ColumnSpec column, Optional<Column> type, List<Column> there, Findings findings) {
    TransformRule rule = column.transform().orElseThrow();
    for (String source : rule.sources()) {
      var found = there.stream().filter(known -> known.name().equalsIgnoreCase(source)).findFirst();
      if (found.isEmpty()) {
        findings.error(
            "unknown-column",
            "The transform of %s reads a column %s that the table does not have."
                .formatted(column.name(), source),
            "Name columns of the table.");
      }
      found.ifPresent(known -> text("reads", source, known, findings));
    }
    type.ifPresent(known -> text("fills", column.name(), known, findings));
    findings.note(
        "needs-transform",
        "The value of %s is computed by the transform %s, which every worker must have."
            .formatted(column.name(), rule.name()),
        "Give its jar to every worker, with --transforms, before the migration begins.");
  }

  private static void text(String does, String name, Column column, Findings findings) {
    if (NO_TEXT.matcher(column.type()).matches()) {
      findings.error(
          "transform-not-supported",
          "A transform %s the column %s of type %s, which holds bytes and no text."
              .formatted(does, name, column.type()),
          "Read a generated column that holds them as a text, such as HEX(...); or write the value as an SQL expression.");
    }
  }
}
