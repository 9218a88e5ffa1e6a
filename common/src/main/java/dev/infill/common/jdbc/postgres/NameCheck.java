package dev.infill.common.jdbc.postgres;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names that the server would cut short, and then not find again, and names that the capture can't
 * tell apart: Debezium looks at all columns of a table, whatever of it is published or asked for.
 */
final class NameCheck {
  private static final int MOST_BYTES = 63;

  private static final String COLUMNS =
      """
      SELECT a.attname
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
      """;

  private NameCheck() {}

  static void look(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    for (String column : spec.columnNames()) {
      check(findings, "column", column);
    }
    for (IndexSpec index : spec.indexes()) {
      check(findings, "index", index.name());
    }
    captured(db, spec.table(), spec.columnNames(), findings);
    for (LookupSpec lookup : spec.lookups()) {
      captured(db, lookup.table(), List.of(), findings);
    }
  }

  private static void captured(Db db, TableName table, List<String> added, Findings findings)
      throws SQLException {
    var names = new TreeSet<>(db.texts(COLUMNS, table.schema(), table.table()));
    names.addAll(added);
    String alike = alike(names);
    if (!alike.isEmpty()) {
      findings.error(
          "columns-alike",
          "Names of columns of %s differ by case alone, and the capture can't tell them apart: %s."
              .formatted(table, alike),
          "Name the new column otherwise, or rename one that is there.");
    }
  }

  private static String alike(Set<String> names) {
    return names.stream()
        .collect(groupingBy(name -> name.toLowerCase(Locale.ROOT), TreeMap::new, toList()))
        .values()
        .stream()
        .filter(group -> group.size() > 1)
        .map(group -> String.join(" and ", group))
        .collect(joining("; "));
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
