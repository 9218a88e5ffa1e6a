package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Optional;

/** What a schema can't say of the tables that values look into. */
final class LookupChecks {
  private static final JsonPointer TABLE = JsonPointer.compile("/table");
  private static final JsonPointer GATE = JsonPointer.compile("/writers/gate");

  private final JsonNode root;
  private final Problems problems;
  private final MigrationChecks checks;

  LookupChecks(JsonNode root, Problems problems, MigrationChecks checks) {
    this.root = root;
    this.problems = problems;
    this.checks = checks;
  }

  void check(JsonPointer lookups) {
    var tables = new HashMap<String, JsonPointer>();
    int count = root.at(lookups).size();
    for (int i = 0; i < count; i++) {
      var lookup = lookups.appendIndex(i);
      var table = lookup.appendProperty("table");
      checks.tableName(table);
      checks.twice(tables, table, "lookup");
      checks.expression(lookup.appendProperty("via"));
      if (isItself(table)) {
        problems.add(
            table,
            "is the table that gets the column.",
            "Look into other tables only; a value over other rows of the same table can't be kept.");
      }
    }
    if (count > 0 && root.at(GATE).asText().equals("trigger")) {
      problems.add(
          GATE,
          "is 'trigger', but a trigger on the table does not see what changes in another.",
          "Choose another gate: the application has to fill the rows that depend on what it changes.");
    }
  }

  private boolean isItself(JsonPointer table) {
    var named = checks.text(table).flatMap(TableText::parse);
    return named.isPresent()
        && named.equals(Optional.of(TABLE).flatMap(checks::text).flatMap(TableText::parse));
  }
}
