package dev.infill.deploy.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.Partitions;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.kafka.CoordinatorLoop;
import dev.infill.coordinator.kafka.KafkaCommands;
import dev.infill.coordinator.kafka.KafkaViews;
import dev.infill.coordinator.kafka.Member;
import dev.infill.coordinator.kafka.StateCodec;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.runtime.OwnedShards;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@SuppressWarnings("try") // A loop only has to run.
class CoordinatorLoopIT {
  private static final InstantSource CLOCK = InstantSource.system();

  private final KafkaSettings kafka =
      new KafkaSettings(TestKafka.bootstrapServers(), TestKafka.prefix(), Map.of());
  private final Messages messages = new Messages(kafka, StateCodec.create(), "test", CLOCK);
  private MessageProducer producer;
  private EventPublisher events;
  private KafkaCommands commands;
  private KafkaViews views;

  @BeforeEach
  void setUp() throws Exception {
    try (var admin = Admin.create(kafka.admin())) {
      TopicSetup.ensure(admin, kafka, (short) 1);
    }
    producer = new MessageProducer(kafka);
    events = new EventPublisher(kafka, "test", CLOCK);
    commands = new KafkaCommands(producer, messages);
    views = new KafkaViews(kafka, CLOCK);
    views.start();
  }

  @AfterEach
  void close() {
    views.close();
    events.close();
    producer.close();
  }

  @Test
  void successorGoesOnFromTheStoredStates() throws Exception {
    var id = id("restored");
    var first = new Owned();
    try (var loop = loop("first", first)) {
      submit(id);
      await("the plan is awaited", () -> first.phase(id).equals("Planned"));
      events.publish(id, new PlanAccepted(WillingShard.PLAN)).get(10, TimeUnit.SECONDS);
      await("the column is awaited", () -> first.phase(id).equals("Expanding"));
    }

    var second = new Owned();
    try (var loop = loop("second", second)) {
      await("the state is taken over", () -> second.phase(id).equals("Expanding"));
      events.publish(id, new ColumnAdded()).get(10, TimeUnit.SECONDS);
      await("it goes on", () -> second.phase(id).equals("Capturing"));
    }

    assertThat(first.states).isEmpty();
  }

  @Test
  void everyEventCountsOnceWhileCoordinatorsComeAndGo() throws Exception {
    var ids = IntStream.range(0, 8).mapToObj(i -> id("counted-" + i)).toList();
    int each = 300;
    var owned = List.of(new Owned(), new Owned(), new Owned());
    var first = loop("a", owned.get(0));
    for (MigrationShard id : ids) {
      submit(id);
    }
    await("all are known", () -> views.migrations().size() == ids.size());

    publish(ids, each / 3);
    var second = loop("b", owned.get(1));
    publish(ids, each / 3);
    first.close();
    var third = loop("c", owned.get(2));
    publish(ids, each / 3);
    second.close();

    await("all are counted", () -> ids.stream().allMatch(id -> applied(id) >= each));
    third.close();
    assertThat(ids).allSatisfy(id -> assertThat(applied(id)).isEqualTo(each));
  }

  @Test
  void whatAStaleOwnerWritesIsRefused() throws Exception {
    var id = id("fenced");
    int partition = Partitions.of(id.migration(), Topic.STATE.partitions());
    var settings = kafka.transactionalProducer(kafka.group("coordinator-" + partition));
    try (var stale = new KafkaProducer<String, byte[]>(settings)) {
      stale.initTransactions();
      stale.beginTransaction();
      stale.send(messages.state(id, Map.of("stale", true))).get(10, TimeUnit.SECONDS);

      var owned = new Owned();
      try (var loop = loop("successor", owned)) {
        submit(id);
        // Its successor does not even wait for the open transaction to time out.
        await("the successor decides", () -> owned.phase(id).equals("Planned"));

        assertThatThrownBy(stale::commitTransaction)
            .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
        views.refresh();
        assertThat(views.migrations()).extracting(ShardMigration::id).containsExactly(id);
      }
    }
  }

  @Test
  void recordThatCannotBeReadIsLeftOut() throws Exception {
    var id = id("poison");
    int partition = Partitions.of(id.migration(), Topic.EVENTS.partitions());
    var meters = new SimpleMeterRegistry();
    var owned = new Owned();
    try (var loop = loop("a", owned, meters)) {
      submit(id);
      await("the plan is awaited", () -> owned.phase(id).equals("Planned"));
      for (Topic topic : List.of(Topic.EVENTS, Topic.COMMANDS)) {
        producer
            .send(new ProducerRecord<>(kafka.topic(topic), partition, "Not A Name", new byte[] {1}))
            .get(10, TimeUnit.SECONDS);
        producer.send(ofLaterVersion(topic, id)).get(10, TimeUnit.SECONDS);
      }
      events.publish(id, new PlanAccepted(WillingShard.PLAN)).get(10, TimeUnit.SECONDS);

      await("it goes on", () -> owned.phase(id).equals("Expanding"));
      await("all are counted", () -> meters.counter("infill.coordinator.unreadable").count() == 4);
    }
  }

  /** Of a kind that this version does not know, but else as it should be. */
  private ProducerRecord<String, byte[]> ofLaterVersion(Topic topic, MigrationShard id) {
    var known =
        topic == Topic.EVENTS
            ? messages.event(id, new ColumnAdded())
            : messages.command(id.migration(), new Command.Pause());
    return new ProducerRecord<>(
        known.topic(),
        known.partition(),
        known.key(),
        "{\"type\":\"Later\"}".getBytes(UTF_8),
        known.headers());
  }

  @Test
  void stateOfALaterVersionKeepsOnlyItsPartitionWaiting() throws Exception {
    var later = id("later");
    int partition = Partitions.of(later.migration(), Topic.STATE.partitions());
    var other =
        IntStream.range(0, 100)
            .mapToObj(i -> id("other-" + i))
            .filter(o -> Partitions.of(o.migration(), Topic.STATE.partitions()) != partition)
            .findFirst()
            .orElseThrow();
    var state = Map.of("id", later.toString(), "state", Map.of("type", "Later"));
    producer.send(messages.state(later, state)).get(10, TimeUnit.SECONDS);
    submit(later);
    submit(other);
    var meters = new SimpleMeterRegistry();
    var old = new Owned();

    try (var loop = loop("old", old, meters)) {
      await("the other is decided", () -> old.phase(other).equals("Planned"));
      assertThat(old.phase(later)).isEqualTo("unknown");
      assertThat(meters.counter("infill.coordinator.unreadable").count()).isEqualTo(1);
    }

    // In place of a later version, which could read it.
    producer.send(messages.state(later, null)).get(10, TimeUnit.SECONDS);
    var next = new Owned();
    try (var loop = loop("next", next)) {
      await("what was asked meanwhile is decided", () -> next.phase(later).equals("Planned"));
    }
  }

  @Test
  void oneThatIsStartedAgainHasItsPlaceAtOnceAndTheOtherComesAsSomebodyNew() throws Exception {
    var ids = IntStream.range(0, 8).mapToObj(i -> id("kept-" + i)).toList();
    var before = new Owned();
    var first = loop(new Member("first", Optional.of("host-8484")), before);
    for (MigrationShard id : ids) {
      submit(id);
    }
    await("all are owned", () -> before.states.keySet().containsAll(ids));
    publish(ids, 20);

    var after = new Owned();
    var second = loop(new Member("second", Optional.of("host-8484")), after);
    await("it has the whole place", () -> after.ever.containsAll(ids));
    publish(ids, 20);
    await("the first has a part", () -> !before.states.isEmpty() && !after.states.isEmpty());
    publish(ids, 20);
    second.close();
    await("and all of it when the second has left", () -> before.states.keySet().containsAll(ids));

    await("all are counted", () -> ids.stream().allMatch(id -> applied(id) >= 60));
    first.close();
    assertThat(ids).allSatisfy(id -> assertThat(applied(id)).isEqualTo(60));
  }

  private void publish(List<MigrationShard> ids, int times) {
    for (int i = 0; i < times; i++) {
      for (MigrationShard id : ids) {
        var applied = new ChangesApplied(0, 1, 0, 0, 0, Optional.empty(), Instant.EPOCH, 1);
        events.publish(id, applied).join();
      }
    }
  }

  private long applied(MigrationShard id) {
    return views.migrations().stream()
        .filter(m -> m.id().equals(id))
        .mapToLong(m -> m.tally().changes().applied())
        .sum();
  }

  private void submit(MigrationShard id) throws Exception {
    var spec = WillingShard.spec(id.migration().name());
    commands.send(id.migration(), new Command.Submit(spec, WillingShard.FLEET));
  }

  private CoordinatorLoop loop(String name, OwnedShards owned) {
    return loop(name, owned, new SimpleMeterRegistry());
  }

  private CoordinatorLoop loop(String name, OwnedShards owned, SimpleMeterRegistry meters) {
    return loop(new Member(name, Optional.empty()), owned, meters);
  }

  private CoordinatorLoop loop(Member member, OwnedShards owned) {
    return loop(member, owned, new SimpleMeterRegistry());
  }

  private CoordinatorLoop loop(Member member, OwnedShards owned, SimpleMeterRegistry meters) {
    var loop =
        new CoordinatorLoop(
            kafka, member, WillingShard.store(), owned, List::of, meters, Traces.NONE, CLOCK);
    loop.start();
    return loop;
  }

  private static MigrationShard id(String migration) {
    return MigrationShard.parse(migration + "/shard-0");
  }

  static void await(String what, BooleanSupplier condition) {
    Await.until(what, Await.LONG, condition::getAsBoolean);
  }

  /** The states that a loop owns now. */
  private static final class Owned implements OwnedShards {
    private final Map<MigrationShard, ShardMigration> states = new ConcurrentHashMap<>();
    private final Set<MigrationShard> ever = ConcurrentHashMap.newKeySet();

    String phase(MigrationShard id) {
      return Optional.ofNullable(states.get(id)).map(m -> m.state().phase()).orElse("unknown");
    }

    @Override
    public void owned(ShardMigration migration) {
      states.put(migration.id(), migration);
      ever.add(migration.id());
    }

    @Override
    public void lost(MigrationShard id) {
      states.remove(id);
    }
  }
}
