package dev.infill.common.kafka;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Heartbeat;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Position;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Every kind of message as the record it travels in: its topic, partition, key, headers and JSON.
 * So each rule about keys and partitions is written once, here. Any producer may send the records.
 * Safe for all threads.
 */
public final class Messages {
  private final KafkaSettings settings;
  private final Codec codec;
  private final String source;
  private final InstantSource clock;
  private final String idPrefix;
  private final AtomicLong ids = new AtomicLong();

  /**
   * @param codec knows all types that are given to this
   * @param source the process that tells the messages, such as {@code worker/host-1234}
   * @param clock gives the messages' times
   */
  public Messages(KafkaSettings settings, Codec codec, String source, InstantSource clock) {
    this.settings = settings;
    this.codec = codec;
    this.source = source;
    this.clock = clock;
    // Unique for each process and then counted: a random id for each change would cost more than
    // the change.
    this.idPrefix = new BigInteger(64, new SecureRandom()).toString(36) + "-";
  }

  /** An event that happens now. */
  public ProducerRecord<String, byte[]> event(MigrationShard subject, Event event) {
    return event(recorded(subject, event));
  }

  /** An event that was recorded. */
  public ProducerRecord<String, byte[]> event(Recorded recorded) {
    var event = recorded.event();
    var headers =
        new CloudEvents(
            recorded.eventId(),
            recorded.source(),
            CloudEvents.type(event.getClass()),
            recorded.subject().toString(),
            recorded.at());
    return new ProducerRecord<>(
        settings.topic(Topic.EVENTS),
        Partitions.of(recorded.subject().migration(), Topic.EVENTS.partitions()),
        recorded.subject().toString(),
        codec.write(event),
        headers.headers());
  }

  /** Gives an event that happens now its id, time and source. */
  public Recorded recorded(MigrationShard subject, Event event) {
    return new Recorded(nextId(), subject, clock.instant(), source, event);
  }

  /**
   * Reads an event.
   *
   * @throws UnreadableMessageException when the headers or the value can't be read
   */
  public Recorded recorded(ConsumerRecord<String, byte[]> record) {
    var attributes = CloudEvents.of(record);
    try {
      var subject = MigrationShard.parse(attributes.subject());
      return new Recorded(
          attributes.id(),
          subject,
          attributes.time(),
          attributes.source(),
          codec.read(record, Event.class));
    } catch (IllegalArgumentException e) {
      throw new UnreadableMessageException(
          record.topic()
              + "-"
              + record.partition()
              + "@"
              + record.offset()
              + " has a subject that is no migration/shard");
    }
  }

  public ProducerRecord<String, byte[]> command(MigrationId migration, Command command) {
    int partition = Partitions.of(migration, Topic.COMMANDS.partitions());
    return record(Topic.COMMANDS, partition, migration.name(), command);
  }

  /**
   * The state of a migration on a shard.
   *
   * @param state of a type that the codec knows; null takes the state away
   */
  public ProducerRecord<String, byte[]> state(MigrationShard id, @Nullable Object state) {
    return record(
        Topic.STATE, Partitions.of(id.migration(), Topic.STATE.partitions()), id.toString(), state);
  }

  public ProducerRecord<String, byte[]> task(Task task) {
    return hashed(Topic.TASKS, task.id() + "/" + task.range(), task);
  }

  public ProducerRecord<String, byte[]> capture(Capture capture) {
    return hashed(Topic.CAPTURES, capture.id().toString(), capture);
  }

  /** Says that a capture shall run no more. */
  public ProducerRecord<String, byte[]> noCapture(MigrationShard id) {
    return hashed(Topic.CAPTURES, id.toString(), null);
  }

  /** A change of a row; all changes of one row go to one partition. */
  public ProducerRecord<String, byte[]> change(Change.RowChanged change) {
    return hashed(
        Topic.CHANGES, change.id() + "|" + String.join("|", change.key().parts()), change);
  }

  /** A change of a row that values look into; all of one row go to one partition. */
  public ProducerRecord<String, byte[]> change(Change.LookupChanged change) {
    return hashed(
        Topic.CHANGES,
        change.id() + "|" + change.table() + "|" + String.join("|", change.key().parts()),
        change);
  }

  public ProducerRecord<String, byte[]> change(Change.BridgeComputed change) {
    return hashed(Topic.CHANGES, change.id().toString(), change);
  }

  /** A barrier for one of the partitions of {@link Topic#CHANGES}; it is to be sent to each. */
  public ProducerRecord<String, byte[]> barrier(Change.Barrier barrier, int partition) {
    return record(Topic.CHANGES, partition, barrier.id().toString(), barrier);
  }

  public ProducerRecord<String, byte[]> position(Position position) {
    return hashed(Topic.POSITIONS, position.id().toString(), position);
  }

  /** Takes the position of a capture that shall not run any more away. */
  public ProducerRecord<String, byte[]> noPosition(MigrationShard id) {
    return hashed(Topic.POSITIONS, id.toString(), null);
  }

  public ProducerRecord<String, byte[]> pace(Pace pace) {
    return hashed(Topic.PACE, pace.id().toString(), pace);
  }

  /** Takes the pace of a migration that ended away. */
  public ProducerRecord<String, byte[]> noPace(MigrationShard id) {
    return hashed(Topic.PACE, id.toString(), null);
  }

  public ProducerRecord<String, byte[]> heartbeat(Heartbeat heartbeat) {
    return hashed(Topic.WORKERS, heartbeat.worker(), heartbeat);
  }

  /** Takes a worker that left away. */
  public ProducerRecord<String, byte[]> noHeartbeat(String worker) {
    return hashed(Topic.WORKERS, worker, null);
  }

  private ProducerRecord<String, byte[]> hashed(Topic topic, String key, @Nullable Object value) {
    return record(topic, Partitions.ofKey(key, topic.partitions()), key, value);
  }

  private ProducerRecord<String, byte[]> record(
      Topic topic, int partition, String key, @Nullable Object value) {
    if (value == null) {
      return new ProducerRecord<>(settings.topic(topic), partition, key, null, new RecordHeaders());
    }
    var attributes =
        new CloudEvents(nextId(), source, CloudEvents.type(value.getClass()), key, clock.instant());
    return new ProducerRecord<>(
        settings.topic(topic), partition, key, codec.write(value), attributes.headers());
  }

  private String nextId() {
    return idPrefix + ids.incrementAndGet();
  }
}
