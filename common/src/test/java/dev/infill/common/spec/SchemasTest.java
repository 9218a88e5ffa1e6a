package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas, as an editor uses them: without the parser. */
class SchemasTest {
  private static final String MIGRATION =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: public.users
      column: { name: email_lower, type: text, value: "lower(email)", sync: derived }
      constraints: { notNull: true }
      indexes: [ { name: users_email_lower_idx, columns: [email_lower] } ]
      writers: { gate: application, quiet: 10s, minChanges: 50 }
      limits: { rangesInFlight: 4, rangeRows: 100000, chunkTarget: 200ms, lockTimeout: 2s }
      """;
  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: users-fleet
      shards:
        - { id: shard-0, url: "jdbc:postgresql://127.0.0.1:5432/app", user: infill, password: "${env:INFILL_PASSWORD}" }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"migration", "fleet"})
  void everyFieldIsDescribedAndItsDefaultTold(String name) throws IOException {
    var fields = new HashMap<String, JsonNode>();
    var schema = load(name);
    collect("", schema, fields);

    assertThat(fields)
        .isNotEmpty()
        .allSatisfy(
            (path, field) -> {
              assertThat(field.path("title").asText()).as(path).isNotBlank();
              assertThat(field.path("description").asText()).as(path).isNotBlank();
            });
    assertThat(optional("", schema, new HashMap<>()))
        .isNotEmpty()
        .allSatisfy(
            (path, field) ->
                assertThat(
                        field.has("default")
                            || field.get("description").asText().endsWith("None unless given."))
                    .as(path)
                    .isTrue());
  }

  @ParameterizedTest
  @CsvSource({"migration", "fleet"})
  void acceptsWhatTheParserAcceptsAndNoFieldMore(String name) throws Exception {
    var text = name.equals("fleet") ? FLEET : MIGRATION;
    if (name.equals("fleet")) {
      SpecParser.fleet("f.yaml", text);
    } else {
      SpecParser.migration("m.yaml", text);
    }
    var schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(load(name));

    assertThat(schema.validate(json(text), InputFormat.JSON)).isEmpty();
    assertThat(schema.validate(json(text + "more: 1\n"), InputFormat.JSON)).hasSize(1);
  }

  private static void collect(String path, JsonNode schema, Map<String, JsonNode> into) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              var at = path + "/" + field.getKey();
              into.put(at, field.getValue());
              collect(at, field.getValue(), into);
            });
    if (schema.has("items")) {
      into.put(path + "[]", schema.get("items"));
      collect(path + "[]", schema.get("items"), into);
    }
  }

  private static Map<String, JsonNode> optional(
      String path, JsonNode schema, Map<String, JsonNode> into) {
    var required =
        StreamSupport.stream(schema.path("required").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              var at = path + "/" + field.getKey();
              if (!required.contains(field.getKey())) {
                into.put(at, field.getValue());
              }
              optional(at, field.getValue(), into);
            });
    if (schema.has("items")) {
      optional(path + "[]", schema.get("items"), into);
    }
    return into;
  }

  private static String json(String yaml) throws IOException {
    return new YAMLMapper().readTree(yaml).toString();
  }

  private static JsonNode load(String name) throws IOException {
    try (var stream =
        Objects.requireNonNull(SchemasTest.class.getResourceAsStream(name + ".schema.json"))) {
      return new ObjectMapper().readTree(stream);
    }
  }
}
