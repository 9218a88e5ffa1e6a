package dev.infill.worker;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
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

  /** Connections that the worker may need to one shard at a time: slots and appliers. */
  public int connections() {
    return slots + Topic.CHANGES.partitions();
  }
}
