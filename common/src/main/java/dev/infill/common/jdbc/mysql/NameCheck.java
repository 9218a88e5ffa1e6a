package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;

/** Names that the server would not have. */
final class NameCheck {
  private static final int MOST = 64;

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
    if (name.codePointCount(0, name.length()) > MOST) {
      findings.error(
          "name-too-long",
          "The name of the %s %s is longer than the %d characters that MySQL takes."
              .formatted(what, name, MOST),
          "Choose a shorter name.");
    } else if (name.isBlank()
        || name.indexOf('\0') >= 0
        || name.endsWith(" ")
        || name.codePoints().anyMatch(c -> c > Character.MAX_VALUE)) {
      findings.error(
          "bad-name",
          "The name of a %s is empty, ends with a space, or holds what no name may hold."
              .formatted(what),
          "Name it otherwise in the spec.");
    }
  }
}
