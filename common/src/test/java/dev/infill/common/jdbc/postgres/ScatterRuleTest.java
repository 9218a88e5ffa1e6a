package dev.infill.common.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.postgres.ScatterRule.Facts;
import dev.infill.common.spec.LimitsSpec.Scattering;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScatterRuleTest {
  /** A million rows of the demo's table. */
  private static final Facts USERS = facts(29_404, 1_000_000, 100, 2, 1);

  @Test
  void fullPagesUnderIndexesAreFilledInPasses() {
    var scatter = ScatterRule.of(Scattering.AUTO, USERS);

    assertThat(scatter.passes()).isEqualTo(8);
    assertThat(scatter.windowRows()).isEqualTo(40_000);
    assertThat(scatter.reason())
        .isEqualTo("a full page holds 34 rows and leaves no room, and 3 indexes are spared");
  }

  @Test
  void manyIndexesAreWorthMorePasses() {
    assertThat(passes(facts(29_404, 1_000_000, 100, 5, -1))).isEqualTo(16);
    assertThat(passes(facts(100_000, 1_000_000, 100, 5, 1))).isEqualTo(8);
  }

  @Test
  void fewRowsOnAPageMakeFewPassesAndASmallWindow() {
    var scatter = ScatterRule.of(Scattering.AUTO, facts(200_000, 1_000_000, 100, 2, 1));

    assertThat(scatter.passes()).isEqualTo(5);
    assertThat(scatter.windowRows()).isEqualTo(20_000);
  }

  @Test
  void whereItSparesNothingTheFillIsPlain() {
    assertThat(reason(new Facts(29_404, 1_000_000, 100, 2, OptionalDouble.empty())))
        .contains("never analyzed");
    assertThat(reason(facts(999, 30_000, 100, 2, 1))).contains("small");
    assertThat(reason(facts(29_404, 1_000_000, 100, 0, 1))).contains("no index");
    assertThat(reason(facts(60_000, 1_000_000, 50, 2, 1))).contains("fillfactor of 50");
    assertThat(reason(facts(29_404, 1_000_000, 100, 2, 0.01))).contains("order of their keys");
    assertThat(reason(facts(500_000, 1_000_000, 100, 2, 1))).contains("fewer than 3 rows");
  }

  @Test
  void theSpecMaySwitchItOff() {
    var scatter = ScatterRule.of(Scattering.OFF, USERS);

    assertThat(scatter.scattered()).isFalse();
    assertThat(scatter.reason()).isEqualTo("the spec says so");
  }

  private static Facts facts(
      long pages, double rows, int fillFactor, int indexes, double correlation) {
    return new Facts(pages, rows, fillFactor, indexes, OptionalDouble.of(correlation));
  }

  private static int passes(Facts facts) {
    return ScatterRule.of(Scattering.AUTO, facts).passes();
  }

  private static String reason(Facts facts) {
    var scatter = ScatterRule.of(Scattering.AUTO, facts);
    assertThat(scatter.scattered()).isFalse();
    return scatter.reason();
  }
}
