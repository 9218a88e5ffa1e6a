package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.TraceHeader;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.Traces;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The spans of one transaction. They end with it, since before nothing of it can be seen by others;
 * where it is not stored, they are errors.
 */
final class BatchTrace implements AutoCloseable {
  private final Traces traces;
  private final List<Span> open = new ArrayList<>();
  private boolean stored;

  BatchTrace(Traces traces) {
    this.traces = traces;
  }

  /** An event is decided on. */
  Span deciding(ConsumerRecord<String, byte[]> record, Recorded recorded) {
    return opened(traces.deciding(recorded, TraceHeader.of(record)));
  }

  /** A task is sent; its record gets its place in the trace. */
  ProducerRecord<String, byte[]> sending(
      ProducerRecord<String, byte[]> record, Task task, Span decision) {
    return TraceHeader.on(record, opened(traces.sending(task, decision)).place());
  }

  /** The transaction is committed. */
  void stored() {
    stored = true;
  }

  @Override
  public void close() {
    for (Span span : open) {
      if (!stored) {
        span.failed("not stored");
      }
      span.close();
    }
  }

  private Span opened(Span span) {
    open.add(span);
    return span;
  }
}
