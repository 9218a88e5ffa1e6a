package dev.infill.coordinator;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.EventPublisher;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.kafka.TopicSetup;
import dev.infill.common.kafka.TopicSetupException;
import dev.infill.common.observe.ProcessMeters;
import dev.infill.common.observe.Traces;
import dev.infill.common.plan.FleetPlanner;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.common.shard.SchemaStore;
import dev.infill.coordinator.http.ApiServer;
import dev.infill.coordinator.kafka.CoordinatorLoop;
import dev.infill.coordinator.kafka.KafkaCommands;
import dev.infill.coordinator.kafka.KafkaEventLog;
import dev.infill.coordinator.kafka.KafkaEvents;
import dev.infill.coordinator.kafka.KafkaPaces;
import dev.infill.coordinator.kafka.KafkaViews;
import dev.infill.coordinator.kafka.Member;
import dev.infill.coordinator.kafka.Notifier;
import dev.infill.coordinator.notify.NotificationMeters;
import dev.infill.coordinator.observe.PaceMeters;
import dev.infill.coordinator.pace.PaceController;
import dev.infill.coordinator.runtime.EffectRunner;
import dev.infill.coordinator.runtime.EventSink;
import dev.infill.coordinator.runtime.Fanout;
import dev.infill.coordinator.runtime.LogWatch;
import dev.infill.coordinator.runtime.PaceLoop;
import dev.infill.coordinator.runtime.Ticker;
import dev.infill.coordinator.runtime.Timers;
import dev.infill.coordinator.runtime.TurnWatch;
import dev.infill.coordinator.status.Histories;
import dev.infill.coordinator.status.StatusMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A coordinator, wired: it decides for the migrations of the partitions that the group gives it,
 * and answers operators for all of them. As many as one likes run on one Kafka. What it knows is
 * stored; one that dies takes nothing with it.
 */
public final class Coordinator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Coordinator.class);

  private final CoordinatorSettings settings;
  private final SchemaStore store;
  private final ShardPlanner planner;
  private final Traces traces;
  private final InstantSource clock = InstantSource.system();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final StatusMeters statusMeters = new StatusMeters(meters);

  /** What was started, the last first. */
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private int port;

  /**
   * @param store the shards' schemas; stays open when the coordinator is closed
   * @param planner tells an operator what a migration would do to a shard
   * @param traces gets its steps and decisions; stays open when the coordinator is closed
   */
  public Coordinator(
      CoordinatorSettings settings, SchemaStore store, ShardPlanner planner, Traces traces) {
    this.settings = settings;
    this.store = store;
    this.planner = planner;
    this.traces = traces;
  }

  /**
   * Makes the topics that are missing, reads what is stored, and begins to decide and to answer.
   *
   * @throws TopicSetupException when the broker can't be reached or refuses
   * @throws IOException when the API's address can't be had, or the broker falls silent
   */
  public void start() throws TopicSetupException, IOException, InterruptedException {
    boolean up = false;
    try {
      ensureTopics();
      startAll();
      up = true;
    } finally {
      if (!up) {
        close();
      }
    }
    log.info("coordinator is up: name={} host={} port={}", settings.name(), settings.host(), port);
  }

  /** The port of the API, once started. */
  public int httpPort() {
    return port;
  }

  /** Leaves the group, so that others take over at once, and stops. Steps that run are given up. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      var part = started.pop();
      try {
        part.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        log.warn("{} did not close in order", part.getClass().getSimpleName(), e);
      }
    }
  }

  private void ensureTopics() throws TopicSetupException, InterruptedException {
    try (var admin = Admin.create(settings.kafka().admin())) {
      TopicSetup.ensure(admin, settings.kafka(), settings.replicationFactor());
    }
  }

  private void startAll() throws IOException, InterruptedException {
    var kafka = settings.kafka();
    String source = "coordinator/" + settings.name();
    var messages = new Messages(kafka, Codec.ofMessages(), source, clock);
    started.push(meters::close);
    ProcessMeters.bind(meters);
    var views = opened(new KafkaViews(kafka, clock));
    views.start();
    var histories = new Histories();
    var eventLog = opened(new KafkaEventLog(kafka, clock));
    var producer = opened(new MessageProducer(kafka));
    EventSink events = new KafkaEvents(opened(new EventPublisher(kafka, source, clock)));

    var effects = opened(new EffectRunner(store, events, traces, clock));
    var timers = opened(new Timers(events, clock));
    var controller = new PaceController();
    var paces =
        opened(
            new PaceLoop(
                store,
                controller,
                new PaceMeters(new KafkaPaces(producer, messages), meters, clock),
                events,
                views::migrations,
                clock));
    var ticker = opened(new Ticker());
    ticker.every(Duration.ofSeconds(1), effects::tick);
    ticker.every(Duration.ofMillis(200), timers::tick);
    ticker.every(Duration.ofSeconds(1), paces::tick);
    ticker.every(Duration.ofSeconds(1), () -> histories.tick(views, clock.instant()));

    var turns = opened(new TurnWatch(events, views::migrations, clock));
    ticker.every(Duration.ofSeconds(1), turns::tick);

    var logs = opened(new LogWatch(store, events, clock));
    ticker.every(Duration.ofSeconds(1), logs::tick);

    var owned = new Fanout(List.of(paces, timers, turns, logs, effects));
    var loop =
        opened(
            new CoordinatorLoop(
                kafka,
                new Member(settings.name(), settings.instance()),
                store,
                owned,
                views::migrations,
                meters,
                traces,
                clock));
    var listen = new ApiServer.Listen(settings.host(), settings.port(), settings.token());
    var commands = new KafkaCommands(producer, messages);
    var api =
        opened(
            ApiServer.start(
                listen,
                views,
                histories,
                eventLog,
                commands,
                store,
                new FleetPlanner(planner, clock),
                () -> scrape(views),
                clock));
    port = api.port();
    // Behind the port, which can be had once: a second process of the same name ends here.
    loop.start();
    startNotifiers();
  }

  private void startNotifiers() {
    var told = new NotificationMeters(meters);
    for (var webhook : settings.webhooks()) {
      opened(new Notifier(settings.kafka(), webhook, told, clock)).start();
    }
  }

  private String scrape(KafkaViews views) {
    statusMeters.update(views, clock.instant());
    return meters.scrape();
  }

  private <T extends AutoCloseable> T opened(T part) {
    started.push(part);
    return part;
  }
}
