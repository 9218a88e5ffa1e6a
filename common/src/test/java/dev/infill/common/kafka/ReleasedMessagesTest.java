package dev.infill.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Position;
import dev.infill.common.message.Task;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages as released versions wrote them, in a folder each: still on the topics, or still being
 * written by a process that was not replaced yet. A folder is made at a release of what is in
 * {@code golden/} then, and is never changed.
 */
class ReleasedMessagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Codec CODEC = Codec.ofMessages();

  static Stream<Path> messages() throws IOException, URISyntaxException {
    var folder = Objects.requireNonNull(ReleasedMessagesTest.class.getResource("/released"));
    try (var files = Files.walk(Path.of(folder.toURI()))) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }

  @Test
  void messagesOfTheFirstVersionAreThere() throws Exception {
    assertThat(messages().filter(file -> file.getParent().endsWith("0.1"))).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatAnOlderVersionWroteIsReadAndNothingOfItLost(Path file) throws IOException {
    var then = JSON.readTree(file.toFile());

    var read = CODEC.read(JSON.writeValueAsBytes(then), root(file));

    var now = JSON.readTree(CODEC.write(read));
    assertThat(lost(then, now, "")).isEmpty();
  }

  @Test
  void whatWouldBeLostIsSeen() throws IOException {
    var then = JSON.readTree("{\"a\":1,\"b\":{\"c\":[{\"d\":2}]},\"e\":\"x\"}");
    var now = JSON.readTree("{\"a\":1,\"b\":{\"c\":[{\"f\":2}]},\"e\":\"y\",\"g\":3}");

    assertThat(lost(then, now, "")).containsExactly("/b/c/0/d", "/e");
  }

  /** What was there, and is not any more or is another. */
  private static List<String> lost(JsonNode then, JsonNode now, String at) {
    if (then.isContainerNode() && then.getNodeType() == now.getNodeType()) {
      return Stream.iterate(names(then), Iterator::hasNext, names -> names)
          .map(Iterator::next)
          .flatMap(name -> lost(then.at("/" + name), now.at("/" + name), at + "/" + name).stream())
          .toList();
    }
    return then.equals(now) ? List.of() : List.of(at);
  }

  private static Iterator<String> names(JsonNode node) {
    return node.isObject()
        ? node.fieldNames()
        : Stream.iterate(0, i -> i + 1).limit(node.size()).map(String::valueOf).iterator();
  }

  private static Class<?> root(Path file) {
    String kind = file.getFileName().toString().split("\\.", 2)[0];
    return switch (kind) {
      case "event" -> Event.class;
      case "task" -> Task.class;
      case "command" -> Command.class;
      case "change" -> Change.class;
      case "capture" -> Capture.class;
      case "position" -> Position.class;
      case "pace" -> Pace.class;
      case "heartbeat" -> Heartbeat.class;
      default -> throw new AssertionError("not a kind of message: " + file);
    };
  }
}
