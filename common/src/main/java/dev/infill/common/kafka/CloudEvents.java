package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What every message has besides its value, as CloudEvents 1.0 in binary mode: Kafka headers {@code
 * ce_...} and a content type.
 *
 * @param id unique together with the source
 * @param source the process that tells it, such as {@code worker/host-1234}
 * @param type such as {@code dev.infill.event.RangeFilled}
 * @param subject what it is about, such as {@code migration/shard}
 * @param time when, by the clock of who tells it
 */
public record CloudEvents(String id, String source, String type, String subject, Instant time) {
  private static final byte[] SPEC_VERSION = "1.0".getBytes(UTF_8);
  private static final byte[] JSON = "application/json".getBytes(UTF_8);

  /**
   * The type of a message: {@code dev.infill.event.RangeFilled} for a record of a sealed interface,
   * {@code dev.infill.pace} for one that stands alone.
   */
  public static String type(Class<?> message) {
    var parent =
        Stream.of(message.getInterfaces())
            .filter(Class::isSealed)
            .map(
                root ->
                    root.getSimpleName().toLowerCase(Locale.ROOT) + "." + message.getSimpleName())
            .findFirst();
    return "dev.infill." + parent.orElseGet(() -> message.getSimpleName().toLowerCase(Locale.ROOT));
  }

  /** As Kafka headers. */
  public Headers headers() {
    var headers = new RecordHeaders();
    headers.add("ce_specversion", SPEC_VERSION);
    headers.add("ce_id", id.getBytes(UTF_8));
    headers.add("ce_source", source.getBytes(UTF_8));
    headers.add("ce_type", type.getBytes(UTF_8));
    headers.add("ce_subject", subject.getBytes(UTF_8));
    headers.add("ce_time", time.toString().getBytes(UTF_8));
    headers.add("content-type", JSON);
    return headers;
  }

  /**
   * Reads them from a record.
   *
   * @throws UnreadableMessageException when one is missing, or the time is none
   */
  public static CloudEvents of(ConsumerRecord<?, ?> record) {
    try {
      return new CloudEvents(
          text(record, "ce_id"),
          text(record, "ce_source"),
          text(record, "ce_type"),
          text(record, "ce_subject"),
          Instant.parse(text(record, "ce_time")));
    } catch (DateTimeException e) {
      throw new UnreadableMessageException(
          place(record) + " has a header ce_time that is no ISO 8601 instant");
    }
  }

  private static String text(ConsumerRecord<?, ?> record, String name) {
    var header = record.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      throw new UnreadableMessageException(place(record) + " has no header " + name);
    }
    return new String(header.value(), UTF_8);
  }

  private static String place(ConsumerRecord<?, ?> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
