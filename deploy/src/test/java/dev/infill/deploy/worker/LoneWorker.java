package dev.infill.deploy.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.CompactedView;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Event;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Position;
import dev.infill.common.message.Task;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import dev.infill.common.observe.Traces;
import dev.infill.common.settings.Secrets;
import dev.infill.common.transform.Transforms;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestKafka;
import dev.infill.worker.Worker;
import dev.infill.worker.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A worker with topics of its own; the test plays the coordinator. */
final class LoneWorker implements AutoCloseable {
  static final MigrationShard ID = MigrationShard.parse("users/shard-0");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final MessageProducer producer;
  private final Messages messages;
  private final KafkaConsumer<String, byte[]> events;
  private final List<Event> seen = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestDatabase database;
  private final int slots;
  private Worker worker;

  LoneWorker(TestDatabase database, int slots) throws Exception {
    this(database, TestKafka.bootstrapServers(), slots);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The pace goes on until the test ends.
  LoneWorker(TestDatabase database, String bootstrapServers, int slots) throws Exception {
    this.database = database;
    this.slots = slots;
    this.kafka = new KafkaSettings(bootstrapServers, TestKafka.prefix(), Map.of());
    try (var admin = Admin.create(kafka.admin())) {
      TopicSetup.ensure(admin, kafka, (short) 1);
    }
    this.producer = new MessageProducer(kafka);
    this.messages = new Messages(kafka, Codec.ofMessages(), "test", InstantSource.system());
    this.events = new KafkaConsumer<>(kafka.reader());
    events.assign(kafka.partitions(Topic.EVENTS));
    events.seekToBeginning(events.assignment());
    pace.scheduleAtFixedRate(() -> pace(4), 0, 1, TimeUnit.SECONDS);
    this.worker = newWorker();
    worker.start();
  }

  private Worker newWorker() {
    return new Worker(
        new WorkerSettings("w-1", kafka, slots),
        new Secrets(Map.of("PASSWORD", database.password())),
        Transforms.NONE,
        meters,
        Traces.NONE,
        InstantSource.system());
  }

  ShardAddress shard() {
    return new ShardAddress(
        new ShardId("shard-0"),
        database.isMySql() ? Engine.MYSQL : Engine.POSTGRESQL,
        database.url(),
        database.user(),
        "${env:PASSWORD}");
  }

  static ColumnFill fill(String table, String value, KeyColumn... key) {
    return ColumnFill.of(
        new TableName("public", table), List.of(key), "c", "text", value, Sync.DERIVED);
  }

  void send(Task task) throws Exception {
    producer.send(messages.task(task)).get(10, TimeUnit.SECONDS);
  }

  /** Something of a kind that this version does not know. */
  void sendLater(Topic topic, String key) throws Exception {
    byte[] later = "{\"type\":\"Later\"}".getBytes(UTF_8);
    producer
        .send(new ProducerRecord<>(kafka.topic(topic), 0, key, later))
        .get(10, TimeUnit.SECONDS);
  }

  /** Messages that it could not read. */
  double unreadable() {
    return meters.counter("infill.messages.unreadable").count();
  }

  /** Makes what the capture begins on, and asks for it. */
  void capture(ColumnFill fill) throws Exception {
    prepare(fill);
    askFor(fill);
  }

  /** Makes publication and slot, or the table with marks and note. */
  void prepare(ColumnFill fill) throws Exception {
    if (database.isMySql()) {
      MySqlMarks.begin(database, fill);
      return;
    }
    String tables =
        Stream.concat(Stream.of(fill.table()), fill.lookups().stream().map(Lookup::table))
            .map(TableName::toString)
            .collect(Collectors.joining(", "));
    database.execute(
        "create publication infill_p for table " + tables,
        "select pg_create_logical_replication_slot('" + slot() + "', 'pgoutput')");
  }

  void askFor(ColumnFill fill) throws Exception {
    if (database.isMySql()) {
      askFor(fill, OwnWrites.DROPPED);
      return;
    }
    boolean filters = database.number("select current_setting('server_version_num')") >= 160_000;
    askFor(fill, filters ? OwnWrites.FILTERED : OwnWrites.DROPPED);
  }

  void askFor(ColumnFill fill, OwnWrites ownWrites) throws Exception {
    var capture = new Capture(ID, shard(), fill, slot(), "infill_p", ownWrites);
    producer.send(messages.capture(capture)).get(10, TimeUnit.SECONDS);
  }

  void endCapture() throws Exception {
    producer.send(messages.noCapture(ID)).get(10, TimeUnit.SECONDS);
  }

  /** The positions as they are kept; the caller closes it. */
  CompactedView<Position> positions() {
    var leftOut = new LeftOut(() -> {});
    var view =
        new CompactedView<>(kafka, Topic.POSITIONS, Codec.ofMessages(), Position.class, leftOut);
    view.start();
    return view;
  }

  String slot() {
    return database.isMySql() ? MySqlMarks.table(database).table() : "infill_" + database.name();
  }

  void barrier(String name) throws Exception {
    if (database.isMySql()) {
      MySqlMarks.put(database, MarksTable.Kind.BARRIER, ID + "|" + name);
      return;
    }
    database.execute(
        "select pg_logical_emit_message(true, 'infill.barrier', '" + ID + "|" + name + "')");
  }

  /** Waits until every partition has passed the barrier. */
  void awaitBarrier(String name) throws Exception {
    for (int partition = 0; partition < Topic.CHANGES.partitions(); partition++) {
      int passed = partition;
      await(Event.BarrierPassed.class, e -> e.barrier().equals(name) && e.partition() == passed);
    }
  }

  /** Waits for an event that came since the worker began. */
  <E extends Event> E await(Class<E> type, Predicate<E> which) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      var found = all(type).filter(which).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      read(Duration.ofMillis(100));
    }
    throw new AssertionError("no such " + type.getSimpleName() + " among " + seen);
  }

  <E extends Event> Stream<E> all(Class<E> type) {
    read(Duration.ZERO);
    return seen.stream().filter(type::isInstance).map(type::cast);
  }

  private void read(Duration wait) {
    events.poll(wait).forEach(record -> seen.add(Codec.ofMessages().read(record, Event.class)));
  }

  private void pace(int rangesInFlight) {
    var unused =
        producer.send(
            messages.pace(
                new Pace(ID, rangesInFlight, Duration.ofMillis(100), "test", Instant.now())));
  }

  /** Ends the worker alone; the test goes on to see what it told. */
  void stopWorker() {
    worker.close();
  }

  /** Another worker takes over what the one that was stopped had. */
  void startAnother() throws InterruptedException {
    worker = newWorker();
    worker.start();
  }

  @Override
  public void close() {
    pace.shutdownNow();
    worker.close();
    producer.close();
    events.close();
  }
}
