package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.kafka.Topic;
import dev.infill.common.kafka.TraceHeader;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Task;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.TraceParent;
import dev.infill.common.observe.Traces;
import dev.infill.worker.port.Stop;
import dev.infill.worker.runtime.TaskRunner;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one task at a time from the workers' share group. A thread talks to Kafka and renews the
 * hold on the task, while another does it.
 *
 * <p>Whatever became of a task, it is accepted once its events are kept: the coordinator decides
 * what to do about a failure. To give it back to the queue instead would use up its deliveries
 * within a moment, and then it would vanish without a word. And a hold is no authority: it may be
 * lost while the task is done, so that two do it, which every statement behind it allows.
 */
final class TaskSlot {
  private static final Logger LOG = LoggerFactory.getLogger(TaskSlot.class);

  /**
   * No longer than a broker keeps a fetch: an empty answer does not end a poll, nor is there
   * another fetch before the next one.
   */
  private static final Duration POLL = Duration.ofMillis(KafkaSettings.TASK_WAIT_MILLIS);

  /** A third of the time after which the group gives a silent worker's task to another. */
  private static final Duration RENEW = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KafkaSettings settings;
  private final Codec codec;
  private final TaskRunner runner;
  private final EventReporter reporter;
  private final Traces traces;
  private final LeftOut leftOut;
  private final Stop.Switch stop;
  private final Thread thread;

  /** Given to this slot and not yet done, by place; the first is the one that is done now. */
  private final Map<String, ConsumerRecord<String, byte[]>> held = new LinkedHashMap<>();

  private volatile boolean busy;

  /**
   * @param reporter of this slot alone
   * @param stop shared by the worker's slots
   */
  TaskSlot(
      int number,
      KafkaSettings settings,
      Codec codec,
      TaskRunner runner,
      EventReporter reporter,
      Traces traces,
      LeftOut leftOut,
      Stop.Switch stop) {
    this.settings = settings;
    this.codec = codec;
    this.runner = runner;
    this.reporter = reporter;
    this.traces = traces;
    this.leftOut = leftOut;
    this.stop = stop;
    this.thread = Thread.ofPlatform().daemon().name("slot-" + number).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean busy() {
    return busy;
  }

  /**
   * Waits for the task at hand to be given back, and leaves it where it stands after that; {@link
   * Stop.Switch#ask} must be called before.
   */
  void awaitEnd(Duration within) {
    try {
      if (!thread.join(within)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stop.asked()) {
      try (var consumer =
          new KafkaShareConsumer<String, byte[]>(settings.shareConsumer("workers"))) {
        consumer.subscribe(List.of(settings.topic(Topic.TASKS)));
        while (!stop.asked()) {
          take(consumer, POLL);
          doHeld(consumer);
        }
      } catch (KafkaException | IllegalStateException e) {
        if (!stop.asked()) {
          LOG.warn("the queue is asked again: {}", e.toString());
        }
      } catch (InterruptedException e) {
        LOG.debug("a slot was ended while its task was not done");
        return;
      }
      held.clear();
      pause();
    }
  }

  private void take(KafkaShareConsumer<String, byte[]> consumer, Duration wait) {
    consumer.poll(wait).forEach(record -> held.put(place(record), record));
  }

  private void doHeld(KafkaShareConsumer<String, byte[]> consumer) throws InterruptedException {
    while (!held.isEmpty()) {
      String place = held.keySet().iterator().next();
      ConsumerRecord<String, byte[]> record = held.get(place);
      Optional<Task> task = read(record);
      if (task.isPresent()) {
        busy = true;
        try {
          work(consumer, task.get(), TraceHeader.of(record));
        } finally {
          busy = false;
        }
      }
      accept(consumer, place);
    }
  }

  private Optional<Task> read(ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.of(codec.read(record, Task.class));
    } catch (UnreadableMessageException e) {
      leftOut.take(record, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Does the task beside; comes back when its events are kept. */
  private void work(
      KafkaShareConsumer<String, byte[]> consumer, Task task, Optional<TraceParent> sent)
      throws InterruptedException {
    var done = new CompletableFuture<Void>();
    Thread worker =
        Thread.ofPlatform()
            .daemon()
            .name(thread.getName() + "-" + task.id() + "-" + task.range())
            .start(() -> runTask(task, sent, done));
    try {
      while (!finished(done)) {
        renew(consumer);
      }
    } catch (InterruptedException | RuntimeException e) {
      // Not to be left running beside the next task of this slot.
      worker.interrupt();
      worker.join();
      throw e;
    }
  }

  private void runTask(Task task, Optional<TraceParent> sent, CompletableFuture<Void> done) {
    try {
      runTraced(task, sent);
      done.complete(null);
    } catch (InterruptedException | RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private void runTraced(Task task, Optional<TraceParent> sent) throws InterruptedException {
    try (Span span = traces.running(task, sent)) {
      try {
        runner.run(task, reporter.within(span), stop);
      } catch (InterruptedException | RuntimeException e) {
        span.failed(e.getClass().getSimpleName());
        throw e;
      }
    }
  }

  private static boolean finished(CompletableFuture<Void> done) throws InterruptedException {
    try {
      done.get(RENEW.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new KafkaException("a task ended without its events being kept", e.getCause());
    }
  }

  /** A renewed record comes with the next poll, and only that one may be acknowledged. */
  private void renew(KafkaShareConsumer<String, byte[]> consumer) {
    if (held.isEmpty()) {
      return;
    }
    held.values().forEach(record -> consumer.acknowledge(record, AcknowledgeType.RENEW));
    consumer.commitSync();
    var before = Map.copyOf(held);
    held.clear();
    take(consumer, POLL);
    if (!held.keySet().containsAll(before.keySet())) {
      LOG.debug("a hold was lost, its task may be done twice: {}", before.keySet());
    }
  }

  private void accept(KafkaShareConsumer<String, byte[]> consumer, String place) {
    ConsumerRecord<String, byte[]> record = held.remove(place);
    if (record == null) {
      return;
    }
    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
    // Others in hand must be acknowledged too before the next poll, so they are renewed with it.
    held.values().forEach(other -> consumer.acknowledge(other, AcknowledgeType.RENEW));
    consumer.commitSync();
    if (!held.isEmpty()) {
      held.clear();
      take(consumer, POLL);
    }
  }

  private void pause() {
    try {
      if (stop.askedWithin(PAUSE)) {
        LOG.debug("slot ends");
      }
    } catch (InterruptedException e) {
      stop.ask();
      Thread.currentThread().interrupt();
    }
  }

  private static String place(ConsumerRecord<String, byte[]> record) {
    return record.partition() + "@" + record.offset();
  }
}
