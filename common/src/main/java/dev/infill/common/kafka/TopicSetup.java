package dev.infill.common.kafka;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics that are missing and sets up the share group of the workers, before the first of
 * them reads. May be run again, and by several processes at once.
 */
public final class TopicSetup {
  private static final Map<String, String> SHARE_GROUP =
      Map.of(
          // The default, latest, misses tasks that were sent before the first worker came.
          "share.auto.offset.reset", "earliest",
          "share.isolation.level", "read_committed",
          // A worker that freezes loses its task after this time; one that works renews it.
          "share.record.lock.duration.ms", "15000",
          "share.renew.acknowledge.enable", "true",
          "share.delivery.count.limit", "10",
          // A worker that comes gets its first task at once, not after 5 s.
          "share.assignment.interval.ms", "0");

  private final Admin admin;
  private final KafkaSettings settings;

  private TopicSetup(Admin admin, KafkaSettings settings) {
    this.admin = admin;
    this.settings = settings;
  }

  /**
   * Returns when every partition of every topic can be written.
   *
   * @param replicationFactor of the topics that are made, at least 1; -1 for the broker's default
   * @throws TopicSetupException when no broker answers, refuses, or has a topic with another number
   *     of partitions
   */
  public static void ensure(Admin admin, KafkaSettings settings, short replicationFactor)
      throws TopicSetupException, InterruptedException {
    var setup = new TopicSetup(admin, settings);
    var existing = setup.existing();
    setup.checkPartitions(existing);
    setup.createMissing(existing, replicationFactor);
    setup.setUpShareGroup();
    setup.awaitLeaders();
  }

  private Set<String> existing() throws TopicSetupException, InterruptedException {
    var names = get(admin.listTopics().names(), "list its topics");
    return Arrays.stream(Topic.values())
        .map(settings::topic)
        .filter(names::contains)
        .collect(toSet());
  }

  private void checkPartitions(Set<String> existing)
      throws TopicSetupException, InterruptedException {
    var described = get(admin.describeTopics(existing).allTopicNames(), "describe its topics");
    var wrong = new ArrayList<String>();
    for (var topic : Topic.values()) {
      var found = described.get(settings.topic(topic));
      if (found != null && found.partitions().size() != topic.partitions()) {
        wrong.add(
            found.name()
                + " has "
                + found.partitions().size()
                + " partitions instead of "
                + topic.partitions());
      }
    }
    if (!wrong.isEmpty()) {
      throw new TopicSetupException(
          String.join("; ", wrong)
              + ". Take another prefix, or delete these topics if nothing in them is needed.");
    }
  }

  private void createMissing(Set<String> existing, short replicationFactor)
      throws TopicSetupException, InterruptedException {
    var missing =
        Arrays.stream(Topic.values())
            .filter(topic -> !existing.contains(settings.topic(topic)))
            .map(topic -> newTopic(topic, replicationFactor))
            .toList();
    for (var created : admin.createTopics(missing).values().entrySet()) {
      try {
        created.getValue().get();
      } catch (ExecutionException e) {
        // Another process was faster.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw failed("make the topic " + created.getKey(), e.getCause());
        }
      }
    }
  }

  private NewTopic newTopic(Topic topic, short replicationFactor) {
    var configs = new HashMap<>(configs(topic));
    configs.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(KafkaSettings.MAX_MESSAGE_BYTES));
    if (replicationFactor > 0) {
      configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicationFactor >= 3 ? "2" : "1");
    }
    return new NewTopic(settings.topic(topic), topic.partitions(), replicationFactor)
        .configs(configs);
  }

  /** What a topic keeps, and for how long. */
  static Map<String, String> configs(Topic topic) {
    return switch (topic) {
      case COMMANDS, EVENTS -> kept(Duration.ofDays(30));
      case TASKS, CHANGES -> kept(Duration.ofDays(7));
      // Written every second or with every event: small segments and early cleaning keep a
      // restart's reading short.
      case STATE, PACE, POSITIONS, WORKERS ->
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_COMPACT,
              TopicConfig.SEGMENT_BYTES_CONFIG,
              String.valueOf(16 << 20),
              TopicConfig.SEGMENT_MS_CONFIG,
              millis(Duration.ofMinutes(10)),
              TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
              "0.1");
      case CAPTURES ->
          Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    };
  }

  private static Map<String, String> kept(Duration time) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.RETENTION_MS_CONFIG,
        millis(time));
  }

  private static String millis(Duration time) {
    return String.valueOf(time.toMillis());
  }

  private void setUpShareGroup() throws TopicSetupException, InterruptedException {
    var group = new ConfigResource(ConfigResource.Type.GROUP, settings.workersGroup());
    var changes =
        SHARE_GROUP.entrySet().stream()
            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    get(
        admin.incrementalAlterConfigs(Map.of(group, changes)).all(),
        "set up the share group "
            + settings.workersGroup()
            + " (brokers of Kafka 4.2 or later can)");
  }

  /**
   * Waits until each partition's leader answers. What is produced right after a topic is made may
   * otherwise be lost: the first batch meets no leader, the next are taken, and then the first is
   * out of order for good.
   */
  private void awaitLeaders() throws TopicSetupException, InterruptedException {
    var partitions =
        Arrays.stream(Topic.values())
            .flatMap(topic -> settings.partitions(topic).stream())
            .collect(toMap(Function.identity(), partition -> OffsetSpec.latest()));
    get(admin.listOffsets(partitions).all(), "find the leaders of its partitions");
  }

  private <T> T get(KafkaFuture<T> future, String what)
      throws TopicSetupException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failed(what, e.getCause());
    }
  }

  private TopicSetupException failed(String what, Throwable cause) {
    var where = "Kafka at " + settings.bootstrapServers();
    if (cause instanceof TimeoutException) {
      return new TopicSetupException(
          where
              + " does not answer: cannot "
              + what
              + ". Check the address, and that the broker runs.",
          cause);
    }
    if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
      return new TopicSetupException(
          where + " does not allow to " + what + ". Check the client settings and the rights.",
          cause);
    }
    return new TopicSetupException(where + " cannot " + what + ": " + cause.getMessage(), cause);
  }
}
