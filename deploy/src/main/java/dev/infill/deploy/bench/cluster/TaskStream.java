package dev.infill.deploy.bench.cluster;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Task;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.runtime.TaskRunner;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does every task as soon as it is sent, all beside each other. A worker's slots take one task at a
 * time from the share group, which costs the broker about as much as a whole range of answers costs
 * the coordinator: on the machine that has to hold all of them, the slots would be measured.
 */
final class TaskStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskStream.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration END = Duration.ofSeconds(4);

  private final KafkaSettings settings;
  private final TaskRunner runner;
  private final Supplier<Reporter> reporters;
  private final Codec codec = Codec.ofMessages();
  private final Stop.Switch stop = new Stop.Switch();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread = Thread.ofPlatform().daemon().name("tasks").unstarted(this::run);

  TaskStream(KafkaSettings settings, TaskRunner runner, Supplier<Reporter> reporters) {
    this.settings = settings;
    this.runner = runner;
    this.reporters = reporters;
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    stop.ask();
    try {
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tasks.shutdownNow();
  }

  private void run() {
    try (var consumer = new KafkaConsumer<String, byte[]>(settings.reader())) {
      var partitions = settings.partitions(Topic.TASKS);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stop.asked()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Task task = codec.read(record, Task.class);
          tasks.execute(() -> work(task));
        }
      }
    }
  }

  private void work(Task task) {
    try {
      runner.run(task, reporters.get(), stop);
    } catch (InterruptedException e) {
      LOG.debug("a task was not done: migration={} task={}", task.id(), task.range());
    }
  }
}
