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

  @Test
  void saysSeldomInALogThatItStillWaits() {
    var screen = new Screen(out(), false, 80);

    for (int second = 1; second <= 185; second++) {
      screen.show(overview(second, line("first", "Failed", 40)));
    }

    assertThat(text().lines().map(said -> said.substring(0, said.indexOf(' '))))
        .startsWith("0:01", "0:06", "0:11")
        .endsWith("1:01", "2:01", "3:01")
        .hasSize(15);
  }

  @Test
  void showsAllMigrationsOverEachOtherOnATerminal() {
    var screen = new Screen(out(), true, 100, true);

    screen.show(overview(1, line("first", "Backfilling", 40), line("second", "Completed", 100)));
    screen.show(overview(2, line("first", "Failed", 41), line("second", "Completed", 100)));

    assertThat(text())
        .contains("  first                        Backfilling           2   40%      12,345  0:20")
        .contains("\u001b[32mCompleted\u001b[0m             2  100%\n\u001b[3F")
        .contains("\u001b[31mFailed\u001b[0m                2   41%")
        .contains("      shard-1: it is broken");
  }

  @Test
  void saysOfEachMigrationWhatIsNewInALog() {
    var screen = new Screen(out(), false, 80);

    screen.show(overview(1, line("first", "Backfilling", 40), line("second", "Planned", 0)));
    screen.show(overview(2, line("first", "Backfilling", 41), line("second", "Expanding", 0)));
    screen.show(overview(6, line("first", "Backfilling", 50), line("second", "Expanding", 0)));

    assertThat(text().lines())
        .containsExactly(
            "0:01  first Backfilling  40%, 12,345 rows/s, 0:20 left",
            "0:01  second Planned  0%",
            "0:02  second Expanding  0%",
            "0:06  first Backfilling  50%, 12,345 rows/s, 0:20 left");
  }

  private static Overview overview(int seconds, Overview.Line... lines) {
    return new Overview(Duration.ofSeconds(seconds), List.of(lines));
  }

  private static Overview.Line line(String name, String phase, double percent) {
    boolean fills = phase.equals("Backfilling");
    return new Overview.Line(
        name,
        phase,
        2,
        percent,
        fills ? 12_345 : 0,
        fills ? Optional.of(Duration.ofSeconds(20)) : Optional.empty(),
        phase.equals("Failed") ? Optional.of("shard-1: it is broken") : Optional.empty());
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
