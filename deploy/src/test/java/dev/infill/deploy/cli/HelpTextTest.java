package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTextTest {
  private static final Path COMMANDS = Path.of("docs", "commands.md");

  private final TestCli cli = new TestCli();

  static Stream<String> commands() throws WrongInputException {
    return line().getSubcommands().values().stream()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .map(CommandLine::getCommandName);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpHasExitCodesAndExamplesThatAreTaken(String command) throws Exception {
    assertThat(cli.execute(command, "--help")).isZero();

    assertThat(cli.output()).contains("Usage: infill " + command).contains("Exit codes:");
    assertThat(HelpText.examples(command)).as(command).isNotEmpty();
    for (String example : HelpText.examples(command)) {
      assertThat(cli.output().replaceAll("\\s+", " ")).contains(example);
      var words = List.of(example.split(" ")).subList(1, example.split(" ").length);
      var parsed = line().parseArgs(words.toArray(String[]::new));
      assertThat(parsed.errors()).as(example).isEmpty();
      assertThat(parsed.subcommand().errors()).as(example).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void docsNameTheCommand(String command) throws IOException {
    assertThat(Files.readString(COMMANDS)).contains("| `" + command + "` |");
  }

  @Test
  void everyShellGetsItsCompletion() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      assertThat(cli.execute("completion", shell)).as(cli.errors()).isZero();
      assertThat(cli.output()).contains("rollback").contains("markdown");
    }
    assertThat(cli.execute("completion", "tcsh")).isEqualTo(ExitCode.WRONG_INPUT);
    assertThat(cli.errors()).contains("tcsh").contains("fish");
  }

  @Test
  void bashTakesItsCompletion() throws Exception {
    assertThat(cli.execute("completion", "bash")).isZero();

    var bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var script = bash.getOutputStream()) {
      script.write(cli.output().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    assertThat(bash.getInputStream().readAllBytes()).isEmpty();
    assertThat(bash.waitFor()).isZero();
  }

  private static CommandLine line() throws WrongInputException {
    return TestCli.commandLine(Map.of());
  }
}
