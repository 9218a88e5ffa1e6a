package dev.infill.common.kafka;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether a schema says of a record what the codec makes of it: its properties with their types and
 * choices, however deep, those that a reader can't do without, and a description of each.
 */
final class RecordSchema {
  private static final Map<Class<?>, String> TYPES =
      Map.ofEntries(
          Map.entry(int.class, "integer"),
          Map.entry(long.class, "integer"),
          Map.entry(Integer.class, "integer"),
          Map.entry(Long.class, "integer"),
          Map.entry(double.class, "number"),
          Map.entry(Double.class, "number"),
          Map.entry(boolean.class, "boolean"),
          Map.entry(String.class, "string"),
          Map.entry(Instant.class, "string"),
          Map.entry(Duration.class, "string"),
          Map.entry(LocalDate.class, "string"),
          Map.entry(LocalTime.class, "string"),
          Map.entry(ZoneId.class, "string"));

  private final AsyncApi api;
  private final List<String> differences = new ArrayList<>();

  private RecordSchema(AsyncApi api) {
    this.api = api;
  }

  /** What the schema says otherwise, or not at all. */
  static List<String> differences(AsyncApi api, Class<?> type, JsonNode schema) {
    var comparison = new RecordSchema(api);
    comparison.compare(type.getSimpleName(), type, schema);
    return comparison.differences;
  }

  private void compare(String at, Type type, JsonNode described) {
    JsonNode schema = api.resolved(described);
    if (type instanceof ParameterizedType generic) {
      compareGeneric(at, generic, schema);
    } else if (type instanceof Class<?> of) {
      compareClass(at, of, schema);
    } else {
      differences.add(at + " is a " + type);
    }
  }

  private void compareGeneric(String at, ParameterizedType generic, JsonNode schema) {
    var raw = (Class<?>) generic.getRawType();
    Type[] of = generic.getActualTypeArguments();
    if (raw == Optional.class) {
      compare(at, of[0], schema);
    } else if (raw == Map.class) {
      expect(at, "type", "object", schema.path("type").asText());
      compare(at + "{}", of[1], schema.path("additionalProperties"));
    } else if (Collection.class.isAssignableFrom(raw)) {
      expect(at, "type", "array", schema.path("type").asText());
      compare(at + "[]", of[0], schema.path("items"));
    } else {
      differences.add(at + " is a " + generic);
    }
  }

  private void compareClass(String at, Class<?> type, JsonNode schema) {
    if (type.isEnum()) {
      var constants = Stream.of(type.getEnumConstants()).map(Object::toString).toList();
      expect(at, "enum", constants, texts(schema.path("enum")));
    } else if (type.isRecord()) {
      written(type)
          .ifPresentOrElse(
              value -> compare(at, value.getGenericReturnType(), schema),
              () -> compareRecord(at, type, schema));
    } else {
      var expected = Optional.ofNullable(TYPES.get(type)).orElse("nothing known of " + type);
      expect(at, "type", expected, schema.path("type").asText());
    }
  }

  /** What is written in a record's place, where its properties are not. */
  private static Optional<Method> written(Class<?> record) {
    return Stream.of(record.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(JsonValue.class))
        .findFirst();
  }

  private void compareRecord(String at, Class<?> record, JsonNode schema) {
    expect(at, "type", "object", schema.path("type").asText());
    var properties = new TreeSet<String>();
    var required = new TreeSet<String>();
    if (Stream.of(record.getInterfaces()).anyMatch(Class::isSealed)) {
      properties.add("type");
      required.add("type");
      String name = schema.path("properties").path("type").path("const").asText();
      expect(at, "const", record.getSimpleName(), name);
    }
    for (RecordComponent component : record.getRecordComponents()) {
      properties.add(component.getName());
      if (!mayBeAbsent(component)) {
        required.add(component.getName());
      }
      compareComponent(at + "." + component.getName(), component, schema);
    }
    var described = new TreeSet<String>();
    schema.path("properties").fieldNames().forEachRemaining(described::add);
    expect(at, "properties", properties, described);
    expect(at, "required", required, new TreeSet<>(texts(schema.path("required"))));
  }

  private void compareComponent(String at, RecordComponent component, JsonNode schema) {
    JsonNode described = schema.path("properties").path(component.getName());
    compare(at, component.getGenericType(), described);
    if (!described.has("description") && !api.resolved(described).has("description")) {
      differences.add(at + " has no description");
    }
    if (component.getType() == boolean.class) {
      expect(at, "default", "false", described.path("default").asText());
    }
  }

  /** As readers have it: a flag that is absent is off. */
  private static boolean mayBeAbsent(RecordComponent component) {
    return Set.of(Optional.class, boolean.class).contains(component.getType())
        || component.getAccessor().isAnnotationPresent(JsonInclude.class);
  }

  private void expect(String at, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      differences.add(at + ": " + what + " is " + found + " and not " + expected);
    }
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
