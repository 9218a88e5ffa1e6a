package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a schema can't say of the indexes of a migration. */
final class IndexChecks {
  private final JsonNode root;
  private final Problems problems;
  private final MigrationChecks fields;
  private final Set<String> added;

  /**
   * @param added the new columns; empty where their names are wrong
   */
  IndexChecks(JsonNode root, Problems problems, MigrationChecks fields, Set<String> added) {
    this.root = root;
    this.problems = problems;
    this.fields = fields;
    this.added = added;
  }

  void check(JsonPointer indexes) {
    var names = new HashMap<String, JsonPointer>();
    for (int i = 0; i < root.at(indexes).size(); i++) {
      var index = indexes.appendIndex(i);
      var name = index.appendProperty("name");
      fields.name(name);
      fields
          .text(name)
          .map(text -> names.putIfAbsent(text, name))
          .ifPresent(
              first ->
                  problems.add(
                      name,
                      "is the name of another index too, on line " + problems.line(first) + ".",
                      "Give each index a name of its own."));
      index(index);
    }
  }

  private void index(JsonPointer index) {
    var columns = index.appendProperty("columns");
    var parts = index.appendProperty("parts");
    boolean brief = !root.at(columns).isMissingNode();
    if (brief && !root.at(parts).isMissingNode()) {
      problems.add(parts, "stands beside columns.", "Keep one of them.");
    } else if (!brief && root.at(parts).isMissingNode()) {
      problems.add(
          columns, "is missing.", "Add 'columns': the index's columns, such as [\"email_lower\"].");
    }
    fields.expression(index.appendProperty("where"));
    for (int i = 0; i < root.at(parts).size(); i++) {
      part(parts.appendIndex(i));
    }
    if (namesOnce(List.of(columns, index.appendProperty("include"), parts))) {
      holdsTheColumn(index, brief ? columns : parts);
    }
    unique(index);
  }

  private void part(JsonPointer part) {
    var column = part.appendProperty("column");
    var expression = part.appendProperty("expression");
    fields.name(column);
    fields.expression(expression);
    if (root.at(part).isObject()
        && root.at(column).isMissingNode() == root.at(expression).isMissingNode()) {
      problems.add(
          part,
          root.at(column).isMissingNode()
              ? "names neither a column nor an expression."
              : "names a column and an expression.",
          "Name one of them.");
    }
  }

  /** Whether all is sound. */
  private boolean namesOnce(List<JsonPointer> lists) {
    var seen = new HashSet<String>();
    boolean sound = true;
    for (JsonPointer list : lists) {
      sound &= problems.isSound(list);
      for (int i = 0; problems.isSound(list) && i < root.at(list).size(); i++) {
        var item = list.appendIndex(i);
        var name = root.at(item).isObject() ? item.appendProperty("column") : item;
        if (!root.at(item).isObject()) {
          fields.name(name);
        }
        if (fields.text(name).filter(text -> !seen.add(text)).isPresent()) {
          problems.add(name, "stands in the index twice.", "Name each column once.");
        }
        sound &= problems.isSound(item) && problems.isSound(name);
      }
    }
    return sound;
  }

  /** In a column, or as a word in an expression. */
  private void holdsTheColumn(JsonPointer index, JsonPointer at) {
    if (added.isEmpty()) {
      return;
    }
    String all = root.at(index).toString().toLowerCase(Locale.ROOT);
    boolean found =
        added.stream()
            .map(name -> Pattern.quote(name.toLowerCase(Locale.ROOT)))
            .anyMatch(
                name ->
                    Pattern.compile("(?U)(?<!\\w)" + name + "(?!\\w)")
                        .matcher(all.replaceFirst("\"name\":\"[^\"]*\"", ""))
                        .find());
    if (!found) {
      String name = added.iterator().next();
      problems.add(
          at,
          added.size() == 1 ? "do not name the new column." : "name none of the new columns.",
          "Add '" + name + "', or take the index out: others are not built here.");
    }
  }

  private void unique(JsonPointer index) {
    boolean unique = root.at(index.appendProperty("unique")).asBoolean();
    for (String field : List.of("nullsNotDistinct", "constraint")) {
      var at = index.appendProperty(field);
      if (root.at(at).asBoolean() && !unique) {
        problems.add(at, "is only for an index that is unique.", "Add unique: true.");
      }
    }
    if (!root.at(index.appendProperty("constraint")).asBoolean() || !unique) {
      return;
    }
    boolean plain = root.at(index.appendProperty("where")).isMissingNode();
    for (JsonNode part : root.at(index.appendProperty("parts"))) {
      plain &=
          part.has("column")
              && !part.has("operatorClass")
              && !part.has("nulls")
              && !part.path("order").asText().equals("desc");
    }
    if (!plain) {
      problems.add(
          index.appendProperty("constraint"),
          "is only for an index of plain columns, without where.",
          "Leave it out: a unique index refuses the same rows.");
    }
  }
}
