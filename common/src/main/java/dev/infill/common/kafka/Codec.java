package dev.infill.common.kafka;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.infill.common.message.Change;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Task;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Messages as JSON and back. A subclass of a sealed type carries its simple name as property {@code
 * type}; times are ISO 8601; what is absent is left out; properties that the reader does not know
 * are ignored, and those that it needs and does not find are an error, but for a flag, which is
 * then off. Safe for all threads.
 */
public final class Codec {
  private static final String TYPE = "type";

  private final ObjectMapper mapper;

  private Codec(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** Knows all messages of {@code dev.infill.common.message}, and the specs. */
  public static Codec ofMessages() {
    return forTypes();
  }

  /**
   * Knows the messages and, besides, these types with all that they permit.
   *
   * @param sealedRoots sealed interfaces whose subclasses are records of different simple names
   * @throws IllegalArgumentException when a type is not sealed, two subclasses share a simple name,
   *     or one has a component named {@code type}
   */
  public static Codec forTypes(Class<?>... sealedRoots) {
    var mapper =
        JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addDeserializer(boolean.class, new FlagReader()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();
    var messages = Stream.of(Event.class, Task.class, Command.class, Change.class);
    Stream.concat(messages, Stream.of(sealedRoots)).forEach(root -> register(mapper, root));
    return new Codec(mapper);
  }

  /** The JSON of a value, in UTF-8. */
  public byte[] write(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + value.getClass().getName(), e);
    }
  }

  /**
   * The value of a JSON text.
   *
   * @throws UnreadableMessageException when it can't be read as this type
   */
  public <T> T read(byte[] json, Class<T> type) {
    return read(json, type, "a message");
  }

  /**
   * The value of a record.
   *
   * @throws UnreadableMessageException when it can't be read as this type, or is a tombstone
   */
  public <T> T read(ConsumerRecord<?, byte[]> record, Class<T> type) {
    var place = record.topic() + "-" + record.partition() + "@" + record.offset();
    if (record.value() == null) {
      throw new UnreadableMessageException(
          place + " is a tombstone, not a " + type.getSimpleName());
    }
    return read(record.value(), type, place);
  }

  private <T> T read(byte[] json, Class<T> type, String place) {
    try {
      var value = mapper.readValue(json, type);
      if (value == null) {
        throw new UnreadableMessageException(place + " is null, not a " + type.getSimpleName());
      }
      return value;
    } catch (JsonMappingException e) {
      throw new UnreadableMessageException(
          place + " is not a " + type.getSimpleName() + ": something is wrong with its " + path(e));
    } catch (IOException e) {
      throw new UnreadableMessageException(
          place + " is not a " + type.getSimpleName() + ": it is no JSON");
    }
  }

  private static String path(JsonMappingException e) {
    var path =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "properties" : "'" + path + "'";
  }

  private static void register(ObjectMapper mapper, Class<?> root) {
    if (!root.isSealed()) {
      throw new IllegalArgumentException("not sealed: " + root.getName());
    }
    var subclasses = subclasses(root).distinct().toList();
    checkNames(root, subclasses);
    mapper.addMixIn(root, NamedByType.class);
    for (var subclass : subclasses) {
      mapper.registerSubtypes(new NamedType(subclass, subclass.getSimpleName()));
    }
  }

  private static void checkNames(Class<?> root, List<Class<?>> subclasses) {
    if (subclasses.stream().map(Class::getSimpleName).distinct().count() < subclasses.size()) {
      throw new IllegalArgumentException("simple names must differ under " + root.getName());
    }
    for (var subclass : subclasses) {
      if (!subclass.isRecord()) {
        throw new IllegalArgumentException("not a record: " + subclass.getName());
      }
      for (var component : subclass.getRecordComponents()) {
        if (component.getName().equals(TYPE)) {
          throw new IllegalArgumentException("'type' is taken by the codec: " + subclass.getName());
        }
      }
    }
  }

  private static Stream<Class<?>> subclasses(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(Codec::subclasses)
        : Stream.of(type);
  }

  /** Laid over each sealed type, so that the messages themselves need no annotation. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = TYPE)
  private interface NamedByType {}
}
