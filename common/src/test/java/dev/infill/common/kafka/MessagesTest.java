package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Position;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final MigrationShard ID = Samples.ID;
  private static final Instant NOW = Samples.NOW;

  private final Messages messages =
      new Messages(
          new KafkaSettings("localhost:9092", "infill", Map.of()),
          Codec.ofMessages(),
          "worker/w-1",
          InstantSource.fixed(NOW));

  @Test
  void commandsEventsAndStateOfMigrationShareTheirPartition() {
    for (int i = 0; i < 50; i++) {
      var id = MigrationShard.parse("migration-" + i + "/shard-" + i);

      assertThat(
              List.of(
                  messages.command(id.migration(), new Command.Pause()).partition(),
                  messages.event(id, new Event.ColumnAdded()).partition(),
                  messages.state(id, new Event.ColumnAdded()).partition()))
          .containsOnly(Partitions.of(id.migration(), 4));
    }
  }

  @Test
  void partitionIsThatOfKafkasOwnProducers() {
    // The murmur2 hash of "users", made positive, over 4, 8 and 50 partitions.
    assertThat(IntStream.of(4, 8, 50).map(count -> Partitions.of(new MigrationId("users"), count)))
        .containsExactly(2, 2, 16);
  }

  @Test
  void changesOfOneRowGoToOnePartitionAndBarriersWhereTheyAreTold() {
    var insert =
        new Change.RowChanged(ID, Key.of("1", "a"), Change.RowChanged.Kind.INSERT, NOW, false);
    var delete =
        new Change.RowChanged(ID, Key.of("1", "a"), Change.RowChanged.Kind.DELETE, NOW, false);

    assertThat(messages.change(insert).key()).isEqualTo("users-email-lower/shard-0|1|a");
    assertThat(messages.change(insert).partition()).isEqualTo(messages.change(delete).partition());
    for (int partition = 0; partition < Topic.CHANGES.partitions(); partition++) {
      assertThat(messages.barrier(new Change.Barrier(ID, "b"), partition).partition())
          .isEqualTo(partition);
    }
  }

  @Test
  void eachMessageGoesToItsTopicUnderItsKey() {
    assertThat(Samples.all())
        .allSatisfy(
            message -> {
              var record = record(messages, message);
              assertThat(record.topic()).isEqualTo("infill." + topic(message));
              assertThat(record.key())
                  .isEqualTo(
                      switch (message) {
                        case Command command -> "users-email-lower";
                        case Task task -> ID + "/" + task.range();
                        case Change.RowChanged changed -> ID + "|4711|a|b";
                        case Change.LookupChanged looked -> ID + "|public.tenants|7";
                        case Heartbeat beat -> "w-1";
                        default -> ID.toString();
                      });
              assertThat(header(record, "ce_type")).isEqualTo(CloudEvents.type(message.getClass()));
              assertThat(header(record, "ce_source")).isEqualTo("worker/w-1");
              assertThat(header(record, "ce_time")).isEqualTo("2026-01-02T03:04:05.678Z");
            });
  }

  @Test
  void tombstonesHaveNoValue() {
    assertThat(
            List.of(
                messages.noCapture(ID),
                messages.noPosition(ID),
                messages.noPace(ID),
                messages.noHeartbeat("w-1"),
                messages.state(ID, null)))
        .allSatisfy(record -> assertThat(record.value()).isNull());
    assertThat(messages.noCapture(ID).partition())
        .isEqualTo(Partitions.ofKey(ID.toString(), Topic.CAPTURES.partitions()));
  }

  @Test
  void eventIsReadBackWithWhatIsRecordedOfIt() {
    var recorded = new Recorded("e-1", ID, NOW, "coordinator/c-1", new Event.StepDone("notNull"));

    assertThat(messages.recorded(received(messages.event(recorded)))).isEqualTo(recorded);
  }

  @Test
  void noTwoMessagesHaveTheSameId() {
    var ids =
        IntStream.range(0, 1000)
            .mapToObj(i -> messages.recorded(ID, new Event.ColumnAdded()).eventId());

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void recordWithoutItsHeadersIsUnreadable() {
    var bare = new ConsumerRecord<>("infill.events", 2, 5L, ID.toString(), "{}".getBytes(UTF_8));

    assertThatExceptionOfType(UnreadableMessageException.class)
        .isThrownBy(() -> messages.recorded(bare))
        .withMessage("infill.events-2@5 has no header ce_id");
  }

  /** A sample as the record it travels in. */
  static ProducerRecord<String, byte[]> record(Messages messages, Object message) {
    return switch (message) {
      case Command command -> messages.command(ID.migration(), command);
      case Event event -> messages.event(ID, event);
      case Task task -> messages.task(task);
      case Change.RowChanged change -> messages.change(change);
      case Change.LookupChanged change -> messages.change(change);
      case Change.BridgeComputed change -> messages.change(change);
      case Change.Barrier barrier -> messages.barrier(barrier, 0);
      case Capture capture -> messages.capture(capture);
      case Position position -> messages.position(position);
      case Pace pace -> messages.pace(pace);
      case Heartbeat heartbeat -> messages.heartbeat(heartbeat);
      default -> throw new AssertionError(message);
    };
  }

  private static String topic(Object message) {
    return switch (message) {
      case Command command -> "commands";
      case Event event -> "events";
      case Task task -> "tasks";
      case Change change -> "changes";
      case Capture capture -> "captures";
      case Position position -> "positions";
      case Pace pace -> "pace";
      default -> "workers";
    };
  }

  private static String header(ProducerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> sent) {
    return new ConsumerRecord<>(
        sent.topic(),
        sent.partition(),
        0L,
        0L,
        TimestampType.CREATE_TIME,
        0,
        0,
        sent.key(),
        sent.value(),
        new RecordHeaders(sent.headers()),
        Optional.empty());
  }
}
