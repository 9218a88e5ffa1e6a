package dev.infill.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.TraceParent;
import dev.infill.common.observe.Traces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class BatchTraceTest {
  private static final Recorded EVENT =
      new Recorded(
          "e-1", MigrationShard.parse("m/s"), Instant.EPOCH, "worker/w", new ColumnAdded());

  private final List<String> told = new ArrayList<>();

  @Test
  void decisionEndsWhenItIsStored() {
    try (var trace = new BatchTrace(new Told())) {
      trace.deciding(record(), EVENT);
      told.add("committing");
      trace.stored();
    }

    assertThat(told).containsExactly("deciding", "committing", "ended");
  }

  @Test
  void decisionThatIsNotStoredIsAnError() {
    try (var trace = new BatchTrace(new Told())) {
      trace.deciding(record(), EVENT);
    }

    assertThat(told).containsExactly("deciding", "failed: not stored", "ended");
  }

  private static ConsumerRecord<String, byte[]> record() {
    return new ConsumerRecord<>("events", 0, 0, "m/s", new byte[0]);
  }

  private final class Told implements Traces {
    @Override
    public Span deciding(Recorded recorded, Optional<TraceParent> place) {
      told.add("deciding");
      return new ToldSpan();
    }

    @Override
    public Span sending(Task task, Span decision) {
      return Span.NONE;
    }

    @Override
    public Span running(Task task, Optional<TraceParent> sent) {
      return Span.NONE;
    }

    @Override
    public Span taking(MigrationShard id, String kind, String step) {
      return Span.NONE;
    }
  }

  private final class ToldSpan implements Span {
    @Override
    public Optional<TraceParent> place() {
      return Optional.empty();
    }

    @Override
    public void told(Event event) {}

    @Override
    public void failed(String code) {
      told.add("failed: " + code);
    }

    @Override
    public void close() {
      told.add("ended");
    }
  }
}
