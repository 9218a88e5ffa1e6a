package dev.infill.common.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.model.Engine;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

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
    checks.columns();
    new LookupChecks(root, problems, checks).check(field("/lookups"));
    checks.indexes();
    checks.writers();
    new LimitsChecks(root, problems, checks).check(field("/limits"));
    new WindowsChecks(root, problems).check(JsonPointer.empty());
    new ScheduleChecks(root, problems).check();
  }

  private void table() {
    tableName(field("/table"));
  }

  /** As a spec writes it, with or without its schema. */
  void tableName(JsonPointer field) {
    for (var at : byEngine(field).values()) {
      if (text(at).filter(table -> TableText.parse(table).isEmpty()).isPresent()) {
        problems.add(
            at,
            "'" + root.at(at).asText() + "' is not a table's name.",
            "Write schema.table or table; put double quotes around a name with a dot or a blank.");
      }
    }
  }

  private void columns() {
    boolean one = root.has("column");
    if (root.isObject()
        && one == root.has("columns")
        && (one || !misspelt(root, "column", "columns"))) {
      problems.add(
          field("/column"),
          one ? "stands beside columns." : "is missing.",
          one ? "Keep one of them." : "Add 'column': the new column.");
    }
    if (root.has("constraints") && (!one || root.at("/column").has("constraints"))) {
      problems.add(
          field("/constraints"),
          one ? "stands under column too." : "stands beside columns.",
          one ? "Keep one of them." : "Put it under the column that it is for.");
    }
    var names = new HashMap<String, JsonPointer>();
    for (var column : columnFields()) {
      column(column);
      twice(names, column.appendProperty("name"), "column");
      var named = text(column.appendProperty("name"));
      constraints(column.appendProperty("constraints"), named);
      if (one) {
        constraints(field("/constraints"), named);
      }
    }
  }

  private void constraints(JsonPointer at, Optional<String> column) {
    expression(at.appendProperty("default"));
    expression(at.appendProperty("check"));
    references(at.appendProperty("references"), column);
  }

  private static boolean misspelt(JsonNode object, String... known) {
    return object.properties().stream()
        .anyMatch(field -> Spelling.nearest(field.getKey(), List.of(known)).isPresent());
  }

  /** Where the columns stand. */
  private List<JsonPointer> columnFields() {
    return root.has("column")
        ? List.of(field("/column"))
        : IntStream.range(0, root.path("columns").size())
            .mapToObj(i -> field("/columns").appendIndex(i))
            .toList();
  }

  /** Whether a text stands at another place of the kind too. */
  void twice(Map<String, JsonPointer> names, JsonPointer at, String what) {
    text(at)
        .map(text -> names.putIfAbsent(text, at))
        .ifPresent(
            first ->
                problems.add(
                    at,
                    "is the name of another %s too, on line %d."
                        .formatted(what, problems.line(first)),
                    "Give each %s a name of its own.".formatted(what)));
  }

  /** A column has an expression, or a transform with its sources. */
  private void rule(JsonPointer column) {
    var transform = column.appendProperty("transform");
    var sources = column.appendProperty("sources");
    var node = root.at(column);
    for (int i = 0; i < root.at(sources).size(); i++) {
      name(sources.appendIndex(i));
    }
    if (!node.isObject()) {
      return;
    }
    if (!node.has("value") && !node.has("transform") && !misspelt(node, "value", "transform")) {
      problems.add(
          column.appendProperty("value"),
          "is missing.",
          "Add 'value': a SQL expression, such as lower(email).");
    } else if (node.has("value") && node.has("transform")) {
      problems.add(transform, "stands beside value.", "Keep one of them.");
    } else if (node.has("transform") != node.has("sources")
        && (node.has("sources") || !misspelt(node, "sources"))) {
      problems.add(
          sources,
          node.has("sources") ? "is only for a transform." : "is missing.",
          node.has("sources")
              ? "Take it out: value names its columns itself."
              : "Add 'sources': the columns that the transform reads.");
    }
    if (node.has("transform") && root.at("/writers/gate").asText().equals("trigger")) {
      problems.add(
          field("/writers/gate"),
          "is 'trigger', but no trigger can run a transform.",
          "Choose another gate.");
    }
  }

  private void column(JsonPointer column) {
    name(column.appendProperty("name"));
    var type = column.appendProperty("type");
    expression(type);
    byEngine(type).values().forEach(this::typeAlone);
    expression(column.appendProperty("value"));
    rule(column);
  }

  private void typeAlone(JsonPointer type) {
    text(type)
        .map(NO_TYPE::matcher)
        .filter(Matcher::find)
        .ifPresent(
            word ->
                problems.add(
                    type,
                    "holds '" + word.group() + "', which is no part of a type.",
                    "Write the type alone; constraints and a default stand under constraints."));
  }

  private void indexes() {
    var added = new HashSet<String>();
    columnFields().forEach(column -> text(column.appendProperty("name")).ifPresent(added::add));
    boolean known = added.size() == columnFields().size();
    new IndexChecks(root, problems, this, known ? added : Set.of()).check(field("/indexes"));
  }

  private void references(JsonPointer at, Optional<String> column) {
    tableName(at.appendProperty("table"));
    for (String list : List.of("columns", "from")) {
      for (int i = 0; i < root.at(at.appendProperty(list)).size(); i++) {
        name(at.appendProperty(list).appendIndex(i));
      }
    }
    var from = root.at(at.appendProperty("from"));
    var columns = root.at(at.appendProperty("columns"));
    if (!from.isMissingNode()
        && column.isPresent()
        && StreamSupport.stream(from.spliterator(), false)
            .noneMatch(name -> name.asText().equals(column.get()))) {
      problems.add(
          at.appendProperty("from"),
          "do not name the new column.",
          "Add '" + column.get() + "', or leave the foreign key out.");
    }
    if (columns.isArray() && columns.size() != (from.isArray() ? from.size() : 1)) {
      problems.add(
          at.appendProperty("columns"),
          "are not as many as the columns that point there.",
          "Pair them: from names the columns of the migrated table.");
    }
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
    if (gate.equals("default") && !everyColumnHasDefault()) {
      problems.add(
          field("/writers/gate"),
          root.has("columns")
              ? "is 'default', but not every column gets a default."
              : "is 'default', but the column gets no default.",
          "Add constraints.default, or choose another gate.");
    }
  }

  private boolean everyColumnHasDefault() {
    return root.at("/constraints").has("default")
        || columnFields().stream()
            .allMatch(column -> root.at(column).path("constraints").has("default"));
  }

  /** A name that the catalog can hold. */
  void name(JsonPointer at) {
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

  /** Of a text for all engines, only what no engine takes is refused here. */
  void expression(JsonPointer field) {
    var texts = byEngine(field);
    texts.forEach(
        (engine, at) ->
            text(at)
                .filter(text -> !at.equals(field) || noEngineTakes(text))
                .flatMap(text -> SqlExpression.flaw(text, engine))
                .ifPresent(flaw -> problems.add(at, flaw.sentence(), flaw.advice())));
  }

  private static boolean noEngineTakes(String text) {
    return Arrays.stream(Engine.values())
        .allMatch(engine -> SqlExpression.flaw(text, engine).isPresent());
  }

  /**
   * Where each engine's text stands: in the field of its name or, where there is one for all, in
   * the field itself.
   */
  SortedMap<Engine, JsonPointer> byEngine(JsonPointer field) {
    var texts = new TreeMap<Engine, JsonPointer>();
    for (var engine : Engine.values()) {
      texts.put(engine, root.at(field).isObject() ? field.appendProperty(engine.key()) : field);
    }
    return texts;
  }

  /** The text of a field that is there and that nothing was found wrong with. */
  Optional<String> text(JsonPointer at) {
    var node = root.at(at);
    return node.isTextual() && problems.isSound(at) ? Optional.of(node.asText()) : Optional.empty();
  }

  private static JsonPointer field(String pointer) {
    return JsonPointer.compile(pointer);
  }
}
