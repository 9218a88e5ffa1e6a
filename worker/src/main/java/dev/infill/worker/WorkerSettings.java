package dev.infill.worker;

import dev.infill.common.kafka.KafkaSettings;
import java.time.Duration;

/**
 * What a worker is told.
 *
 * @param name unique among the workers, such as {@code host-1234}
 * @param kafka where the cluster meets
 * @param slots how many ranges it works on at a time, at least 1
 * @param rangeBudget working time after which the rest of a range is given back
 */
public record WorkerSettings(String name, KafkaSettings kafka, int slots, Duration rangeBudget) {
  /** Long beside a range's dispatch, short beside an idle worker's patience. */
  public static final Duration RANGE_BUDGET = Duration.ofSeconds(30);

  public WorkerSettings {
    if (name.isBlank() || slots < 1 || !rangeBudget.isPositive()) {
      throw new IllegalArgumentException(
          "need a name, slots and a positive budget: " + name + ", " + slots + ", " + rangeBudget);
    }
  }

  public WorkerSettings(String name, KafkaSettings kafka, int slots) {
    this(name, kafka, slots, RANGE_BUDGET);
  }

  /**
   * Connections to one shard at a time. The appliers share two: a server has few replication
   * origins, and what a session without one fills has to be decoded and dropped by the capture.
   */
  public int connections() {
    return slots + 2;
  }
}
