package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines that the docs show are ones that the program takes. */
class DocumentedCommandsTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^ {4}(?:\\./)?infill (.*)$");

  @ParameterizedTest
  @ValueSource(strings = {"../README.md", "docs/getting-started.md", "docs/operations.md"})
  void commandsAreTaken(String document) throws IOException {
    var lines =
        COMMAND
            .matcher(Files.readString(Path.of(document)))
            .results()
            .map(found -> found.group(1).replaceFirst(" +#.*", ""))
            .toList();

    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      List<String> words = Stream.of(line.split(" +")).map(word -> word.replace("'", "")).toList();
      assertThatCode(() -> TestCli.commandLine(Map.of()).parseArgs(words.toArray(String[]::new)))
          .as(line)
          .doesNotThrowAnyException();
    }
  }
}
