package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks a tree against its schema, and says what is wrong in sentences for people. */
final class SchemaCheck {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z]{1,30}");

  private final JsonNode root;
  private final Shape shape;
  private final Problems problems;

  /** Fields that are missing, but stand there misspelt. */
  private final Set<JsonPointer> misspelt = new HashSet<>();

  private SchemaCheck(JsonNode root, Shape shape, Problems problems) {
    this.root = root;
    this.shape = shape;
    this.problems = problems;
  }

  static void check(JsonNode root, Shape shape, Problems problems) {
    var check = new SchemaCheck(root, shape, problems);
    // Of what may stand in another's place, the checks behind the schema tell better.
    var messages =
        shape.validate(root).stream()
            .filter(message -> !message.getEvaluationPath().toString().contains("oneOf"))
            .toList();
    messages.stream()
        .filter(message -> is(message, "additionalProperties"))
        .forEach(check::unknown);
    messages.stream().filter(message -> is(message, "required")).forEach(check::missing);
    messages.stream()
        .filter(message -> !is(message, "additionalProperties") && !is(message, "required"))
        .forEach(check::wrong);
  }

  private static boolean is(ValidationMessage message, String keyword) {
    return message.getType().equals(keyword);
  }

  private void unknown(ValidationMessage message) {
    var parent = pointer(message.getInstanceLocation());
    var name = message.getProperty();
    var known = shape.fields(parent);
    if (!FIELD.matcher(name).matches()) {
      // It may be anything, even a password whose quotes were forgotten; so it is not repeated.
      int line = problems.line(parent.appendProperty(name));
      problems.add(
          parent, line, "holds what is no field.", "Check the colons, commas and quotes here.");
      return;
    }
    var meant = Spelling.nearest(name, known);
    meant.ifPresent(near -> misspelt.add(parent.appendProperty(near)));
    problems.add(
        parent.appendProperty(name),
        "is no known field.",
        meant
            .map(near -> "Did you mean '" + near + "'?")
            .orElseGet(() -> "Known here are " + Spelling.list(known, "and") + "."));
  }

  private void missing(ValidationMessage message) {
    var parent = pointer(message.getInstanceLocation());
    var field = parent.appendProperty(message.getProperty());
    if (!misspelt.contains(field)) {
      var name = field.last().getMatchingProperty();
      var choices = shape.choices(field);
      problems.add(
          field,
          "is missing.",
          choices.isEmpty()
              ? "Add '" + name + "': " + shape.title(field) + suchAs(field) + "."
              : "Add " + name + ": " + Spelling.list(choices, "or") + ".");
    }
  }

  private void wrong(ValidationMessage message) {
    var field = pointer(message.getInstanceLocation());
    if (!problems.isSound(field)) {
      return;
    }
    var value = root.at(field);
    switch (message.getType()) {
      case "type" -> wrongType(field, value);
      case "enum", "const" -> noneOf(field, value);
      case "minimum" ->
          problems.add(
              field, "is too small.", "Write " + shape.bound(field, "minimum") + " or more.");
      case "maximum" ->
          problems.add(
              field, "is too large.", "Write " + shape.bound(field, "maximum") + " or less.");
      case "minLength", "minItems", "minProperties" ->
          problems.add(field, "is empty.", "Write " + shape.title(field) + suchAs(field) + ".");
      default -> {
        var rule = shape.rule(field);
        problems.add(
            field,
            quoted(field, value) + " is not " + shape.title(field) + ".",
            "Write " + (rule.isEmpty() ? shape.title(field) : rule) + suchAs(field) + ".");
      }
    }
  }

  private void wrongType(JsonPointer field, JsonNode value) {
    var wanted = shape.isBoolean(field) ? "true or false" : shape.title(field);
    // YAML reads 0 and true as a number and a boolean, where an expression or a name was meant.
    var unquoted =
        shape.isText(field) && !shape.isSecret(field) && (value.isNumber() || value.isBoolean());
    problems.add(
        field,
        value.isNull() ? "has no value." : "is " + kind(value) + ", not " + wanted + ".",
        unquoted ? "Put quotes around it." : "Write " + wanted + suchAs(field) + ".");
  }

  private void noneOf(JsonPointer field, JsonNode value) {
    var choices = shape.choices(field);
    problems.add(
        field,
        quoted(field, value) + " is no choice here.",
        Spelling.nearest(value.asText(), choices)
            .map(near -> "Did you mean '" + near + "'?")
            .orElseGet(() -> "Write " + Spelling.list(choices, "or") + "."));
  }

  private String quoted(JsonPointer field, JsonNode value) {
    return shape.isSecret(field) || !value.isValueNode()
        ? "what stands here"
        : "'" + value.asText() + "'";
  }

  private String suchAs(JsonPointer field) {
    var examples = shape.examples(field);
    return examples.isEmpty() ? "" : ", such as " + Spelling.list(examples, "or");
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a group of fields";
      case BOOLEAN -> "true or false";
      case NUMBER -> "a number";
      default -> "a text";
    };
  }

  private static JsonPointer pointer(JsonNodePath path) {
    var pointer = JsonPointer.empty();
    for (int i = 0; i < path.getNameCount(); i++) {
      pointer =
          path.getElement(i) instanceof Integer index
              ? pointer.appendIndex(index)
              : pointer.appendProperty(path.getName(i));
    }
    return pointer;
  }
}
