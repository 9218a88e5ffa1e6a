package dev.infill.common.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole compacted topic as a map that follows it: the last value of each key, committed records
 * only.
 *
 * <p>A thread of its own reads the topic from the first record on, and goes on when the brokers
 * come back from a restart. Every other thread may ask. An answer is as old as the last read;
 * {@link #refresh} brings it up to now.
 *
 * @param <V> the type of the values
 */
public final class CompactedView<V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedView.class);
  private static final Duration IDLE_POLL = Duration.ofSeconds(1);
  private static final Duration ASKED_POLL = Duration.ofMillis(50);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final String topic;
  private final List<TopicPartition> partitions;
  private final Consumer<String, byte[]> consumer;
  private final Codec codec;
  private final Class<V> type;
  private final LeftOut leftOut;
  private final Map<String, V> values = new ConcurrentHashMap<>();
  private final List<BiConsumer<String, Optional<V>>> listeners = new CopyOnWriteArrayList<>();
  private final Queue<CatchUp> asked = new ConcurrentLinkedQueue<>();
  private final CatchUp loading = new CatchUp();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** Where each key lives; read and written by the view's thread alone. */
  private final Map<String, Integer> homes = new HashMap<>();

  /** While what was there at the start is read; of the view's thread alone. */
  private final LastRecords first = new LastRecords();

  private boolean gathers = true;
  private boolean troubled;

  /**
   * @param topic a compacted topic, which exists
   * @param codec knows the type of the values
   * @param leftOut gets what can't be read; the key keeps the value before it
   * @throws KafkaException when the settings are unusable
   */
  public CompactedView(
      KafkaSettings settings, Topic topic, Codec codec, Class<V> type, LeftOut leftOut) {
    this.topic = settings.topic(topic);
    this.partitions = settings.partitions(topic);
    this.consumer = new KafkaConsumer<>(settings.reader());
    this.codec = codec;
    this.type = type;
    this.leftOut = leftOut;
    this.thread = Thread.ofPlatform().daemon().name("view-" + this.topic).unstarted(this::follow);
  }

  /**
   * Has each record told, first those that are already there, of each key the last; empty is a key
   * that was taken away. To be called before {@link #start}. The listener is called on the view's
   * thread, which waits for it: it must be quick.
   */
  public void onRecord(BiConsumer<String, Optional<V>> listener) {
    listeners.add(listener);
  }

  /** Begins to read. */
  public void start() {
    asked.add(loading);
    thread.start();
  }

  /**
   * Waits until all records that were there at the start are read.
   *
   * @throws TimeoutException when that takes longer than this
   */
  public void awaitLoaded(Duration timeout) throws TimeoutException, InterruptedException {
    await(loading, timeout);
  }

  /**
   * Waits until all records that are committed now are read.
   *
   * @throws TimeoutException when that takes longer than this
   */
  public void refresh(Duration timeout) throws TimeoutException, InterruptedException {
    var catchUp = new CatchUp();
    asked.add(catchUp);
    try {
      consumer.wakeup();
      await(catchUp, timeout);
    } finally {
      asked.remove(catchUp);
    }
  }

  /** The value of a key, as last read. */
  public Optional<V> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** All values by their keys, as last read. */
  public Map<String, V> snapshot() {
    return Map.copyOf(values);
  }

  /** Stops reading; what was read stays. */
  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    if (thread.getState() == Thread.State.NEW) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    } else if (!thread.equals(Thread.currentThread())) {
      try {
        thread.join(ANSWER);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void await(CatchUp catchUp, Duration timeout)
      throws TimeoutException, InterruptedException {
    if (isClosing()) {
      throw new IllegalStateException("the view of " + topic + " is closed");
    }
    catchUp.await(topic, timeout);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  // ---- the view's thread ----

  private void follow() {
    try (consumer) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!isClosing()) {
        step();
      }
    } finally {
      closing.countDown();
      var closed = new IllegalStateException("the view of " + topic + " was closed");
      asked.forEach(catchUp -> catchUp.done.completeExceptionally(closed));
    }
  }

  private void step() {
    try {
      lookUpEnds();
      finishCaughtUp();
      consumer.poll(asked.isEmpty() ? IDLE_POLL : ASKED_POLL).forEach(this::gather);
      finishCaughtUp();
    } catch (WakeupException e) {
      LOG.trace("asked to catch up or to close: {}", topic);
    } catch (OffsetOutOfRangeException e) {
      startOver(e.partitions());
    } catch (KafkaException e) {
      if (!troubled) {
        LOG.warn("cannot read {}, will keep trying: {}", topic, e.toString());
        troubled = true;
      }
      pause();
    }
  }

  /**
   * What is asked for while this looks is served by the next step: its end may lie behind the one
   * found here.
   */
  private void lookUpEnds() {
    var open = asked.stream().filter(catchUp -> catchUp.ends.isEmpty()).toList();
    if (open.isEmpty()) {
      return;
    }
    var ends = consumer.endOffsets(partitions, ANSWER);
    open.forEach(catchUp -> catchUp.ends = ends);
    if (troubled) {
      LOG.info("reading {} again", topic);
      troubled = false;
    }
  }

  private void finishCaughtUp() {
    if (gathers && loading.isReachedBy(consumer)) {
      readGathered();
    }
    for (var caughtUp : asked.stream().filter(one -> one.isReachedBy(consumer)).toList()) {
      caughtUp.done.complete(null);
      asked.remove(caughtUp);
    }
  }

  private void gather(ConsumerRecord<String, byte[]> record) {
    if (gathers) {
      first.add(record);
    } else {
      take(record);
    }
  }

  /** Where one can't be read, a value before it counts: then all are read, each by itself. */
  private void readGathered() {
    gathers = false;
    try {
      first.take(codec, type).forEach(this::keep);
    } catch (UnreadableMessageException e) {
      consumer.seekToBeginning(partitions);
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    try {
      keep(
          record,
          record.value() == null ? Optional.empty() : Optional.of(codec.read(record, type)));
    } catch (UnreadableMessageException e) {
      leftOut.take(record, String.valueOf(e.getMessage()));
    }
  }

  private void keep(ConsumerRecord<String, byte[]> record, Optional<V> value) {
    String key = record.key();
    if (value.isPresent()) {
      homes.put(key, record.partition());
      values.put(key, value.get());
    } else {
      homes.remove(key);
      values.remove(key);
    }
    tell(key, value);
  }

  private void tell(String key, Optional<V> value) {
    for (var listener : listeners) {
      try {
        listener.accept(key, value);
      } catch (RuntimeException e) {
        LOG.error("a listener to {} failed for {}", topic, key, e);
      }
    }
  }

  /**
   * The records behind a position are gone: the topic was made anew. What is not in it any more is
   * taken away.
   */
  private void startOver(Set<TopicPartition> lost) {
    LOG.warn("reading from the first record again: {}", lost);
    for (var home : Map.copyOf(homes).entrySet()) {
      if (lost.contains(new TopicPartition(topic, home.getValue()))) {
        homes.remove(home.getKey());
        values.remove(home.getKey());
        tell(home.getKey(), Optional.empty());
      }
    }
    first.forget(lost);
    consumer.seekToBeginning(lost);
  }

  private void pause() {
    try {
      if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.trace("closing: {}", topic);
      }
    } catch (InterruptedException e) {
      closing.countDown();
      Thread.currentThread().interrupt();
    }
  }
}
