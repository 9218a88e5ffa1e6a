package dev.infill.common.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Somebody waits until what a topic held when it was looked at is read. */
final class CatchUp {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  final CompletableFuture<Void> done = new CompletableFuture<>();

  /** What the positions have to reach; unknown while empty. */
  volatile Map<TopicPartition, Long> ends = Map.of();

  /** To be asked by the consumer's thread alone. */
  boolean isReachedBy(Consumer<?, ?> consumer) {
    return !ends.isEmpty()
        && ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
  }

  /**
   * Waits for it.
   *
   * @throws TimeoutException when that takes longer than this
   * @throws IllegalStateException when nobody reads any more
   */
  void await(String topic, Duration timeout) throws TimeoutException, InterruptedException {
    try {
      done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TimeoutException(
          topic + " was not read up to its end within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }
}
