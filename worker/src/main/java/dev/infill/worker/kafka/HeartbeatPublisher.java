package dev.infill.worker.kafka;

import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Heartbeat;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once a second that the worker lives and what it does. A beat that is not sent is no loss.
 */
public final class HeartbeatPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPublisher.class);

  private static final Duration RECENT = Duration.ofSeconds(10);

  private final Function<Boolean, Heartbeat> heartbeat;
  private final Messages messages;
  private final MessageProducer producer;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heartbeat").factory());
  private volatile long takenAt = System.nanoTime() - RECENT.toNanos();

  /**
   * @param heartbeat the worker as it is now; is told whether it leaves
   */
  public HeartbeatPublisher(
      Function<Boolean, Heartbeat> heartbeat, Messages messages, MessageProducer producer) {
    this.heartbeat = heartbeat;
    this.messages = messages;
    this.producer = producer;
  }

  public void start() {
    var unused = timer.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
  }

  /** Whether Kafka took a beat within the last ten seconds. */
  public boolean taken() {
    return System.nanoTime() - takenAt < RECENT.toNanos();
  }

  private void beat() {
    try {
      send(heartbeat.apply(false));
    } catch (RuntimeException e) {
      // An exception would end the timer, and with it the worker in everybody's eyes.
      LOG.warn("no heartbeat: {}", e.toString());
    }
  }

  private void send(Heartbeat beat) {
    var unused =
        producer
            .send(messages.heartbeat(beat))
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    takenAt = System.nanoTime();
                  } else {
                    LOG.debug("a heartbeat was not sent: {}", failure.toString());
                  }
                });
  }

  /** Says that the worker leaves. */
  @Override
  public void close() {
    timer.shutdownNow();
    Heartbeat last = heartbeat.apply(true);
    send(last);
    var unused = producer.send(messages.noHeartbeat(last.worker()));
  }
}
