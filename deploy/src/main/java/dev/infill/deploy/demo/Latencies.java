package dev.infill.deploy.demo;

import java.time.Duration;
import java.util.Arrays;

/** How long the application's transactions took. Any thread may record. */
public final class Latencies {
  private int[] micros = new int[1 << 12];
  private int count;

  public synchronized void record(Duration latency) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = (int) Math.min(Integer.MAX_VALUE, latency.toNanos() / 1_000);
  }

  public synchronized int count() {
    return count;
  }

  /**
   * The time within which a share of the transactions were done; zero without any.
   *
   * @param share between 0 and 1
   */
  public synchronized Duration quantile(double share) {
    if (count == 0) {
      return Duration.ZERO;
    }
    int[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    int at = (int) Math.min(count - 1L, Math.round(share * (count - 1)));
    return Duration.ofNanos(sorted[at] * 1_000L);
  }
}
