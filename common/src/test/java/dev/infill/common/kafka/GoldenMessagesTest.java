package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Position;
import dev.infill.common.message.Task;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What stands in {@code golden/} is what other versions, and other people's tools, read and write.
 * A file that no longer fits means that they no longer do.
 */
class GoldenMessagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Codec CODEC = Codec.ofMessages();

  static Stream<Object> samples() {
    return Samples.all().stream();
  }

  @Test
  void everyTypeOfMessageHasSample() {
    var types =
        Stream.concat(
            Stream.of(Event.class, Task.class, Command.class, Change.class)
                .flatMap(root -> Stream.of(root.getPermittedSubclasses())),
            Stream.of(Capture.class, Position.class, Pace.class, Heartbeat.class));

    assertThat(samples().<Class<?>>map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(types.toList());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void messageIsWrittenAsItsGoldenFile(Object message) throws IOException {
    assertThat(JSON.readTree(CODEC.write(message))).isEqualTo(golden(message));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void goldenFileIsReadAsTheMessageAlsoWithFieldsOfLaterVersions(Object message)
      throws IOException {
    var later = ((ObjectNode) golden(message)).put("laterField", "x");
    var nested = later.withObject("/laterObject").put("type", "x");
    assertThat(nested).isNotEmpty();

    assertThat(CODEC.read(JSON.writeValueAsBytes(later), root(message))).isEqualTo(message);
  }

  /** As a later version of anything that a message is made of may have them. */
  @ParameterizedTest
  @MethodSource("samples")
  void fieldsOfLaterVersionsAreIgnoredHoweverDeep(Object message) throws IOException {
    var later = golden(message);
    later.findParents("id").forEach(GoldenMessagesTest::addLater);
    for (String part : List.of("spec", "plan", "fill", "shard", "limits", "pace", "tuning")) {
      later.findValues(part).forEach(GoldenMessagesTest::addLater);
    }

    assertThat(CODEC.read(JSON.writeValueAsBytes(later), root(message))).isEqualTo(message);
  }

  private static void addLater(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.putArray("laterField").addObject().put("type", "Later");
    }
  }

  @Test
  void kindOfMessageThatALaterVersionMayHaveIsRefusedAndNotMistaken() {
    for (var root : List.of(Event.class, Task.class, Command.class, Change.class)) {
      assertThatExceptionOfType(UnreadableMessageException.class)
          .isThrownBy(
              () -> CODEC.read("{\"type\":\"Later\",\"range\":\"1.1\"}".getBytes(UTF_8), root));
    }
  }

  /** What stands in a sample's file. */
  static JsonNode golden(Object message) throws IOException {
    var type = CloudEvents.type(message.getClass()).replace("dev.infill.", "");
    try (var stream =
        Objects.requireNonNull(
            GoldenMessagesTest.class.getResourceAsStream("/golden/" + type + ".json"), type)) {
      return JSON.readTree(stream);
    }
  }

  /** What a reader asks for: the sealed type, where there is one. */
  static Class<?> root(Object message) {
    return Stream.<Class<?>>of(message.getClass().getInterfaces())
        .filter(Class::isSealed)
        .findFirst()
        .orElse(message.getClass());
  }
}
