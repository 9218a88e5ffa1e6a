package dev.infill.deploy.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityTest {
  private static final Path SESSION = Path.of("/proc/self/autogroup");

  @Test
  void theProgramComesBehindAllOthers() throws Exception {
    assertThat(ran("chrt", "--pid", "0")).contains("SCHED_IDLE");
  }

  @Test
  void itsSessionStepsBackWhereSessionsShareTheProcessors() throws Exception {
    assumeTrue(Files.isWritable(SESSION), "this kernel does not group processes by session");
    String before = Files.readString(SESSION);

    assertThat(ran("cat", SESSION.toString())).endsWith("nice 19");

    assertThat(Files.readString(SESSION)).as("our own session").isEqualTo(before);
  }

  @Test
  void theProgramGetsItsArgumentsAsTheyAre() throws Exception {
    assertThat(ran("printf", "%s|", "a b", "$HOME", "'")).isEqualTo("a b|$HOME|'|");
  }

  private static String ran(String... program) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("setsid", "--wait"));
    command.addAll(Priority.lowest(true));
    command.addAll(List.of(program));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }
}
