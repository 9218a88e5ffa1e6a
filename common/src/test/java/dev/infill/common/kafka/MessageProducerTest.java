package dev.infill.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class MessageProducerTest {
  private final List<MockProducer<String, byte[]>> made = new ArrayList<>();
  private final MessageProducer producer =
      new MessageProducer(
          () -> {
            var mock =
                new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
            made.add(mock);
            return mock;
          });

  @Test
  void sendIsDoneWhenTheBrokerHasIt() {
    var sent = producer.send(record("a"));

    assertThat(sent).isNotDone();
    made.get(0).completeNext();
    assertThat(sent).isCompleted();
  }

  @Test
  void fatalErrorReachesTheCallerAndTheNextSendGoesThroughNewProducer() {
    var first = producer.send(record("a"));
    made.get(0).errorNext(new OutOfOrderSequenceException("gap"));

    var second = producer.send(record("b"));

    assertThat(first).isCompletedExceptionally();
    assertThat(made).hasSize(2);
    made.get(1).completeNext();
    assertThat(second).isCompleted();
  }

  @Test
  void errorThatMayPassKeepsTheProducer() {
    var first = producer.send(record("a"));
    made.get(0).errorNext(new TimeoutException("no answer"));

    var second = producer.send(record("b"));

    assertThat(first).isCompletedExceptionally();
    assertThat(made).hasSize(1);
    assertThat(second).isNotDone();
  }

  @Test
  void producerThatThrowsIsReplaced() {
    var first = producer.send(record("a"));
    made.get(0).sendException = new IllegalStateException("fatal state");

    assertThat(producer.send(record("b"))).isCompletedExceptionally();

    assertThat(producer.send(record("c"))).isNotDone();
    assertThat(made).hasSize(2);
    assertThat(first).isNotNull();
  }

  @Test
  void oneFailureFailsTheWhole() {
    var all = producer.sendAll(List.of(record("a"), record("b")));
    made.get(0).completeNext();
    made.get(0).errorNext(new TimeoutException("no answer"));

    assertThatThrownBy(all::join).hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void closedProducerRefuses() {
    producer.close();

    assertThat(producer.send(record("a"))).isCompletedExceptionally();
    assertThat(made).isEmpty();
  }

  private static ProducerRecord<String, byte[]> record(String key) {
    return new ProducerRecord<>("infill.events", key, new byte[0]);
  }
}
