package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import java.util.stream.Collectors;

/** The statements that make indexes and take them away. Each is looked for before it is run. */
final class IndexDdl {
  private IndexDdl() {}

  /** Builds it beside writers; the server refuses where it can't. */
  static String online(TableName table, IndexSpec index) {
    return add(Quoting.table(table), index) + ", ALGORITHM=INPLACE, LOCK=NONE";
  }

  /** Builds it while nobody writes; where the server can't otherwise, by a copy of the table. */
  static String alone(TableName table, IndexSpec index) {
    return add(Quoting.table(table), index) + ", LOCK=SHARED";
  }

  private static String add(String quotedTable, IndexSpec index) {
    return "ALTER TABLE %s ADD %s".formatted(quotedTable, definition(index));
  }

  /** It within the definition of a table. */
  static String definition(IndexSpec index) {
    return "%sINDEX %s (%s)"
        .formatted(
            index.unique() ? "UNIQUE " : "",
            Quoting.identifier(index.name()),
            index.parts().stream().map(IndexDdl::part).collect(Collectors.joining(", ")));
  }

  private static String part(IndexPart part) {
    return value(part) + (part.descending() ? " DESC" : "");
  }

  /** What a part holds, as an expression over the row. */
  static String value(IndexPart part) {
    return part.column()
        .map(Quoting::identifier)
        .orElseGet(() -> "(" + part.expression().orElseThrow() + ")");
  }

  static String drop(TableName table, String name) {
    return "ALTER TABLE %s DROP INDEX %s".formatted(Quoting.table(table), Quoting.identifier(name));
  }

  /** Whether it holds anything but columns: the server then adds a hidden one for each. */
  static boolean onExpressions(IndexSpec index) {
    return index.parts().stream().anyMatch(part -> part.expression().isPresent());
  }
}
