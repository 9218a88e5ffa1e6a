package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A text as a tree, and the line of each of its fields.
 *
 * <p>It is stricter than YAML: one document, no field twice, no aliases, since each of these has
 * hidden a mistake from the one who wrote it.
 *
 * @param root missing when the text can't be read
 * @param problems holds what is wrong so far, and takes what is found later
 */
record Document(JsonNode root, Problems problems) {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A tree without lines. */
  static Document of(String source, JsonNode json) {
    return new Document(json, new Problems(source));
  }

  static Document read(String file, String yaml) {
    var problems = new Problems(file);
    try (var parser = YAML.createParser(yaml)) {
      return new Document(new Reader(parser, problems).whole(), problems);
    } catch (JsonProcessingException e) {
      // The parser's own sentence quotes the text, which may hold a password.
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
      problems.add(
          JsonPointer.empty(),
          line,
          "can't be read as YAML from here on.",
          "Check the indentation (no tabs), the quotes and the brackets here and on the line before.");
      return new Document(MissingNode.getInstance(), problems);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can always be read", e);
    }
  }

  private record Reader(YAMLParser parser, Problems problems) {

    JsonNode whole() throws IOException {
      if (parser.nextToken() == null) {
        problems.add(JsonPointer.empty(), "is empty.", "Write a Migration or a Fleet.");
        return MissingNode.getInstance();
      }
      problems.locate(JsonPointer.empty(), line());
      var root = value(JsonPointer.empty());
      if (parser.nextToken() != null) {
        problems.add(
            JsonPointer.empty(),
            line(),
            "a second document begins here.",
            "Give each Migration and each Fleet a file of its own.");
      }
      return root;
    }

    private JsonNode value(JsonPointer at) throws IOException {
      if (parser.isCurrentAlias()) {
        problems.add(at, line(), "is an alias.", "Write the value out.");
        return NODES.nullNode();
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> object(at);
        case START_ARRAY -> array(at);
        case VALUE_NULL -> NODES.nullNode();
        case VALUE_TRUE, VALUE_FALSE -> bool();
        case VALUE_NUMBER_INT -> number();
        case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
        default -> NODES.textNode(parser.getText());
      };
    }

    /** The reader takes {@code off} for false; here it says that something is switched off. */
    private JsonNode bool() throws IOException {
      return parser.getText().equals("off")
          ? NODES.textNode("off")
          : NODES.booleanNode(parser.getBooleanValue());
    }

    private JsonNode number() throws IOException {
      return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          ? NODES.numberNode(parser.getBigIntegerValue())
          : NODES.numberNode(parser.getLongValue());
    }

    private ObjectNode object(JsonPointer at) throws IOException {
      var object = NODES.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        var name = parser.currentName();
        var field = at.appendProperty(name);
        int line = line();
        parser.nextToken();
        if (object.has(name)) {
          int first = problems.line(field);
          problems.add(
              field, line, "stands here again, first on line " + first + ".", "Keep one of them.");
          parser.skipChildren();
        } else {
          problems.locate(field, line);
          object.set(name, value(field));
        }
      }
      return object;
    }

    private ArrayNode array(JsonPointer at) throws IOException {
      var array = NODES.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        var item = at.appendIndex(array.size());
        problems.locate(item, line());
        array.add(value(item));
      }
      return array;
    }

    private int line() {
      return parser.currentTokenLocation().getLineNr();
    }
  }
}
