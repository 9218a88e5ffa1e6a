package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions of ours that no one else will ever end.
 *
 * <p>A broker that is killed after it decided a transaction, and before it marked the end on every
 * partition, may count it as over when it comes back, and skip the marks that are missing. The
 * partition then waits for ever: a group's offsets can't be read, and nothing behind is committed
 * to its readers. Kafka's own tool against it is {@code kafka-transactions find-hanging} and {@code
 * abort}; this does the same for the producers of partitions' owners.
 *
 * <p>What was decided may have been "commit". To abort it where a mark is missing takes nothing
 * from what is stored elsewhere: events whose offsets it held come again, and a task that it held
 * is sent again when its range is silent.
 */
public final class HangingTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);

  /** Where the group's offsets are kept. */
  private static final String OFFSETS = "__consumer_offsets";

  private final Admin admin;
  private final KafkaSettings settings;

  public HangingTransactions(Admin admin, KafkaSettings settings) {
    this.admin = admin;
    this.settings = settings;
  }

  /**
   * To be called after {@code initTransactions}, when every transaction of the ids that the broker
   * knows has ended, and before the next begins.
   *
   * @return the partitions on which one was ended
   * @throws KafkaException when Kafka can't be asked; where it must not be, that is logged, with
   *     what to grant
   */
  public List<TopicPartition> end(Collection<String> transactionalIds) {
    try {
      Map<Long, String> ids = producerIds(transactionalIds);
      List<TopicPartition> ended = new ArrayList<>();
      for (var partition : producers().entrySet()) {
        for (ProducerState producer : partition.getValue().activeProducers()) {
          String ours = ids.get(producer.producerId());
          if (ours != null && producer.currentTransactionStartOffset().isPresent()) {
            abort(partition.getKey(), producer, ours);
            ended.add(partition.getKey());
          }
        }
      }
      return ended;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.warn(
            "can't look for transactions that a broker's crash left open: grant DESCRIBE on"
                + " transactional ids, READ on {} and Infill's topics, and ALTER on the cluster, or"
                + " end them with kafka-transactions: reason={}",
            OFFSETS,
            e.getCause().getMessage());
        return List.of();
      }
      throw new KafkaException("can't look for hanging transactions", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** The transactional ids by the producers that have them now. */
  private Map<Long, String> producerIds(Collection<String> transactionalIds)
      throws ExecutionException, InterruptedException {
    var ids = new HashMap<Long, String>();
    for (var known : admin.describeTransactions(transactionalIds).all().get().entrySet()) {
      TransactionDescription description = known.getValue();
      if (description.state() != TransactionState.EMPTY) {
        throw new KafkaException(
            "transactions of " + known.getKey() + " have not ended: " + description.state());
      }
      ids.put(description.producerId(), known.getKey());
    }
    return ids;
  }

  private Map<TopicPartition, PartitionProducerState> producers()
      throws ExecutionException, InterruptedException {
    int offsets =
        admin
            .describeTopics(List.of(OFFSETS))
            .allTopicNames()
            .get()
            .get(OFFSETS)
            .partitions()
            .size();
    var partitions =
        Stream.concat(
                Stream.of(Topic.STATE, Topic.TASKS, Topic.CAPTURES, Topic.EVENTS)
                    .flatMap(topic -> settings.partitions(topic).stream()),
                IntStream.range(0, offsets).mapToObj(p -> new TopicPartition(OFFSETS, p)))
            .toList();
    return admin.describeProducers(partitions).all().get();
  }

  private void abort(TopicPartition partition, ProducerState producer, String transactionalId)
      throws ExecutionException, InterruptedException {
    LOG.warn(
        "ends a transaction that a broker's crash left open: transaction={} partition={} since={}",
        transactionalId,
        partition,
        producer.currentTransactionStartOffset().orElseThrow());
    admin
        .abortTransaction(
            new AbortTransactionSpec(
                partition,
                producer.producerId(),
                (short) producer.producerEpoch(),
                producer.coordinatorEpoch().orElse(0)))
        .all()
        .get();
  }
}
