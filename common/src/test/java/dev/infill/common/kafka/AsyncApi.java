package dev.infill.common.kafka;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The document of all that travels on Kafka, as tools read it. */
final class AsyncApi {
  private static final Path FILE = Path.of("..", "deploy", "docs", "asyncapi.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V7);
  private static final Set<String> KEYWORDS =
      Set.of(
          ("$ref allOf type format const enum pattern minimum maximum minLength minItems maxItems"
                  + " items properties propertyNames required additionalProperties"
                  + " default description examples")
              .split(" "));

  private final JsonNode document;

  /** The same, but nothing may be in a message that it does not describe. */
  private final JsonNode closed;

  private AsyncApi(JsonNode document) {
    this.document = document;
    this.closed = close(document.deepCopy());
  }

  /** Reads it; what stands in it twice is an error. */
  static AsyncApi read() throws IOException {
    var yaml = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    // By way of text, so that a number is of the same kind as one of a JSON file.
    return new AsyncApi(JSON.readTree(yaml.readTree(FILE.toFile()).toString()));
  }

  JsonNode at(String pointer) {
    return document.at(pointer);
  }

  JsonNode message(String name) {
    return at("/components/messages/" + name);
  }

  /** What a reference leads to, or the one schema that another is a description of. */
  JsonNode resolved(JsonNode node) {
    if (node.has("$ref")) {
      return resolved(at(pointer(node)));
    }
    return node.path("allOf").size() == 1 && !node.has("properties")
        ? resolved(node.path("allOf").path(0))
        : node;
  }

  static String pointer(JsonNode reference) {
    return reference.path("$ref").asText().substring(1);
  }

  /** What of a value is not as the schema there has it, additions of later versions apart. */
  List<String> problems(String pointer, JsonNode value) {
    return problems(document, pointer, value);
  }

  /** The same, and what of the value is not described. */
  List<String> problemsAndUndescribed(String pointer, JsonNode value) {
    return problems(closed, pointer, value);
  }

  private static List<String> problems(JsonNode document, String pointer, JsonNode value) {
    if (document.at(pointer).isMissingNode()) {
      return List.of("nothing is at " + pointer);
    }
    var schema = JSON.createObjectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.putArray("allOf").addObject().put("$ref", "#" + pointer);
    schema.set("components", document.path("components"));
    return SCHEMAS.getSchema(schema).validate(value).stream().map(Object::toString).toList();
  }

  private static JsonNode close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && object.has("properties")
        && !object.has("allOf")) {
      object.put("additionalProperties", false);
    }
    node.forEach(AsyncApi::close);
    return node;
  }

  /** References that lead nowhere. */
  Set<String> broken() {
    return references().stream()
        .filter(reference -> at(reference).isMissingNode())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What may be referred to, and is not. */
  Set<String> unused() {
    var references = references();
    var unused = new TreeSet<String>();
    for (var kind : at("/components").properties()) {
      kind.getValue()
          .fieldNames()
          .forEachRemaining(name -> unused.add("/components/" + kind.getKey() + "/" + name));
    }
    unused.removeAll(references);
    return unused;
  }

  private Set<String> references() {
    return document.findValuesAsText("$ref").stream()
        .map(reference -> reference.substring(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Words in schemas that are none of JSON Schema's: misspelt, or a text cut off by a comma. */
  List<String> unknownKeywords() {
    var unknown = new ArrayList<String>();
    at("/components/schemas").forEach(schema -> unknownKeywords(schema, unknown));
    for (JsonNode message : at("/components/messages")) {
      unknownKeywords(message.path("headers"), unknown);
      unknownKeywords(message.path("payload"), unknown);
    }
    return unknown;
  }

  private static void unknownKeywords(JsonNode schema, List<String> unknown) {
    for (var keyword : schema.properties()) {
      JsonNode value = keyword.getValue();
      if (!KEYWORDS.contains(keyword.getKey()) || value.isNull()) {
        unknown.add(keyword.toString());
      }
      switch (keyword.getKey()) {
        case "properties", "allOf" -> value.forEach(part -> unknownKeywords(part, unknown));
        case "items", "additionalProperties", "propertyNames" -> unknownKeywords(value, unknown);
        default -> {}
      }
    }
  }
}
