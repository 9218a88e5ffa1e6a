package dev.infill.deploy.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.progress.View.PaceView;
import dev.infill.deploy.progress.View.ShardView;
import dev.infill.deploy.progress.View.Work;
import dev.infill.deploy.progress.View.WorkerView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenderingTest {
  private static final ShardView FILLING =
      new ShardView(
          "shard-0",
          "Backfilling",
          Optional.of(new Work(250_000, 1_000_000, 50_000, Optional.of(Duration.ofSeconds(15)))),
          Optional.empty(),
          1_234,
          Optional.of(Duration.ofMillis(12)),
          Optional.of(new PaceView(4, "all signals are good")));

  private static final ShardView WAITING =
      new ShardView(
          "shard-1",
          "AwaitingWriters",
          Optional.empty(),
          Optional.of("waits for the application's new version"),
          9,
          Optional.of(Duration.ofMillis(1)),
          Optional.empty());

  @Test
  void showsABlockForATerminal() {
    var view = view(List.of(FILLING, WAITING), List.of(new WorkerView("worker-1", 2, 2, 25_000)));

    assertThat(Rendering.block(view, 120))
        .containsExactly(
            "users-email-lower   0:42",
            "  shard-0    Backfilling      [#######.....................] 25% of ~1,000,000 rows "
                + " 50,000 rows/s  0:15 left",
            "             1,234 writes dual-written, change lag 12 ms",
            "             pace 4 ranges: all signals are good",
            "  shard-1    AwaitingWriters",
            "             9 writes dual-written, change lag 1 ms",
            "             waits for the application's new version",
            "  workers    worker-1 2/2 busy, 25,000 rows/s");
  }

  @Test
  void longTimesAreToldInDays() {
    assertThat(Rendering.time(Duration.ofSeconds(7))).isEqualTo("0:07");
    assertThat(Rendering.time(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
    assertThat(Rendering.time(Duration.ofDays(2).plusSeconds(3_723))).isEqualTo("2d 1:02:03");
  }

  @Test
  void keepsToTheWidthOfTheTerminal() {
    assertThat(Rendering.block(view(List.of(FILLING), List.of()), 40))
        .allMatch(line -> line.length() <= 40);
  }

  @Test
  void breaksALongReasonBetweenWords() {
    assertThat(Rendering.block(view(List.of(WAITING), List.of()), 40))
        .containsSubsequence(
            "             waits for the application's", "             new version");
  }

  @Test
  void showsTheFirstShardsOfMany() {
    var shards = IntStream.range(0, 20).mapToObj(i -> WAITING).toList();

    assertThat(Rendering.block(view(shards, List.of()), 120))
        .last()
        .isEqualTo("  and 12 more shards");
  }

  @Test
  void saysItInOneLineForALog() {
    assertThat(Rendering.line(view(List.of(FILLING), List.of()), FILLING))
        .isEqualTo(
            "0:42  Backfilling  25% of ~1,000,000 rows, 50,000 rows/s, 0:15 left, 1,234 writes"
                + " dual-written, change lag 12 ms, pace 4 ranges: all signals are good");
    assertThat(Rendering.line(view(List.of(FILLING, WAITING), List.of()), WAITING))
        .startsWith("0:42  shard-1 AwaitingWriters  ");
  }

  @Test
  void isNeverDoneByAnEstimate() {
    assertThat(new Work(1_100, 1_000, 1, Optional.empty()).share()).isEqualTo(0.99);
    assertThat(new Work(5, 0, 1, Optional.empty()).share()).isZero();
  }

  @Test
  void writesTimesAsPeopleDo() {
    assertThat(Rendering.time(Duration.ofSeconds(7))).isEqualTo("0:07");
    assertThat(Rendering.time(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
  }

  private static View view(List<ShardView> shards, List<WorkerView> workers) {
    return new View("users-email-lower", Duration.ofSeconds(42), shards, workers);
  }
}
