package dev.infill.common.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a sample is scaled to its table. */
class ForecastRuleTest {
  private static final SampleFacts SAMPLE =
      new SampleFacts(1_000, 0, Duration.ofSeconds(1), 200_000, 400_000, 50_000, 90_000, 2, 30_000);

  private static LiveFacts live(long tableBytes, boolean images) {
    return new LiveFacts(10_000, tableBytes, 500_000, 100, 1, images, false, 1L << 30);
  }

  @Test
  void sizesGrowWithTheRows() {
    var forecast = ForecastRule.of(SAMPLE, live(2_000_000, false));

    assertThat(forecast.tableGrowthBytes()).isEqualTo(2_000_000);
    assertThat(forecast.indexGrowthBytes()).isEqualTo(400_000);
    assertThat(forecast.newIndexBytes()).isEqualTo(300_000);
    assertThat(forecast.diskBytes()).isEqualTo(2_700_000);
    assertThat(forecast.fill()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void roomThatIsFreeIsUsedFirst() {
    assertThat(ForecastRule.of(SAMPLE, live(5_000_000, false)).tableGrowthBytes()).isZero();
  }

  @Test
  void pagesAreLoggedAsAWholeWhereTheServerDoesSo() {
    long without = ForecastRule.of(SAMPLE, live(2_000_000, false)).walBytes();
    long with = ForecastRule.of(SAMPLE, live(2_000_000, true)).walBytes();

    assertThat(with - without).isEqualTo(2_500_000);
  }

  @Test
  void rowsThatStayOnTheirPageLogNoIndex() {
    var inPlace =
        new SampleFacts(
            1_000, 1_000, Duration.ofSeconds(1), 200_000, 200_000, 50_000, 50_000, 2, 0);

    var forecast = ForecastRule.of(inPlace, live(2_000_000, true));

    assertThat(forecast.inPlacePercent()).contains(100);
    assertThat(forecast.walBytes()).isBetween(4_000_000L, 5_000_000L);
  }
}
