package dev.infill.worker.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.LeftOut;
import dev.infill.common.observe.Traces;
import dev.infill.worker.port.Stop;
import dev.infill.worker.runtime.TaskRunner;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A worker's slots, each with a consumer on a thread of its own. */
public final class TaskSlots implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(4);

  private final Stop.Switch stop = new Stop.Switch();
  private final List<TaskSlot> slots;

  /**
   * @param slots how many tasks at a time, at least 1
   * @param reporters makes a reporter for each slot
   * @param leftOut gets tasks that can't be read; the coordinator will send them again
   */
  public TaskSlots(
      KafkaSettings settings,
      int slots,
      TaskRunner runner,
      Supplier<EventReporter> reporters,
      Traces traces,
      LeftOut leftOut) {
    Codec codec = Codec.ofMessages();
    this.slots =
        IntStream.range(0, slots)
            .mapToObj(
                number ->
                    new TaskSlot(
                        number, settings, codec, runner, reporters.get(), traces, leftOut, stop))
            .toList();
  }

  public void start() {
    slots.forEach(TaskSlot::start);
  }

  /** Slots that have a task now. */
  public int busy() {
    return (int) slots.stream().filter(TaskSlot::busy).count();
  }

  /** Asks the slots to give back what they have; {@link #close} waits for it. */
  public void stop() {
    stop.ask();
  }

  @Override
  public void close() {
    stop();
    long until = System.nanoTime() + CLOSE.toNanos();
    for (TaskSlot slot : slots) {
      slot.awaitEnd(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
    }
  }
}
