package dev.infill.worker.debezium;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.infill.common.kafka.Topic;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.CaptureStarter;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one capture until it is closed or lost: starts an engine, watches it, and starts the next
 * one when it ends, for ever. A capture that is lost says so once and ends by itself.
 */
public final class LogCapture implements CaptureStarter.Running {
  private static final Logger LOG = LoggerFactory.getLogger(LogCapture.class);
  private static final Duration FIRST_REST = Duration.ofMillis(100);
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  /** How often it is looked at what a running engine's log does not show. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final Duration CLOSE = Duration.ofSeconds(3);

  private final Capture capture;
  private final Surroundings around;
  private final ServerLog.Opener opener;
  private final Reporter reporter;
  private final Stop.Switch stop = new Stop.Switch();
  private final Thread thread;

  /**
   * @param opener opens the server's log
   * @param reporter is told when the capture is lost; used by this capture alone
   */
  public LogCapture(
      Capture capture, Surroundings around, ServerLog.Opener opener, Reporter reporter) {
    this.capture = capture;
    this.around = around;
    this.opener = opener;
    this.reporter = reporter;
    this.thread = Thread.ofPlatform().daemon().name("capture-" + capture.id()).unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Ends the engine and waits for it, some seconds at most; what was not confirmed comes again. */
  @Override
  public void close() {
    stop.ask();
    thread.interrupt();
    try {
      if (!thread.join(CLOSE)) {
        LOG.warn("a capture does not end: migration={}", capture.id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void withdrawn() {
    opener.withdrawn();
  }

  private void run() {
    RetryPolicy<Void> policy =
        RetryPolicy.<Void>builder()
            .handleIf(failure -> !stop.asked() && !(failure instanceof LostException))
            .withMaxAttempts(-1)
            .withBackoff(FIRST_REST, LONGEST_REST)
            .onRetry(retry -> tell(retry.getLastException()))
            .build();
    try {
      LOG.info("capture begins: migration={} slot={}", capture.id(), capture.slot());
      while (!stop.askedWithin(FIRST_REST)) {
        Failsafe.with(policy).run(this::runEngine);
      }
      LOG.info("capture ends: migration={}", capture.id());
    } catch (LostException e) {
      lost(e);
    } catch (InterruptedException e) {
      LOG.info("capture ends: migration={}", capture.id());
    } catch (FailsafeException e) {
      if (!stop.asked()) {
        LOG.error("capture ends: migration={}", capture.id(), e);
      }
    }
  }

  /** Returns when an engine that had proven itself ended; throws when it did not come so far. */
  private void runEngine() throws ShardFailure, SQLException, InterruptedException {
    try (ServerLog log = opener.open()) {
      log.checkReadable();
      around.meters().retained(capture.id(), log.retainedBytes());
      var proof = new StartProof(log);
      proof.writeFirst();
      var sink = new KafkaSink(around.messages(), around.producer());
      var changes = new SeenChanges(capture, proof, Topic.CHANGES.partitions(), sink);
      var handler = new CaptureHandler(changes, log);
      try (var engine = Engine.start(log.settings(), handler)) {
        engine.awaitTask();
        proof.writeSecond();
        while (!engine.endedWithin(LOOK)) {
          log.checkUnchanged();
          log.tend(reporter);
          around.meters().retained(capture.id(), log.retainedBytes());
          tellOwnRows(handler);
        }
        if (proof.given() && !stop.asked()) {
          LOG.warn(
              "capture ended, begins again: migration={} reason={}", capture.id(), engine.reason());
        }
        engine.rethrow(proof.given());
      } finally {
        tellOwnRows(handler);
      }
    } finally {
      around.meters().captureEnded(capture.id());
    }
  }

  private void tellOwnRows(CaptureHandler handler) {
    long rows = handler.takeOwnRows();
    if (rows > 0) {
      reporter.report(capture.id(), new OwnWritesSeen(rows));
    }
  }

  private void tell(Throwable failure) {
    LOG.warn(
        "capture fails, will try again: migration={} reason={}", capture.id(), failure.toString());
  }

  /** A slot that was dropped because the capture shall not run any more is no loss. */
  private void lost(LostException e) {
    try {
      if (around.captures().stands(capture)) {
        LOG.error("capture lost: migration={} reason={}", capture.id(), e.getMessage());
        reporter.report(capture.id(), new CaptureLost(String.valueOf(e.getMessage())));
        reporter.awaitKept();
      }
    } catch (InterruptedException interrupted) {
      LOG.info("capture ends before it could tell that it is lost: migration={}", capture.id());
    }
  }
}
