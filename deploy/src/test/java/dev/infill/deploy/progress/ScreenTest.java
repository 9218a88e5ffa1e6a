package dev.infill.deploy.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.progress.View.ShardView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void writesTheBlockOverItselfOnATerminal() {
    var screen = new Screen(out(), true, 80);

    screen.show(view(1, "Planned"));
    screen.show(view(2, "Expanding"));

    assertThat(text()).contains("Planned\n\u001b[2F\u001b[J").contains("Expanding");
  }

  @Test
  void showsInColourWhetherAPersonIsNeeded() {
    new Screen(out(), true, 80, true).show(view(1, "Failed"));

    assertThat(text()).contains("\u001b[31mFailed\u001b[0m");
    assertThat(Colours.wanted(Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Colours.wanted(Map.of("NO_COLOR", "", "TERM", "xterm"))).isTrue();
    assertThat(Colours.wanted(Map.of("TERM", "dumb"))).isFalse();
  }

  @Test
  void leavesWhatWasSaidAlone() {
    var screen = new Screen(out(), true, 80);

    screen.show(view(1, "Planned"));
    screen.say("deployed");
    screen.show(view(2, "Expanding"));

    assertThat(text()).contains("deployed\n\u001b[Jm");
  }

  @Test
  void saysOnlyWhatIsNewInALog() {
    var screen = new Screen(out(), false, 80);

    screen.show(view(1, "Planned"));
    screen.show(view(2, "Planned"));
    screen.show(view(3, "Expanding"));
    screen.show(view(9, "Expanding"));

    assertThat(text().lines())
        .containsExactly("0:01  Planned", "0:03  Expanding", "0:09  Expanding");
  }

  private PrintStream out() {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static View view(int seconds, String phase) {
    var shard =
        new ShardView(
            "shard-0",
            phase,
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty());
    return new View("m", Duration.ofSeconds(seconds), List.of(shard), List.of());
  }
}
