package dev.infill.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.CloudEvents;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Change;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Task;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolDocTest {
  private static final Path PROTOCOL = Path.of("docs", "protocol.md");
  private static final Path ASYNC_API = Path.of("docs", "asyncapi.yaml");

  @ParameterizedTest
  @ValueSource(classes = {Event.class, Command.class, Task.class, Change.class})
  void protocolNamesEveryMessage(Class<?> messages) throws IOException {
    var protocol = Files.readString(PROTOCOL);

    assertThat(Stream.of(messages.getPermittedSubclasses()).map(Class::getSimpleName))
        .allSatisfy(name -> assertThat(protocol).contains("`" + name + "`"));
  }

  @ParameterizedTest
  @EnumSource
  void protocolTellsTheTopicsPartitions(Topic topic) throws IOException {
    assertThat(Files.readString(PROTOCOL))
        .containsPattern("\\| `" + topic.name("infill") + "` \\| " + topic.partitions() + "\\b");
  }

  /** All else in it is compared where the messages are; the state is the coordinators' own. */
  @Test
  void asyncApiNamesTheStateAsItsRecordsDo() throws IOException {
    assertThat(Files.readString(ASYNC_API))
        .contains("name: " + CloudEvents.type(ShardMigration.class) + "\n");
  }

  @Test
  void protocolNamesNoMessageThatIsNot() throws IOException {
    var known =
        Stream.of(Event.class, Command.class, Task.class, Change.class)
            .flatMap(type -> Stream.of(type.getPermittedSubclasses()))
            .map(Class::getSimpleName)
            .toList();

    var rows =
        Files.readString(PROTOCOL)
            .lines()
            .filter(line -> line.matches("\\| `[A-Z].*"))
            .map(line -> line.split("\\|", -1)[1]);

    assertThat(
            rows.flatMap(cell -> Stream.of(cell.split(",")))
                .map(name -> name.strip().replace("`", "")))
        .allSatisfy(name -> assertThat(known).contains(name));
  }
}
