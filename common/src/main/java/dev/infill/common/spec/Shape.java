package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.infill.common.model.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A published JSON Schema: checks a tree, and tells of each field its title, examples and default,
 * so that these stand in one place. Safe for all threads.
 */
final class Shape {
  private final JsonNode document;
  private final JsonSchema schema;

  private Shape(JsonNode document) {
    this.document = document;
    this.schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(document);
  }

  /** Reads a schema that lies beside this class. */
  static Shape load(String resource) {
    try (var stream = Objects.requireNonNull(Shape.class.getResourceAsStream(resource), resource)) {
      return new Shape(new ObjectMapper().readTree(stream));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  Set<ValidationMessage> validate(JsonNode tree) {
    return schema.validate(tree);
  }

  /** What the field is, as {@code a duration}. */
  String title(JsonPointer field) {
    return get(field, "title").asText("the right value");
  }

  /** The rule behind a pattern, such as {@code a whole number and its unit}; may be empty. */
  String rule(JsonPointer field) {
    return referred(at(field)).path("description").asText("");
  }

  /** Values that would do; may be none. */
  List<String> examples(JsonPointer field) {
    return texts(get(field, "examples"));
  }

  /** The values that an enumeration allows. */
  List<String> choices(JsonPointer field) {
    var constant = get(field, "const");
    return constant.isMissingNode() ? texts(get(field, "enum")) : List.of(constant.asText());
  }

  /** The names of an object's fields. */
  List<String> fields(JsonPointer object) {
    return get(object, "properties").properties().stream().map(Map.Entry::getKey).toList();
  }

  /** A number that a keyword such as {@code minimum} sets. */
  String bound(JsonPointer field, String keyword) {
    return get(field, keyword).asText();
  }

  boolean isBoolean(JsonPointer field) {
    return get(field, "type").asText().equals("boolean");
  }

  boolean isText(JsonPointer field) {
    return get(field, "type").asText().equals("string") || isPerEngine(field);
  }

  /** Whether the field is a text for all engines, or one for each. */
  boolean isPerEngine(JsonPointer field) {
    return get(field, "properties").has(Engine.MYSQL.key());
  }

  /** Whether the value may be a secret or hold one, and so is never repeated. */
  boolean isSecret(JsonPointer field) {
    return get(field, "writeOnly").asBoolean(false);
  }

  /** The value of a field that is not given. */
  JsonNode defaultOf(JsonPointer field) {
    return get(field, "default");
  }

  private JsonNode get(JsonPointer field, String keyword) {
    var node = at(field);
    return node.has(keyword) ? node.get(keyword) : referred(node).path(keyword);
  }

  private JsonNode at(JsonPointer field) {
    var node = document;
    for (var step = field; !step.matches(); step = step.tail()) {
      var inner = node.has("$ref") ? referred(node) : node;
      node =
          step.mayMatchElement()
              ? inner.path("items")
              : inner.path("properties").path(step.getMatchingProperty());
    }
    return node;
  }

  private JsonNode referred(JsonNode node) {
    var reference = node.path("$ref").asText("");
    return reference.isEmpty() ? MissingNode.getInstance() : document.at(reference.substring(1));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(node -> node.isTextual() ? node.asText() : node.toString())
        .toList();
  }
}
