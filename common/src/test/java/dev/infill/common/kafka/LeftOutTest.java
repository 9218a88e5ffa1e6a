package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  private final AtomicInteger counted = new AtomicInteger();
  private final LeftOut leftOut = new LeftOut(counted::incrementAndGet);

  @Test
  void eachIsCountedAndTheFirstOfEachKindIsLogged() {
    var logged =
        IntStream.range(0, 1_000)
            .filter(i -> leftOut.take(record("infill.events", "dev.infill.event.Later"), "unknown"))
            .boxed();

    assertThat(logged).containsExactly(0);
    assertThat(leftOut.take(record("infill.events", "dev.infill.event.Other"), "unknown")).isTrue();
    assertThat(leftOut.take(record("infill.tasks", "dev.infill.event.Later"), "unknown")).isTrue();
    assertThat(leftOut.take(new ConsumerRecord<>("infill.events", 0, 0, "k", null), "x")).isTrue();
    assertThat(counted).hasValue(1_003);
  }

  @Test
  void whoWritesEverNewKindsDoesNotFillTheLog() {
    long logged =
        IntStream.range(0, 5_000)
            .filter(i -> leftOut.take(record("infill.events", "kind-" + i), "unknown"))
            .count();

    assertThat(logged).isEqualTo(100);
    assertThat(counted).hasValue(5_000);
  }

  private static ConsumerRecord<String, byte[]> record(String topic, String type) {
    var record = new ConsumerRecord<>(topic, 0, 7L, "users/s-0", "{}".getBytes(UTF_8));
    record.headers().add("ce_type", type.getBytes(UTF_8));
    return record;
  }
}
