package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.TraceParent;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeaderTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  private final Messages messages =
      new Messages(
          new KafkaSettings("localhost:9092", "infill", Map.of()),
          Codec.ofMessages(),
          "worker/w-1",
          InstantSource.fixed(Samples.NOW));

  @Test
  void placeInATraceTravelsWithARecordAsW3cWritesIt() {
    var place = new TraceParent(TRACE, SPAN, "01");

    var record = TraceHeader.on(event(), Optional.of(place));

    assertThat(record.headers().lastHeader("traceparent").value())
        .asString(UTF_8)
        .isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
    assertThat(TraceHeader.of(read(record))).contains(place);
    assertThat(messages.recorded(read(record)).event()).isEqualTo(new Event.ColumnAdded());
  }

  @Test
  void recordThatIsNotTracedHasNoSuchHeader() {
    var record = TraceHeader.on(event(), Span.NONE.place());

    assertThat(record.headers())
        .extracting(Header::key)
        .containsExactlyElementsOf(Stream.of(event().headers().toArray()).map(Header::key).toList())
        .doesNotContain("traceparent");
    assertThat(TraceHeader.of(read(record))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "none",
        "00-" + TRACE + "-" + SPAN,
        "00-" + TRACE + "-" + SPAN + "-1",
        "00-" + TRACE + "-" + SPAN + "-01-more",
        "ff-" + TRACE + "-" + SPAN + "-01",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
      })
  void whatIsNoPlaceInATraceIsNoTraceAndTheRecordIsReadAllTheSame(String text) {
    var record = event();
    record.headers().add("traceparent", text.getBytes(UTF_8));

    assertThat(TraceHeader.of(read(record))).isEmpty();
    assertThat(messages.recorded(read(record)).event()).isEqualTo(new Event.ColumnAdded());
  }

  @Test
  void headerWithoutAValueIsNoTrace() {
    var record = event();
    record.headers().add("traceparent", null);

    assertThat(TraceHeader.of(read(record))).isEmpty();
  }

  @Test
  void laterVersionIsReadAsFarAsItIsKnown() {
    assertThat(TraceParent.parse("01-" + TRACE + "-" + SPAN + "-03-more"))
        .contains(new TraceParent(TRACE, SPAN, "03"));
  }

  private ProducerRecord<String, byte[]> event() {
    return messages.event(Samples.ID, new Event.ColumnAdded());
  }

  private static ConsumerRecord<String, byte[]> read(ProducerRecord<String, byte[]> sent) {
    var record = new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
    sent.headers().forEach(record.headers()::add);
    return record;
  }
}
