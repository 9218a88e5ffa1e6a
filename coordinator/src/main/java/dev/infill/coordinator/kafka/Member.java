package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.KafkaSettings;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the coordinators' group.
 *
 * <p>One that has a lasting name keeps its place in the group when it dies, and goes on at once
 * when it is started again; where it is not, the group gives its partitions away after its usual
 * patience. What is decided does not hang on any of it: who may write is settled by the partitions'
 * transactions alone. Not safe for threads: the loop's alone uses it.
 */
public final class Member {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  /**
   * Most records of one transaction, which costs the broker about as much as deciding a few hundred
   * of them costs us. A state is stored once for all of them.
   */
  private static final int BATCH = 2_000;

  private final String name;
  private Optional<String> instance;

  /**
   * @param name the process, unique
   * @param instance stays the same when the process is started again, and no other process has it
   *     meanwhile; empty where there is no such name
   */
  public Member(String name, Optional<String> instance) {
    this.name = name;
    this.instance = instance;
  }

  String name() {
    return name;
  }

  /** Of its consumer. */
  Map<String, Object> settings(KafkaSettings kafka) {
    var group = kafka.consumer("coordinators");
    // Gives the same partition of both topics to the same member, which the default does not
    // promise.
    group.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    group.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    instance.ifPresent(id -> group.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
    return group;
  }

  /**
   * Two processes of one lasting name would end each other in turn, so the one that has lost its
   * place comes as somebody new from then on.
   */
  void yieldIfTaken(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof FencedInstanceIdException && instance.isPresent()) {
        LOG.warn(
            "another coordinator took the place of this one in the group: instance={}",
            instance.get());
        instance = Optional.empty();
      }
    }
  }
}
