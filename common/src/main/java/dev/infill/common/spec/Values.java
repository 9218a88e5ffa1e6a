package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.model.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The fields of a tree that was found sound, each with its default where it is not given. */
final class Values {
  private static final Pattern SIZE = Pattern.compile("([0-9]+)(kB|MB|GB)");

  private final JsonNode root;
  private final Shape shape;
  private final Engine engine;
  private final JsonPointer at;

  /**
   * @param engine whose text is taken where there is one for each
   */
  Values(JsonNode root, Shape shape, Engine engine) {
    this(root, shape, engine, JsonPointer.empty());
  }

  private Values(JsonNode root, Shape shape, Engine engine, JsonPointer at) {
    this.root = root;
    this.shape = shape;
    this.engine = engine;
    this.at = at;
  }

  Values in(String object) {
    return at(at.appendProperty(object));
  }

  private Values at(JsonPointer other) {
    return new Values(root, shape, engine, other);
  }

  /** An object that need not be there. */
  Optional<Values> optional(String object) {
    return has(object) ? Optional.of(in(object)) : Optional.empty();
  }

  /** Whether a field is given. */
  boolean has(String field) {
    return !root.at(at.appendProperty(field)).isMissingNode();
  }

  String text(String field) {
    return get(field).asText();
  }

  Optional<String> optionalText(String field) {
    var node = get(field);
    return node.isMissingNode() ? Optional.empty() : Optional.of(node.asText());
  }

  int integer(String field) {
    return get(field).asInt();
  }

  Optional<Integer> optionalInteger(String field) {
    var node = get(field);
    return node.isMissingNode() ? Optional.empty() : Optional.of(node.asInt());
  }

  boolean bool(String field) {
    return get(field).asBoolean();
  }

  Duration duration(String field) {
    return duration(get(field));
  }

  /** Empty where the field is not given. */
  Optional<Duration> optionalDuration(String field) {
    return has(field) ? Optional.of(duration(field)) : Optional.empty();
  }

  /** A number that may have a fraction. */
  double number(String field) {
    return get(field).asDouble();
  }

  /** Empty where the field says {@code off}. */
  Optional<Duration> durationOrOff(String field) {
    return isOff(field) ? Optional.empty() : Optional.of(duration(field));
  }

  /** Empty where the field says {@code off}. */
  Optional<Double> numberOrOff(String field) {
    return isOff(field) ? Optional.empty() : Optional.of(number(field));
  }

  /** Empty where the field says {@code off}. */
  Optional<Integer> integerOrOff(String field) {
    return isOff(field) ? Optional.empty() : Optional.of(integer(field));
  }

  /** Bytes; empty where the field says {@code off}. */
  Optional<Long> sizeOrOff(String field) {
    return isOff(field) ? Optional.empty() : Optional.of(size(text(field)));
  }

  boolean isOff(String field) {
    return get(field).asText().equals("off");
  }

  /** Whether the field stands there, default or not. */
  boolean given(String field) {
    return !root.at(at.appendProperty(field)).isMissingNode();
  }

  /** A list's items, each made by a function. */
  <T> List<T> list(String field, Function<Values, T> item) {
    var list = at.appendProperty(field);
    return IntStream.range(0, root.at(list).size())
        .mapToObj(index -> item.apply(at(list.appendIndex(index))))
        .toList();
  }

  /** A list of texts. */
  List<String> texts(String field) {
    return list(field, item -> root.at(item.at).asText());
  }

  private JsonNode get(String field) {
    var pointer = at.appendProperty(field);
    var node = root.at(pointer);
    if (node.isObject() && shape.isPerEngine(pointer)) {
      return node.path(engine.key());
    }
    return node.isMissingNode() ? shape.defaultOf(pointer) : node;
  }

  /** The schema has made sure that the text is a size. */
  static long size(String text) {
    var matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException("the schema let a size through that is none");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "kB" -> amount * 1_000;
      case "MB" -> amount * 1_000_000;
      default -> amount * 1_000_000_000;
    };
  }

  /** The schema has made sure that the text is a duration. */
  static Duration duration(JsonNode node) {
    return DurationText.parse(node.asText())
        .orElseThrow(
            () -> new IllegalStateException("the schema let a duration through that is none"));
  }
}
