package dev.infill.common.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.model.Engine;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a schema can't say of a migration. A field that the schema refused is not looked at. */
final class MigrationChecks {
  /** PostgreSQL cuts longer names without a word; MySQL allows one character more. */
  private static final int NAME_BYTES = 63;

  /** What in ADD COLUMN is no part of the type. */
  private static final Pattern NO_TYPE =
      Pattern.compile(
          "(?i)\\b(not|null|default|references|unique|primary|check|constraint|generated|identity"
              + "|auto_increment|(small|big)?serial[248]?)\\b");

  private final JsonNode root;
  private final Problems problems;

  private MigrationChecks(JsonNode root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  static void check(JsonNode root, Problems problems) {
    var checks = new MigrationChecks(root, problems);
    checks.table();
    checks.column();
    checks.indexes();
    checks.writers();
    checks.limits();
  }

  private void table() {
    var at = field("/table");
    if (text(at).filter(table -> TableText.parse(table).isEmpty()).isPresent()) {
      problems.add(
          at,
          "'" + root.at(at).asText() + "' is not a table's name.",
          "Write schema.table or table; put double quotes around a name with a dot or a blank.");
    }
  }

  private void column() {
    name(field("/column/name"));
    var type = field("/column/type");
    expression(type);
    text(type)
        .map(NO_TYPE::matcher)
        .filter(word -> problems.isSound(type) && word.find())
        .ifPresent(
            word ->
                problems.add(
                    type,
                    "holds '" + word.group() + "', which is no part of a type.",
                    "Write the type alone; constraints and a default stand under constraints."));
    expression(field("/column/value"));
    expression(field("/constraints/default"));
    expression(field("/constraints/check"));
  }

  private void indexes() {
    var names = new HashMap<String, JsonPointer>();
    var column = text(field("/column/name"));
    for (int i = 0; i < root.at("/indexes").size(); i++) {
      var index = field("/indexes").appendIndex(i);
      var name = index.appendProperty("name");
      name(name);
      text(name)
          .map(text -> names.putIfAbsent(text, name))
          .ifPresent(
              first ->
                  problems.add(
                      name,
                      "is the name of another index too, on line " + problems.line(first) + ".",
                      "Give each index a name of its own."));
      columns(index.appendProperty("columns"), column);
    }
  }

  private void columns(JsonPointer at, Optional<String> added) {
    var list = root.at(at);
    if (!list.isArray() || !problems.isSound(at)) {
      return;
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < list.size(); i++) {
      var item = at.appendIndex(i);
      name(item);
      if (text(item).filter(text -> !seen.add(text)).isPresent()) {
        problems.add(item, "stands in the index twice.", "Name each column once.");
      }
    }
    added
        .filter(column -> !seen.contains(column) && seen.size() == list.size())
        .ifPresent(
            column ->
                problems.add(
                    at,
                    "do not name the new column.",
                    "Add '" + column + "', or take the index out: others are not built here."));
  }

  private void writers() {
    var gate = text(field("/writers/gate")).orElse("application");
    var bridge = field("/writers/bridge");
    if (!root.at(bridge).isMissingNode() && !gate.equals("trigger")) {
      problems.add(
          bridge,
          "says how long a trigger stays, but the gate is '" + gate + "'.",
          "Take it out, or write gate: trigger.");
    }
    if (gate.equals("default") && root.at("/constraints/default").isMissingNode()) {
      problems.add(
          field("/writers/gate"),
          "is 'default', but the column gets no default.",
          "Add constraints.default, or choose another gate.");
    }
  }

  private void limits() {
    for (var at : List.of(field("/limits/chunkTarget"), field("/limits/lockTimeout"))) {
      if (text(at).map(text -> Values.duration(root.at(at))).filter(Duration::isZero).isPresent()) {
        problems.add(at, "is zero.", "Write a duration above zero, such as 200ms or 2s.");
      }
    }
  }

  private void name(JsonPointer at) {
    text(at)
        .ifPresent(
            name -> {
              if (name.getBytes(UTF_8).length > NAME_BYTES) {
                problems.add(
                    at, "is longer than " + NAME_BYTES + " bytes.", "Choose a shorter name.");
              } else if (name.isBlank() || name.indexOf('\0') >= 0) {
                problems.add(at, "holds no name.", "Write a name.");
              } else if (name.matches("\".*\"|`.*`")) {
                problems.add(
                    at, name + " stands in the quotes of SQL.", "Leave them out; Infill quotes.");
              }
            });
  }

  /** The engine is the fleet's to say, so only what no engine takes is refused here. */
  private void expression(JsonPointer at) {
    text(at)
        .filter(
            text ->
                Arrays.stream(Engine.values())
                    .allMatch(engine -> SqlExpression.flaw(text, engine).isPresent()))
        .flatMap(text -> SqlExpression.flaw(text, Engine.POSTGRESQL))
        .ifPresent(flaw -> problems.add(at, flaw.sentence(), flaw.advice()));
  }

  /** The text of a field that is there and that nothing was found wrong with. */
  private Optional<String> text(JsonPointer at) {
    var node = root.at(at);
    return node.isTextual() && problems.isSound(at) ? Optional.of(node.asText()) : Optional.empty();
  }

  private static JsonPointer field(String pointer) {
    return JsonPointer.compile(pointer);
  }
}
