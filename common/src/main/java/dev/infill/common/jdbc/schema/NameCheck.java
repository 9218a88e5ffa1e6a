package dev.infill.common.jdbc.schema;

import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;
import java.nio.charset.StandardCharsets;

/** Names that the server would cut short, and then not find again. */
final class NameCheck {
  private static final int MOST_BYTES = 63;

  private NameCheck() {}

  static void look(MigrationSpec spec, Findings findings) {
    for (String column : spec.columnNames()) {
      check(findings, "column", column);
    }
    for (IndexSpec index : spec.indexes()) {
      check(findings, "index", index.name());
    }
  }

  private static void check(Findings findings, String what, String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      findings.error(
          "name-too-long",
          "The name of the %s %s is longer than the %d bytes that PostgreSQL keeps."
              .formatted(what, name, MOST_BYTES),
          "Choose a shorter name.");
    } else if (name.isBlank() || name.indexOf('\0') >= 0) {
      findings.error(
          "bad-name", "The name of a %s is empty.".formatted(what), "Name it in the spec.");
    }
  }
}
