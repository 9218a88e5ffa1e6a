package dev.infill.common.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.plan.Forecast.Rebuild;
import dev.infill.common.plan.MySqlForecastRule.Live;
import dev.infill.common.plan.MySqlForecastRule.Sample;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Against what servers of 8.0.12 and 9.7.4 came to, which was the same. */
class MySqlForecastRuleTest {
  private static final long ROWS = 60_000;

  @Test
  void pagesThatAreFullAreCutInHalf() {
    var forecast = MySqlForecastRule.of(sample(114.6), live(8_929_280, true, 0));

    assertThat(8_929_280 + forecast.tableGrowthBytes()).isCloseTo(19_447_808, percent(10));
    assertThat(forecast.walBytes()).isCloseTo(14_584_635, percent(2));
    assertThat(forecast.indexGrowthBytes()).isZero();
    assertThat(forecast.fill()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whereRowsCameInAnyOrderFewPagesAreCut() {
    var forecast = MySqlForecastRule.of(sample(137.6), live(16_334_848, true, 0));

    assertThat(16_334_848 + forecast.tableGrowthBytes()).isCloseTo(17_383_424, percent(5));
    assertThat(forecast.walBytes()).isCloseTo(17_356_743, percent(2));
  }

  @Test
  void aLogOfMinimalImagesHoldsKeyAndValue() {
    var whole = MySqlForecastRule.of(sample(114.6), live(8_929_280, true, 0));
    var minimal = MySqlForecastRule.of(sample(114.6), live(8_929_280, false, 0));

    assertThat(minimal.walBytes()).isBetween(ROWS * (11 + 12), whole.walBytes() / 4);
  }

  @Test
  void aTableThatIsWrittenAnewLiesBesideTheOldOne() {
    var forecast = MySqlForecastRule.of(sample(114.6), live(8_929_280, true, 2));

    assertThat(forecast.rebuild())
        .hasValueSatisfying(
            rebuild -> {
              assertThat(rebuild.times()).isEqualTo(2);
              assertThat(rebuild.took()).isEqualTo(Duration.ofSeconds(6));
              assertThat(rebuild.bytes()).isBetween(8_929_280L + 1_000_000, 12_000_000L);
            });
    assertThat(forecast.diskBytes())
        .isEqualTo(
            forecast.tableGrowthBytes() + forecast.rebuild().map(Rebuild::bytes).orElseThrow());
  }

  private static Percentage percent(double percent) {
    return Percentage.withPercentage(percent);
  }

  /** A tenth of the rows, to which 12.8 bytes were added. */
  private static Sample sample(double rowBytes) {
    return new Sample(
        ROWS / 10, Duration.ofMillis(300), Duration.ofMillis(600), rowBytes, 11, 12.8, 0);
  }

  private static Live live(long bytes, boolean wholeRows, int rebuilds) {
    return new Live(ROWS, bytes, 1_000_000, 4, wholeRows, 0, rebuilds);
  }
}
