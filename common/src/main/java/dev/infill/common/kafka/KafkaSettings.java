package dev.infill.common.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Which Kafka is used, under which names, and the settings of every client on it. Keys are texts,
 * values bytes.
 *
 * @param bootstrapServers as {@code host:port,host:port}
 * @param prefix begins the names of topics, groups and transactional ids, so that several Infills
 *     share one Kafka
 * @param client settings that every client gets besides, such as those of TLS and SASL; may hold
 *     secrets
 */
public record KafkaSettings(String bootstrapServers, String prefix, Map<String, String> client) {
  /**
   * How long a broker keeps a fetch of tasks. One (4.3.1) that such a fetch reaches while the
   * task's transaction is not committed yet answers when this has passed, not when it is; so a
   * worker that has just done a task would begin the next one that much late.
   */
  public static final int TASK_WAIT_MILLIS = 50;

  /**
   * Most bytes of one message: a thousand keys of the greatest length that an index takes, and some
   * more.
   */
  public static final int MAX_MESSAGE_BYTES = 8 << 20;

  public KafkaSettings {
    if (bootstrapServers.isBlank() || prefix.isBlank()) {
      throw new IllegalArgumentException("bootstrap servers and prefix must not be empty");
    }
    client = Map.copyOf(client);
  }

  /** A topic's name. */
  public String topic(Topic topic) {
    return topic.name(prefix);
  }

  /** All partitions of a topic. */
  public List<TopicPartition> partitions(Topic topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(topic(topic), partition))
        .toList();
  }

  /** A group's full name, such as {@code infill-workers} for {@code workers}. */
  public String group(String name) {
    return prefix + "-" + name;
  }

  /** The share group of all workers, which hands out the tasks. */
  public String workersGroup() {
    return group("workers");
  }

  /**
   * For a producer that writes each record once and in order, and keeps trying for two minutes:
   * longer than a broker takes to come back.
   */
  public Map<String, Object> producer() {
    var settings = common();
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    // JSON of one kind shrinks to a fifth, at a price that is lost in the noise.
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_MESSAGE_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
    // Otherwise a producer forgets the topics when no broker answers, and each send then blocks its
    // thread for a minute in place of waiting in the buffer until one is back.
    settings.put(
        CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, 24 * 60 * 60 * 1000);
    return settings;
  }

  /**
   * For a producer whose records appear together or not at all. The latest one with the same id
   * fences those before it.
   *
   * @param transactionalId its full id, prefix included
   */
  public Map<String, Object> transactionalProducer(String transactionalId) {
    var settings = producer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    // Readers wait behind an open transaction; that of a dead process is ended after this time.
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 20_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return settings;
  }

  /**
   * For a member of a classic group: owning a partition is owning what it stands for. Members keep
   * their partitions when others come and go, so that captures and coordinators are not torn down
   * by a rebalance; a dead member's are given to others after 6 s.
   *
   * @param group the group's name without prefix
   */
  public Map<String, Object> consumer(String group) {
    var settings = reader();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group(group));
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
    return settings;
  }

  /**
   * For a consumer without a group, which is told its partitions and where to begin; committed
   * records only.
   */
  public Map<String, Object> reader() {
    var settings = consumed();
    settings.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }

  /**
   * For a share consumer that takes one record at a time and acknowledges it by itself. Where the
   * group begins and what it may read are the group's own settings: see {@link TopicSetup}.
   *
   * @param group the group's name without prefix
   */
  public Map<String, Object> shareConsumer(String group) {
    var settings = consumed();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group(group));
    settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // Otherwise max.poll.records is not kept to, and one worker gets all the tasks of a batch.
    settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, TASK_WAIT_MILLIS);
    return settings;
  }

  /** For an admin client. A call that nobody answers ends after 30 s. */
  public Map<String, Object> admin() {
    var settings = common();
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
    return settings;
  }

  /** Leaves the client settings out: they may hold a password. */
  @Override
  public String toString() {
    return "KafkaSettings[" + bootstrapServers + ", prefix " + prefix + "]";
  }

  private Map<String, Object> consumed() {
    var settings = common();
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
    settings.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return settings;
  }

  private Map<String, Object> common() {
    var settings = new HashMap<String, Object>(client);
    settings.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, List.of(bootstrapServers.split(",")));
    // Nobody reads the meters that Kafka would otherwise push to the broker.
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return settings;
  }
}
