package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.model.Engine;
import dev.infill.common.model.TableName;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
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
    var tables = new EnumMap<Engine, Map<String, JsonPointer>>(Engine.class);
    int count = root.at(lookups).size();
    for (int i = 0; i < count; i++) {
      var lookup = lookups.appendIndex(i);
      var table = lookup.appendProperty("table");
      checks.tableName(table);
      checks
          .byEngine(table)
          .forEach(
              (engine, at) ->
                  checks.twice(
                      tables.computeIfAbsent(engine, none -> new HashMap<>()), at, "lookup"));
      checks.expression(lookup.appendProperty("via"));
      checks.byEngine(table).forEach(this::itself);
    }
    if (count > 0 && root.at(GATE).asText().equals("trigger")) {
      problems.add(
          GATE,
          "is 'trigger', but a trigger on the table does not see what changes in another.",
          "Choose another gate: the application has to fill the rows that depend on what it changes.");
    }
  }

  private void itself(Engine engine, JsonPointer at) {
    var named = named(engine, at);
    var migrated = Optional.ofNullable(checks.byEngine(TABLE).get(engine));
    if (named.isPresent() && named.equals(migrated.flatMap(table -> named(engine, table)))) {
      problems.add(
          at,
          "is the table that gets the column.",
          "Look into other tables only; a value over other rows of the same table can't be kept.");
    }
  }

  /** On MySQL, each shard says where a table without a schema is. */
  private Optional<TableName> named(Engine engine, JsonPointer table) {
    return checks
        .text(table)
        .flatMap(TableText::parse)
        .map(name -> engine == Engine.POSTGRESQL ? name.in("public") : name);
  }
}
