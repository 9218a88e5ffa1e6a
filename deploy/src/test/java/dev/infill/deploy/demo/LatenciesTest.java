package dev.infill.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void findsTheMiddleAndTheTail() {
    var latencies = new Latencies();
    for (int millis = 1; millis <= 10_001; millis++) {
      latencies.record(Duration.ofMillis(millis));
    }

    assertThat(latencies.count()).isEqualTo(10_001);
    assertThat(latencies.quantile(0.5)).isEqualTo(Duration.ofMillis(5_001));
    assertThat(latencies.quantile(0.99)).isEqualTo(Duration.ofMillis(9_901));
    assertThat(latencies.quantile(1)).isEqualTo(Duration.ofMillis(10_001));
  }

  @Test
  void isZeroWithoutTransactions() {
    assertThat(new Latencies().quantile(0.99)).isZero();
  }
}
