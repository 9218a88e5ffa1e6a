package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that are left out because they can't be read: each is counted, and the first of its kind
 * is logged. A newer process may tell of something that this one never heard of, a thousand times a
 * second. Safe for all threads.
 */
public final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);

  /** Most kinds that are known apart; whoever writes that many has no kinds. */
  private static final int KINDS = 100;

  private static final int LONGEST_KIND = 100;

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Runnable count;

  /**
   * @param count called for each record
   */
  public LeftOut(Runnable count) {
    this.count = count;
  }

  /**
   * Takes a record that can't be read.
   *
   * @param reason holds no value of the record
   * @return whether it was logged
   */
  public boolean take(ConsumerRecord<?, ?> record, String reason) {
    count.run();
    String kind = kind(record);
    boolean first = told.size() < KINDS && told.add(record.topic() + " " + kind);
    if (first) {
      LOG.error("left out, and others of its kind from now on without a word: {} {}", kind, reason);
    }
    return first;
  }

  /** By its header, which anybody may have written. */
  private static String kind(ConsumerRecord<?, ?> record) {
    var header = record.headers().lastHeader("ce_type");
    if (header == null || header.value() == null) {
      return "type=none";
    }
    String type = new String(header.value(), UTF_8).replaceAll("[^A-Za-z0-9._-]", "?");
    return "type=" + type.substring(0, Math.min(type.length(), LONGEST_KIND));
  }
}
