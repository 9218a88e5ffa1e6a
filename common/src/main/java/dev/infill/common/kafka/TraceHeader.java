package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.observe.TraceParent;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * W3C's {@code traceparent} as a header of a record, beside its CloudEvents headers. Nothing but
 * traces depends on it: one that is missing, or no such text, is no trace.
 */
public final class TraceHeader {
  private static final String NAME = "traceparent";

  private TraceHeader() {}

  /** Gives a record that is about to be sent its place in a trace, where it has one. */
  public static ProducerRecord<String, byte[]> on(
      ProducerRecord<String, byte[]> record, Optional<TraceParent> place) {
    place.ifPresent(p -> record.headers().add(NAME, p.toString().getBytes(UTF_8)));
    return record;
  }

  /** A record's place in a trace. */
  public static Optional<TraceParent> of(ConsumerRecord<?, ?> record) {
    Header header = record.headers().lastHeader(NAME);
    return header == null || header.value() == null
        ? Optional.empty()
        : TraceParent.parse(new String(header.value(), UTF_8));
  }
}
