package dev.infill.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.deploy.bench.BenchTable.KeyType;
import dev.infill.deploy.bench.FillReport.Way;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FillReportTest {
  private static final BenchTable.Shape TABLE = new BenchTable.Shape(1_000, 2, KeyType.BIGINT);
  private static final List<Way> WAYS =
      List.of(new Way("loop-2", "a loop"), new Way("infill", "all of Infill"));

  @Test
  void ratioIsTakenWithinEachRoundAndThenTheMedianOfThem() {
    var measurements =
        List.of(
            measured("loop-2", 1, 100),
            measured("infill", 1, 90),
            measured("infill", 2, 30),
            // The machine was slow in this round, for both.
            measured("loop-2", 2, 50),
            measured("loop-2", 3, 200),
            measured("infill", 3, 160));

    var report =
        FillReport.of("fill", "WAL", TABLE, 3, "loop-2", WAYS, measurements, ways -> List.of());

    assertThat(report.ways().get(1).ratio()).contains(new Spread(0.8, 0.6, 0.9));
    assertThat(report.ways().get(1).rowsPerSecond()).isEqualTo(new Spread(90, 30, 160));
    assertThat(report.ways().get(0).ratio()).contains(new Spread(1, 1, 1));
  }

  @Test
  void thereIsNoRatioWhenTheBaselineDidNotRun() {
    var report =
        FillReport.of(
            "fill",
            "WAL",
            TABLE,
            1,
            "loop-2",
            List.of(new Way("infill", "all of Infill")),
            List.of(measured("infill", 1, 90)),
            ways -> List.of());

    assertThat(report.ways().getFirst().ratio()).isEmpty();
  }

  @Test
  void growthIsWhatCameOnTopAndVerifyIsAShareOfTheFill() {
    var measured =
        new Measurement(
            "infill",
            1,
            0.5,
            8,
            125,
            800,
            190,
            400,
            60,
            130,
            9,
            3,
            OptionalDouble.of(0.7),
            OptionalDouble.of(2));

    var report =
        FillReport.of(
            "fill",
            "WAL",
            TABLE,
            1,
            "loop-2",
            List.of(new Way("infill", "all")),
            List.of(measured),
            ways -> List.of());

    var way = report.ways().getFirst();
    assertThat(way.tableGrowthBytes().median()).isEqualTo(210);
    assertThat(way.tableGrowth().median()).isEqualTo(210 / 190.0);
    assertThat(way.indexGrowthBytes().median()).isEqualTo(70);
    assertThat(way.hotShare()).map(Spread::median).contains(0.7);
    assertThat(way.verifyShare()).map(Spread::median).isEqualTo(Optional.of(0.25));
  }

  @Test
  void measurementIsTheDifferenceOfTwoLooks() {
    var before = new Probe(1_000_000_000, 5_000, 190, 60, 10, 1);
    var after = new Probe(3_000_000_000L, 805_000, 400, 130, 13, 1.5);

    var measured =
        Measurement.of(
            "loop-2",
            2,
            1_000,
            0.5,
            FillWay.Filled.between(before, after),
            OptionalDouble.of(0.25));

    assertThat(measured)
        .isEqualTo(
            new Measurement(
                "loop-2",
                2,
                0.5,
                2,
                500,
                800,
                190,
                400,
                60,
                130,
                3,
                0.5,
                OptionalDouble.of(0.25),
                OptionalDouble.empty()));
  }

  @Test
  void medianOfAnEvenNumberIsTheMiddleOfTheTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(3, 1, 9));
  }

  @Test
  void nothingHasNoMedian() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textTellsEachWayInARow() {
    var report =
        FillReport.of(
            "fill",
            "WAL",
            TABLE,
            1,
            "loop-2",
            WAYS,
            List.of(measured("loop-2", 1, 123_456), measured("infill", 1, 61_728)),
            ways ->
                List.of(Target.atLeast("ratio", ways.get(1).ratio().orElseThrow().median(), 0.9)));

    assertThat(String.join("\n", report.lines()))
        .contains("1,000 rows, indexes: 2, key: bigint, rounds: 1")
        .contains("| loop-2 | 123,456 (123,456-123,456) | 1.00 (1.00-1.00) | 800 |")
        .contains("| infill | 61,728 (61,728-61,728) | 0.50 (0.50-0.50) | 800 |")
        .contains("infill: all of Infill")
        .contains("Load average before each: 0.5 0.5");
    assertThat(report.targets())
        .map(Target::text)
        .containsExactly("ratio: 0.50 (target >= 0.90: NOT met)");
  }

  private static Measurement measured(String way, int round, double rowsPerSecond) {
    return new Measurement(
        way,
        round,
        0.5,
        1_000 / rowsPerSecond,
        rowsPerSecond,
        800,
        100,
        200,
        0,
        0,
        1,
        1,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}
